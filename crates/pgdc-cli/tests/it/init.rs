//! `pgdc init`, in crates as cargo makes them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::{consumers, fixtures, pgdc, repository, run, text};

const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");
const SCHEMA: &str = "CREATE TABLE note (id integer PRIMARY KEY, body text NOT NULL);";

/// A crate as `cargo new` makes it, but for its own workspace.
fn package() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let manifest = "[package]\nname = \"shop\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace] # alone\n";
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.path().join("src/main.rs"), "//! A shop.\n\nfn main() {}\n").unwrap();
    fs::write(folder.path().join("schema.sql"), SCHEMA).unwrap();
    folder
}

/// Compiles it with pgdc as it is here, instead of as it is in the repository that the manifest names.
fn compile(folder: &Path) {
    let crates = repository().join("crates").canonicalize().unwrap();
    let path = folder.join("Cargo.toml");
    let mut manifest = fs::read_to_string(&path).unwrap();
    for name in ["pgdc", "pgdc-build"] {
        let here = format!("{name} = {{ path = \"{}\"", crates.join(name).display());
        manifest = manifest.replace(&format!("{name} = {{ git = \"{REPOSITORY}\""), &here);
    }
    assert!(!manifest.contains(REPOSITORY), "{manifest}");
    fs::write(path, manifest).unwrap();
    consumers::compile_as_it_is(folder);
}

fn init(folder: &Path, args: &[&str]) -> String {
    let output = run(folder, &[&["init"], args].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stderr)
}

/// Every file of a folder and those in it.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match path.is_dir() {
            true => files.extend(
                self::files(&path).into_iter().map(|(n, text)| (format!("{name}/{n}"), text)),
            ),
            false => drop(files.insert(name, fs::read_to_string(&path).unwrap())),
        }
    }
    files
}

#[test]
fn a_module_that_is_checked_in() {
    let folder = package();
    init(folder.path(), &["--schema", "schema.sql", "--yes"]);
    let after = files(folder.path());
    let names: Vec<&str> = after.keys().map(String::as_str).collect();
    assert_eq!(names, ["Cargo.toml", "pgdc.toml", "schema.sql", "src/db.rs", "src/main.rs"]);
    assert_eq!(after["src/main.rs"], "//! A shop.\n\nmod db;\n\nfn main() {}\n");
    assert!(after["Cargo.toml"].contains("[workspace] # alone"));
    // The settings that were written say the same.
    let output = run(folder.path(), &["check"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(after, files(folder.path()));
    compile(folder.path());
}

#[test]
fn a_module_that_the_build_script_makes() {
    let folder = package();
    init(folder.path(), &["--schema", "schema.sql", "--build-rs", "--yes"]);
    let after = files(folder.path());
    let names: Vec<&str> = after.keys().map(String::as_str).collect();
    let expected =
        ["Cargo.toml", "build.rs", "pgdc.json", "pgdc.toml", "schema.sql", "src/main.rs"];
    assert_eq!(names, expected);
    compile(folder.path());
}

#[test]
fn without_yes_the_lines_are_printed_and_nothing_is_changed() {
    let folder = package();
    let before = files(folder.path());
    let said = init(folder.path(), &["--schema", "schema.sql", "--out", "src/tables.rs"]);
    let lines = format!("[dependencies]\npgdc = {{ git = \"{REPOSITORY}\" }}\n");
    assert!(said.contains(&lines) && said.contains("mod tables;"), "{said}");
    let mut after = files(folder.path());
    assert!(after.remove("pgdc.toml").is_some() && after.remove("src/tables.rs").is_some());
    assert_eq!(after, before);
}

#[test]
fn from_another_folder_with_a_snapshot() {
    let folder = package();
    fs::create_dir(folder.path().join("db")).unwrap();
    let snapshot = fixtures().join("catalogs/chinook.json");
    fs::copy(snapshot, folder.path().join("db/shop.json")).unwrap();
    let args = ["--manifest-path", "../Cargo.toml", "--catalog", "shop.json", "--yes"];
    init(&folder.path().join("db"), &args);
    let settings = fs::read_to_string(folder.path().join("pgdc.toml")).unwrap();
    assert!(settings.contains("\ncatalog = \"db/shop.json\"\n"), "{settings}");
    let output = run(folder.path(), &["check"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn no_file_is_overwritten() {
    for existing in ["pgdc.toml", "build.rs", "pgdc.json"] {
        let folder = package();
        fs::write(folder.path().join(existing), "mine").unwrap();
        let before = files(folder.path());
        let args = ["init", "--schema", "schema.sql", "--build-rs", "--yes"];
        let output = run(folder.path(), &args);
        assert_eq!(output.status.code(), Some(2));
        let said = text(&output.stderr);
        assert_eq!(said, format!("error: {existing} is there already, and nothing was changed\n"));
        assert_eq!(files(folder.path()), before);
    }
}

#[test]
fn what_is_wrong_changes_nothing() {
    for (args, expected) in [
        (vec!["--yes"], "error: no source: give --db URL, --schema PATH or --catalog FILE"),
        (vec!["--schema", "none.sql", "--yes"], "error: cannot read the schema none.sql"),
        (
            vec!["--schema", "schema.sql", "--out", "no/db.rs", "--yes"],
            "error: cannot write no/db.rs",
        ),
        (vec!["--manifest-path", "none.toml"], "error: there is no none.toml"),
    ] {
        let folder = package();
        let before = files(folder.path());
        let output = run(folder.path(), &[vec!["init"], args].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).starts_with(expected), "{}", text(&output.stderr));
        assert_eq!(files(folder.path()), before);
    }
}

/// The server trusts everybody, whatever the password.
#[test]
fn a_password_is_written_nowhere() {
    let server = pgdc_server::Server::shared();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = runtime.block_on(server.database()).unwrap();
    let with_password = database.url().replace("postgres@", "postgres:s3cret@");
    assert_ne!(with_password, database.url());
    for (url, is_written) in [(with_password, false), (database.url(), true)] {
        let folder = package();
        let said = init(folder.path(), &["--db", &url, "--yes"]);
        assert_eq!(said.contains("set DATABASE_URL"), !is_written, "{said}");
        let after = files(folder.path());
        assert!(!said.contains("s3cret") && !after.values().any(|text| text.contains("s3cret")));
        assert_eq!(after["pgdc.toml"].contains("\ndb = "), is_written);
        let mut check = pgdc(folder.path());
        if !is_written {
            check.env("DATABASE_URL", &url);
        }
        assert!(check.arg("check").output().unwrap().status.success());
    }
}
