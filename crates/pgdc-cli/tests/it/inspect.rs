//! `pgdc inspect`.

use std::fs;

use crate::shop::{Shop, is_shown};
use crate::{fixtures, run, text};

#[tokio::test]
async fn every_form_is_golden() {
    let shop = Shop::open().await;
    let all = ["--namespace", "public", "--namespace", "sales"];
    let inspect = |form: &[&str]| shop.get(&[&["inspect"], form, &all].concat());
    let mut fine = is_shown("inspect.txt", &without_sizes(&inspect(&[])));
    fine &= is_shown("inspect_table.txt", &without_sizes(&inspect(&["--table"])));
    let mut json: serde_json::Value = serde_json::from_str(&inspect(&["--json"])).unwrap();
    for relation in json.as_array_mut().unwrap() {
        if let Some(size) = relation.get_mut("size") {
            assert!(size["bytes"].as_i64().unwrap() > 0, "{size}");
            size["bytes"] = 0.into();
        }
    }
    let json = serde_json::to_string_pretty(&json).unwrap() + "\n";
    fine &= is_shown("inspect.json", &json);
    assert!(fine);
}

/// Sizes are of the server's version: a `#` stands for them.
fn without_sizes(text: &str) -> String {
    let line = |line: &str| match line.split_once("KiB") {
        Some((before, after)) => {
            let before =
                before.trim_end().trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
            format!("{} # KiB{after}\n", before.trim_end())
        }
        None => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

/// The same of a file and of a snapshot, where nothing is known of sizes.
#[tokio::test]
async fn sources_without_rows_have_no_sizes() {
    let shop = Shop::open().await;
    fs::copy(fixtures().join("look/schema.sql"), shop.path("schema.sql")).unwrap();
    shop.get(&["snapshot", "--out", "pgdc.json"]);
    let of_file = shop.get(&["inspect", "al*", "--schema", "schema.sql"]);
    assert!(of_file.starts_with("public.album (table)\n├─ album_id "), "{of_file}");
    assert_eq!(shop.get(&["inspect", "al*", "--catalog", "pgdc.json"]), of_file);
    let said = run(shop.folder.path(), &["inspect", "--catalog", "pgdc.json", "--table", "-q"]);
    let (shown, said) = (text(&said.stdout), text(&said.stderr));
    assert!(shown.contains(" public │ album      │ table "), "{shown}");
    assert_eq!(said, "");
}

#[tokio::test]
async fn names_are_shown_as_text_in_one_line() {
    let shop =
        Shop::with(&fs::read_to_string(fixtures().join("schemas/hostile.sql")).unwrap()).await;
    for form in [&["inspect"][..], &["inspect", "--table"]] {
        let shown = shop.get(form);
        let acts = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!shown.contains(acts), "{shown}");
        assert!(shown.contains("x\"; DROP TABLE victim; --"), "{shown}");
    }
    assert!(shop.get(&["inspect", "x\"*"]).contains("├─ new\\nline "));
}

#[tokio::test]
async fn a_pattern_that_matches_nothing_is_told() {
    let shop = Shop::open().await;
    assert!(shop.is_refused("inspect_nothing", &["inspect", "album", "artits"]));
}
