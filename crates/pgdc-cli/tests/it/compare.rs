//! `fixtures/compare`: the programs of docs/COMPARE.md, which do the same five tasks with five libraries.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::{fixtures, is_golden, repository, run, text};

/// What the libraries' own generators write is checked in; how it is made is said in each program. That of pgdc is
/// made here.
#[test]
fn the_module_that_is_compared_is_current() {
    let program = fixtures().join("compare/pgdc");
    let folder = tempfile::tempdir().unwrap();
    let settings = fs::read_to_string(program.join("pgdc.toml")).unwrap();
    let schemas = fixtures().join("schemas").canonicalize().unwrap();
    let settings = settings.replace("../../schemas", &schemas.to_string_lossy());
    fs::write(folder.path().join("pgdc.toml"), settings).unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    let output = run(folder.path(), &["generate"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let module = fs::read_to_string(folder.path().join("src/db.rs")).unwrap();
    assert!(is_golden(&program.join("src/db.rs"), &module), "the module is not current");
}

/// Each does what `fixtures/compare/same.rs` says, on a server. The first run fetches and builds the other libraries,
/// at the versions of the workspace's own lock file.
#[test]
fn the_programs_that_are_compared_do_the_same() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("compare");
    let output = Command::new(env!("CARGO"))
        .args(["test", "--quiet", "--workspace", "--exclude", "clorinde", "--target-dir"])
        .arg(target)
        .current_dir(repository().join("fixtures/compare"))
        // What cargo says of this test's own build; and sqlx would ask that database instead of its notes.
        .env_remove("OUT_DIR")
        .env_remove("DATABASE_URL")
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}\n{}", text(&output.stdout), text(&output.stderr));
}
