//! The commands of the pages in `docs/`, run as they stand there.

use std::fs;

use crate::shop::Shop;
use crate::{fixtures, repository};

fn page(name: &str) -> String {
    fs::read_to_string(repository().join("docs").join(name)).unwrap()
}

/// The text of each block of a language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    let rest = page.split(fence.as_str()).skip(1);
    rest.map(|rest| rest.split("```").next().unwrap_or_default()).collect()
}

/// What a page has the reader type: the lines of shells, and what a workflow runs, where they are of pgdc.
fn commands(page: &str) -> Vec<&str> {
    let typed = blocks(page, "sh").into_iter().flat_map(str::lines);
    let steps = blocks(page, "yaml").into_iter().flat_map(str::lines);
    let steps = steps.filter_map(|line| line.trim_start().strip_prefix("- run: "));
    typed.chain(steps).filter(|line| line.starts_with("pgdc ")).collect()
}

/// A block that begins with a file's name is that file.
fn write_files(shop: &Shop, blocks: &[&str]) {
    for block in blocks {
        let (comment, text) = block.split_once('\n').unwrap();
        let name = comment.trim_start_matches(['#', '-', ' ']);
        // The manifest is that of a program which is not built here.
        if name == "pgdc.toml" || name.ends_with(".sql") {
            fs::create_dir_all(shop.path(name).parent().unwrap()).unwrap();
            shop.write(name, text);
        }
    }
}

fn run_all(shop: &Shop, commands: &[&str]) -> String {
    let mut printed = String::new();
    for command in commands {
        let said = shop.shell(command);
        assert_eq!(said.code, Some(0), "{command}: {}", said.stderr);
        printed += &said.stdout;
        printed += &said.stderr;
    }
    printed
}

/// The music shop, as a database and as a migration, in a folder with the files of the page.
async fn music(page: &str) -> Shop {
    let ddl = fs::read_to_string(fixtures().join("schemas/chinook.sql")).unwrap();
    let shop = Shop::with(&ddl).await;
    fs::create_dir_all(shop.path("src")).unwrap();
    fs::create_dir_all(shop.path("migrations")).unwrap();
    shop.write("migrations/0_music.sql", &ddl);
    write_files(&shop, &blocks(page, "toml"));
    shop
}

#[tokio::test]
async fn getting_started() {
    let page = page("getting-started.md");
    let shop = music(&page).await;
    let commands = commands(&page);
    assert_eq!(commands.len(), 4);
    let said = run_all(&shop, &commands);
    let [told] = blocks(&page, "text").try_into().unwrap();
    assert!(said.contains(told.trim()), "{said}");
    // As the page shows it: with nothing else to say where the tables are.
    assert!(shop.path("src/db.rs").is_file());
}

#[tokio::test]
async fn build_rs() {
    let page = page("build-rs.md");
    let shop = music(&page).await;
    run_all(&shop, &commands(&page));
    assert!(fs::read_to_string(shop.path("pgdc.json")).unwrap().contains("\"album\""));
}

#[tokio::test]
async fn ci() {
    let page = page("ci.md");
    let shop = music(&page).await;
    run_all(&shop, &["pgdc generate"]);
    let commands = commands(&page);
    let [_, diff, _] = commands[..] else { panic!("{commands:?}") };
    run_all(&shop, &commands);

    // The change of which the page shows what is said.
    let change =
        "ALTER TABLE album ADD year smallint NOT NULL DEFAULT 0; ALTER TABLE genre DROP name;";
    shop.write("migrations/1_change.sql", change);
    let [told] = blocks(&page, "text").try_into().unwrap();
    let said = shop.shell("pgdc check");
    assert_eq!((said.code, said.stdout.as_str()), (Some(1), told));
    assert_eq!(shop.shell(diff).stdout, told);
    assert_eq!(shop.shell("pgdc check --no-such").code, Some(2));
}

#[tokio::test]
async fn migrations() {
    let page = page("migrations.md");
    let shop = music(&page).await;
    fs::remove_file(shop.path("migrations/0_music.sql")).unwrap();
    let [first, second] = blocks(&page, "sql").try_into().unwrap();
    let commands = commands(&page);
    let (generate, change) = commands.split_first().unwrap();
    write_files(&shop, &[first]);
    run_all(&shop, &[generate]);
    write_files(&shop, &[second]);
    let [told] = blocks(&page, "text").try_into().unwrap();
    assert!(run_all(&shop, change).starts_with(told));
}

/// Those of the README that write a module, check it, set up a crate and describe the tables. `--watch` is tested in
/// `watch.rs`, what looks at a database in `copy.rs`.
#[tokio::test]
async fn readme() {
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    let readme = readme.replace("postgres://app@localhost/shop", "$DATABASE_URL");
    let of = |names: &[&str]| -> Vec<&str> {
        let is_one =
            |line: &&str| names.iter().any(|name| line.starts_with(&format!("pgdc {name} ")));
        commands(&readme).into_iter().filter(is_one).filter(|l| !l.contains("--watch")).collect()
    };
    let on_database = of(&["generate", "check"]);
    assert_eq!(on_database.len(), 2);
    run_all(&music("").await, &on_database);

    let on_file = of(&["init", "docs"]);
    assert_eq!(on_file.len(), 2);
    let shop = music("").await;
    shop.write("schema.sql", &fs::read_to_string(fixtures().join("schemas/chinook.sql")).unwrap());
    shop.write(
        "Cargo.toml",
        "[package]\nname = \"shop\"\nversion = \"0.0.0\"\nedition = \"2024\"\n",
    );
    shop.write("src/main.rs", "fn main() {}\n");
    run_all(&shop, &on_file);
    assert!(shop.path("src/db.rs").is_file() && shop.path("schema.html").is_file());
}

/// No page has commands that no test runs.
#[test]
fn other_pages_have_no_commands() {
    let tested = ["getting-started.md", "build-rs.md", "ci.md", "migrations.md"];
    for entry in fs::read_dir(repository().join("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let is_tested = tested.contains(&name.as_str()) || !name.ends_with(".md");
        assert!(is_tested || commands(&page(&name)).is_empty(), "{name}");
    }
}
