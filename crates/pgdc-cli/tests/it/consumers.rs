//! `fixtures/consumers`: programs of users, outside of the workspace, that compile.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::{fixtures, is_golden, repository, run, text};

#[test]
fn a_program_with_a_module_checked_in_compiles() {
    let consumer = fixtures().join("consumers/checked_in");
    let folder = tempfile::tempdir().unwrap();
    copy(&consumer, folder.path());
    let output = run(folder.path(), &["generate"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let module = fs::read_to_string(folder.path().join("src/db.rs")).unwrap();
    assert!(is_golden(&consumer.join("src/db.rs"), &module), "the module is not current");
    compile(folder.path());
}

#[test]
fn a_program_that_generates_when_it_is_built_compiles() {
    let consumer = fixtures().join("consumers/build_rs");
    let folder = tempfile::tempdir().unwrap();
    copy(&consumer, folder.path());
    // The same schema as the other one's. The server's version differs from machine to machine.
    let schema = fixtures().join("consumers/checked_in/schema.sql");
    let output = run(folder.path(), &["snapshot", "--schema", &schema.to_string_lossy()]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let snapshot = without_version(&text(&output.stdout));
    assert!(is_golden(&consumer.join("pgdc.json"), &snapshot), "the snapshot is not current");
    fs::write(folder.path().join("pgdc.json"), snapshot).unwrap();
    compile(folder.path());
}

/// A feature that is off is told by its name, with the column that needs it and the way to turn it on.
#[test]
fn the_compiler_says_which_feature_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    copy(&fixtures().join("consumers/checked_in"), folder.path());
    let manifest = folder.path().join("Cargo.toml");
    let text_of_manifest = fs::read_to_string(&manifest).unwrap();
    fs::write(
        &manifest,
        text_of_manifest.replace("pgdc\" }", "pgdc\", default-features = false }"),
    )
    .unwrap();
    let schema = folder.path().join("schema.sql");
    fs::write(schema, "CREATE TABLE note (id integer PRIMARY KEY, made_at timestamptz);").unwrap();
    let output = run(folder.path(), &["generate"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let output = check(folder.path());
    assert!(!output.status.success());
    let said = text(&output.stderr);
    assert!(
        said.contains(
            "column public.note.made_at needs the feature `time` of pgdc: \
             run `cargo add pgdc --features time`"
        ),
        "{said}"
    );
}

/// A Rust type that was asked for and is not there is told with the column and the setting.
#[test]
fn the_compiler_says_which_setting_names_a_missing_type() {
    let folder = tempfile::tempdir().unwrap();
    copy(&fixtures().join("consumers/checked_in"), folder.path());
    let settings = folder.path().join("pgdc.toml");
    let asked = "\n[generate.columns]\n\"customer_order.note\" = \"crate::Txet\"\n";
    fs::write(&settings, fs::read_to_string(&settings).unwrap() + asked).unwrap();
    let output = run(folder.path(), &["generate"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&check(folder.path()).stderr);
    assert!(said.contains("cannot find type `Txet` in the crate root"), "{said}");
    assert!(
        said.contains(
            "pub note: Option<crate::Txet>, // [generate.columns] \"customer_order.note\""
        ),
        "{said}"
    );
}

fn without_version(snapshot: &str) -> String {
    let line = |line: &str| match line.starts_with("  \"server_version\":") {
        true => "  \"server_version\": \"\",\n".to_owned(),
        false => format!("{line}\n"),
    };
    snapshot.lines().map(line).collect()
}

/// Copies a consumer to where nothing of the workspace is above it.
fn copy(consumer: &Path, folder: &Path) {
    for entry in fs::read_dir(consumer).expect("a consumer") {
        let (entry, to) =
            entry.map(|entry| (entry.path(), folder.join(entry.file_name()))).unwrap();
        match entry.is_dir() {
            // Where the consumer was built by hand.
            true if entry.ends_with("target") => {}
            true => {
                fs::create_dir(&to).unwrap();
                copy(&entry, &to);
            }
            false => drop(fs::copy(&entry, &to).unwrap()),
        }
    }
}

fn compile(folder: &Path) {
    let output = check(folder);
    assert!(output.status.success(), "{}", text(&output.stderr));
}

/// The same, of a crate that says itself where the crates of this repository are.
pub(crate) fn compile_as_it_is(folder: &Path) {
    let output = cargo_check(folder);
    assert!(output.status.success(), "{}", text(&output.stderr));
}

/// `cargo check` on the crates of this repository.
fn check(folder: &Path) -> Output {
    let manifest = folder.join("Cargo.toml");
    let crates = repository().join("crates").canonicalize().unwrap();
    let text_of_manifest = fs::read_to_string(&manifest).unwrap();
    let fixed = text_of_manifest.replace("../../../crates", &crates.to_string_lossy());
    assert_ne!(fixed, text_of_manifest, "the dependencies are found by their paths");
    fs::write(&manifest, fixed).unwrap();
    cargo_check(folder)
}

/// At the versions of the lock file of this repository.
fn cargo_check(folder: &Path) -> Output {
    fs::copy(repository().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();

    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("consumers");
    Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet", "--target-dir"])
        .arg(target)
        .current_dir(folder)
        // What cargo says of this test's own build.
        .env_remove("OUT_DIR")
        .output()
        .expect("cargo runs")
}
