//! `pgdc lint` and `pgdc rls`, on the folder `fixtures/lint`.

use std::fs;

use crate::{fixtures, is_golden, run, text};

#[test]
fn findings_and_policies_are_golden() {
    let folder = fixtures().join("lint");
    let mut fine = true;
    for (golden, args, code) in [
        ("lint.txt", vec!["lint"], 1),
        ("lint.json", vec!["lint", "--json"], 1),
        ("rls.sql", vec!["rls"], 0),
    ] {
        let output = run(&folder, &args);
        assert_eq!(output.status.code(), Some(code), "{}", text(&output.stderr));
        fine &= is_golden(&folder.join(golden), &text(&output.stdout));
    }
    assert!(fine);
}

/// A snapshot tells as much as the database, and a schema that is not asked for is not looked at.
#[test]
fn a_snapshot_gives_the_same_findings() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["schema.sql", "pgdc.toml"] {
        fs::copy(fixtures().join("lint").join(name), folder.path().join(name)).unwrap();
    }
    assert!(run(folder.path(), &["snapshot", "--out", "pgdc.json"]).status.success());
    let output = run(folder.path(), &["lint", "--catalog", "pgdc.json"]);
    let golden = fs::read_to_string(fixtures().join("lint/lint.txt")).unwrap();
    assert_eq!(text(&output.stdout), golden);

    let settings = "[scope]\ncolumn = 'org_id'\n";
    fs::write(folder.path().join("pgdc.toml"), settings).unwrap();
    let output = run(folder.path(), &["lint", "--catalog", "pgdc.json", "--namespace", "audit"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!text(&output.stdout).contains("public."));
}

#[test]
fn what_is_accepted_may_stay() {
    let folder = tempfile::tempdir().unwrap();
    let ddl = "CREATE TABLE note (tenant_id int NOT NULL, n int PRIMARY KEY);
               CREATE INDEX ON note (tenant_id);";
    fs::write(folder.path().join("schema.sql"), ddl).unwrap();
    let lint = |accepted: &str| {
        let settings = format!("[scope]\ncolumn = 'tenant_id'\n[lint.accept]\n{accepted}\n");
        fs::write(folder.path().join("pgdc.toml"), settings).unwrap();
        let output = run(folder.path(), &["lint", "--schema", "schema.sql"]);
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (code, found, _) = lint("key-without-scope = ['note:note_pkey']");
    assert_eq!(code, Some(1));
    assert!(found.contains("[no-row-security]") && !found.contains("note_pkey"), "{found}");
    let (code, found, said) = lint("key-without-scope = ['n*']\nno-row-security = ['public.note']");
    assert_eq!((code, found.as_str()), (Some(0), ""));
    assert!(said.ends_with(": 0 errors, 0 warnings, 0 notes, 2 accepted\n"), "{said}");
    let (code, _, said) = lint("no-index = ['note']");
    assert_eq!(code, Some(2));
    assert!(said.contains("what [lint.accept] accepts is not found:\n  no-index: note"), "{said}");
}

#[test]
fn a_schema_without_findings_is_fine() {
    let folder = tempfile::tempdir().unwrap();
    let ddl = "CREATE TABLE note (tenant_id int, n int, PRIMARY KEY (tenant_id, n));
               ALTER TABLE note ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;";
    fs::write(folder.path().join("schema.sql"), ddl).unwrap();
    fs::write(folder.path().join("pgdc.toml"), "[scope]\ncolumn = 'tenant_id'\n").unwrap();
    let output = run(folder.path(), &["lint", "--schema", "schema.sql"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stdout), "");
    assert!(text(&output.stderr).ends_with(": 0 errors, 0 warnings, 0 notes\n"));
}
