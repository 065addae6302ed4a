//! What the blocks of the pages may be: code that something runs, code of others, or no code.

use std::fs;

/// Every page but `scope.md`, whose tests are those of `pgdc-golden`.
fn pages() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs");
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let pages = names.filter(|path| path.is_file() && !path.ends_with("scope.md"));
    pages.map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap())).collect()
}

/// The language and the text of each block.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let parts = page.split("\n```").skip(1).step_by(2);
    parts.map(|part| part.split_once('\n').unwrap_or_default()).collect()
}

#[test]
fn every_block_is_checked_or_marked_as_that_of_others() {
    let others = ["SeaORM", "Diesel", "sqlx", "asyncpg", "fastasyncpg", "tracktolib"];
    // Commands and the files that they read are for a test of `pgdc-cli`.
    let ours = ["rust", "sh", "sql", "text", "yaml"];
    for (name, page) in pages() {
        for (language, text) in blocks(&page) {
            let comment = text.trim_start_matches(['/', '#', ' ']);
            match language {
                "toml" => drop(text.parse::<toml::Table>().unwrap()),
                "rust,ignore" | "python" => {
                    let is_marked = others.iter().any(|other| comment.starts_with(other));
                    assert!(is_marked, "{name}: whose code is this?\n{text}");
                }
                language => assert!(ours.contains(&language), "{name}: {language}"),
            }
        }
    }
}

/// Links to files and pages of the repository lead somewhere.
#[test]
fn links_lead_somewhere() {
    for (name, page) in pages() {
        let folder = std::path::Path::new(&name).parent().unwrap();
        for link in page.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let is_ours = !link.is_empty() && !link.starts_with("http");
            assert!(!is_ours || folder.join(link).exists(), "{name}: {link}");
        }
    }
}
