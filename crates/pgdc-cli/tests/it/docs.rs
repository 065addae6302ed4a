//! `pgdc docs`. What stands on the pages is tested in `pgdc-docs`.

use std::fs;

use crate::{fixtures, run, text};

#[test]
fn the_name_says_what_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let snapshot = fixtures().join("catalogs/chinook.json");
    let snapshot = snapshot.to_string_lossy();
    let docs = |args: &[&str]| {
        let args = [&["docs", "--catalog", &snapshot], args].concat();
        let output = run(folder.path(), &args);
        assert!(output.status.success(), "{}", text(&output.stderr));
        output
    };
    let starts = |file: &str| fs::read_to_string(folder.path().join(file)).unwrap();

    docs(&["--out", "shop.html"]);
    assert!(starts("shop.html").starts_with("<!DOCTYPE html>"));
    docs(&["--out", "shop.md", "--title", "The shop"]);
    assert!(starts("shop.md").starts_with("# The shop\n"));
    fs::create_dir(folder.path().join("public")).unwrap();
    docs(&["--out", "public"]);
    assert!(starts("public/index.html").contains("<title>Schema public</title>"));
    docs(&["--out", "public/", "--format", "markdown"]);
    assert!(starts("public/index.md").starts_with("# Schema public\n"));
    assert!(text(&docs(&[]).stdout).starts_with("# Schema public\n"));
    assert!(text(&docs(&["--format", "html"]).stdout).starts_with("<!DOCTYPE html>"));
    // What is left out has no section, and no link leads to it.
    let part = text(&docs(&["--exclude", "artist"]).stdout);
    assert!(!part.contains("(#public.artist)") && part.contains("public.artist"), "{part}");
}

#[test]
fn the_same_from_ddl_and_from_its_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let schema = fixtures().join("schemas/chinook.sql");
    let snapshot = fixtures().join("catalogs/chinook.json");
    let of = |source: &str, path: &std::path::Path| {
        let output = run(folder.path(), &["docs", source, &path.to_string_lossy()]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    assert_eq!(of("--schema", &schema), of("--catalog", &snapshot));
}
