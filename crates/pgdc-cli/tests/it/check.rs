//! `pgdc check`.

use std::fs;

use pgdc_server::Server;

use crate::{fixtures, run, text};

#[tokio::test]
async fn check_tells_whether_the_module_fits_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let ddl = fs::read_to_string(fixtures().join("schemas/chinook.sql")).unwrap();
    let database = Server::shared().database_from(&ddl).await.unwrap();
    let url = database.url();
    assert!(run(folder.path(), &["generate", "--db", &url, "--out", "db.rs"]).status.success());
    let check = || run(folder.path(), &["check", "--db", &url, "--out", "db.rs"]);

    let same = check();
    assert_eq!(same.status.code(), Some(0));
    assert_eq!(text(&same.stdout), "");
    assert_eq!(text(&same.stderr), "db.rs: nothing has changed\n");

    // What version control and editors change does not count.
    let module = fs::read_to_string(folder.path().join("db.rs")).unwrap();
    fs::write(folder.path().join("db.rs"), module.replace('\n', "\r\n")).unwrap();
    assert_eq!(check().status.code(), Some(0));

    let client = database.connect().await.unwrap();
    client.batch_execute("ALTER TABLE album ADD year smallint NOT NULL DEFAULT 0").await.unwrap();
    client.batch_execute("ALTER TABLE genre DROP name").await.unwrap();
    let different = check();
    assert_eq!(different.status.code(), Some(1));
    let told = "breaking  column removed: genre.name character varying(120); every statement names it\n\
                safe      column added: album.year smallint not null default 0\n";
    assert_eq!(text(&different.stdout), told);
    assert_eq!(text(&different.stderr), "db.rs: out of date; `pgdc generate` writes it anew\n");

    let args = ["check", "--db", &url, "--out", "db.rs"];
    let shown = text(&run(folder.path(), &[&args[..], &["--diff"]].concat()).stdout);
    let diff = shown.strip_prefix(told).expect("the changes first");
    assert!(diff.starts_with("--- db.rs\n+++ db.rs (from database "), "{diff}");
    assert!(diff.contains("\n+    /// `smallint`; default `0`.\n+    pub year: i16,\n"), "{diff}");

    let json = run(folder.path(), &[&args[..], &["--json"]].concat());
    assert_eq!(json.status.code(), Some(1));
    let changes: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(changes[0]["what"], "column removed");
    assert_eq!(changes[1]["impact"], "safe");
    // Another file than pgdc writes is shown as it is.
    fs::write(folder.path().join("other.rs"), "mod db;\n").unwrap();
    let other = run(folder.path(), &["check", "--db", &url, "--out", "other.rs"]);
    assert!(text(&other.stdout).starts_with("--- other.rs\n"));
    assert!(
        fs::read_to_string(folder.path().join("db.rs")).unwrap().contains("\r\n"),
        "not written"
    );
}

#[test]
fn two_sources_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, ddl: &str| fs::write(folder.path().join(name), ddl).unwrap();
    write("old.sql", "CREATE TABLE note (note_id int PRIMARY KEY, body text);");
    write("new.sql", "CREATE TABLE note (note_id bigint PRIMARY KEY, body text, due date);");
    let snapshot = ["snapshot", "--schema", "old.sql", "--out", "old.json"];
    assert!(run(folder.path(), &snapshot).status.success());
    for old in ["old.sql", "old.json"] {
        let output = run(folder.path(), &["diff", old, "new.sql"]);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        let expected = "breaking  type changed: note.note_id bigint (was integer); values are read and written as \
                        those of the old type\n\
                        safe      column added: note.due date\n";
        assert_eq!(text(&output.stdout), expected);
        assert!(text(&output.stderr).contains(": 2 changes since "), "{}", text(&output.stderr));
    }
    let same = run(folder.path(), &["diff", "old.json", "old.sql", "--json"]);
    assert_eq!((same.status.code(), text(&same.stdout).as_str()), (Some(0), "[]\n"));
    let missing = run(folder.path(), &["diff", "old.json", "gone.sql"]);
    assert_eq!(missing.status.code(), Some(2));
}

#[test]
fn shells_and_man_know_the_commands() {
    for args in [&["completions", "bash"][..], &["completions", "fish"], &["man"]] {
        let output = run(&std::env::temp_dir(), args);
        assert_eq!(output.status.code(), Some(0));
        let said = text(&output.stdout);
        assert!(
            ["generate", "check", "lint"].iter().all(|command| said.contains(command)),
            "{args:?}"
        );
    }
}
