//! `pgdc ddl`. What it writes is tested in `pgdc-golden`, by a round trip.

use std::fs;

use crate::{fixtures, is_golden, repository, run, text};

/// What is written loads, and the tables of that are the same: from DDL, to DDL, to a snapshot.
#[test]
fn its_output_loads_and_makes_the_same_tables() {
    let folder = tempfile::tempdir().unwrap();
    for case in ["chinook", "forms", "hostile"] {
        let snapshot = fixtures().join(format!("catalogs/{case}.json"));
        let ddl = ["ddl", "--catalog", &snapshot.to_string_lossy(), "--out", "schema.sql"];
        let output = run(folder.path(), &ddl);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let output = run(folder.path(), &["ddl", "--schema", "schema.sql"]);
        assert!(output.status.success(), "{case}: {}", text(&output.stderr));
        let (first, again) =
            (fs::read_to_string(folder.path().join("schema.sql")), text(&output.stdout));
        assert_eq!(first.unwrap(), again, "{case}");
    }
}

/// The text as a person reads it, of a part of the music shop.
#[test]
fn the_text_is_golden_and_tells_what_it_needs() {
    let snapshot = repository().join("fixtures/catalogs/chinook.json");
    let args = ["ddl", "--catalog", &snapshot.to_string_lossy(), "--include", "album"];
    let output = run(&std::env::temp_dir(), &args);
    assert!(output.status.success());
    assert!(is_golden(&fixtures().join("ddl/album.sql"), &text(&output.stdout)));
    let told = text(&output.stderr);
    let expected = "warning: public.album needs table public.artist, which must be there before\n";
    assert!(told.starts_with(expected), "{told}");
}
