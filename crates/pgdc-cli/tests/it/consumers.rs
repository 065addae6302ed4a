//! `fixtures/consumers`: programs of users, outside of the workspace, that compile.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use pgdc_server::Server;

use crate::{fixtures, is_golden, repository, run, text};

#[test]
fn a_program_with_a_module_checked_in_works() {
    let consumer = fixtures().join("consumers/checked_in");
    let folder = tempfile::tempdir().unwrap();
    copy(&consumer, folder.path());
    let output = run(folder.path(), &["generate"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let module = fs::read_to_string(folder.path().join("src/db.rs")).unwrap();
    assert!(is_golden(&consumer.join("src/db.rs"), &module), "the module is not current");
    run_program(cargo(folder.path(), "run"));
}

#[test]
fn a_program_that_reads_ddl_when_it_is_built_works() {
    let folder = tempfile::tempdir().unwrap();
    copy(&fixtures().join("consumers/build_rs"), folder.path());
    fs::copy(ddl(), folder.path().join("schema.sql")).unwrap();
    run_program(cargo(folder.path(), "run"));
}

/// It is built where there is no database, and no PostgreSQL to be found: with what compiling C and linking need in
/// `PATH`, and nothing else.
#[test]
fn a_program_that_reads_a_snapshot_when_it_is_built_works_without_a_server() {
    let consumer = fixtures().join("consumers/build_rs_snapshot");
    let folder = tempfile::tempdir().unwrap();
    copy(&consumer, folder.path());
    // The same schema as the other ones'. The server's version differs from machine to machine.
    let output = run(folder.path(), &["snapshot", "--schema", &ddl().to_string_lossy()]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let snapshot = without_version(&text(&output.stdout));
    assert!(is_golden(&consumer.join("pgdc.json"), &snapshot), "the snapshot is not current");

    let tools = tempfile::tempdir().unwrap();
    for tool in ["cc", "as", "ar", "ld"] {
        symlink(which(tool), tools.path().join(tool)).unwrap();
    }
    let mut build = cargo(folder.path(), "build");
    build.env("PATH", tools.path()).env("RUSTC", which("rustc"));
    build.env("PGDC_PG_BIN", "/nowhere").env("PGDC_OFFLINE", "1");
    build.env_remove("DATABASE_URL");
    let output = build.output().expect("cargo runs");
    assert!(output.status.success(), "{}", text(&output.stderr));
    run_program(cargo(folder.path(), "run"));
}

fn ddl() -> PathBuf {
    fixtures().join("consumers/checked_in/schema.sql")
}

fn which(tool: &str) -> PathBuf {
    let folders = std::env::var_os("PATH").expect("PATH");
    let mut places = std::env::split_paths(&folders).map(|folder| folder.join(tool));
    places.find(|place| place.is_file()).unwrap_or_else(|| panic!("{tool} is in PATH"))
}

/// Runs the program on a database of its own.
fn run_program(mut program: Command) {
    let ddl = fs::read_to_string(ddl()).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = runtime.block_on(Server::shared().database_from(&ddl)).unwrap();
    let output = program.env("DATABASE_URL", database.url()).output().expect("cargo runs");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "sent\n");
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

fn check(folder: &Path) -> Output {
    cargo(folder, "check").output().expect("cargo runs")
}

/// Checks a crate that says itself where the crates of this repository are.
pub(crate) fn compile_as_it_is(folder: &Path) {
    let output = cargo_as_it_is(folder, "check").output().expect("cargo runs");
    let said = text(&output.stderr);
    assert!(output.status.success() && !said.contains("warning: unused"), "{said}");
}

/// cargo, with the crates of this repository.
fn cargo(folder: &Path, command: &str) -> Command {
    let manifest = folder.join("Cargo.toml");
    let crates = repository().join("crates").canonicalize().unwrap();
    let text_of_manifest = fs::read_to_string(&manifest).unwrap();
    let fixed = text_of_manifest.replace("../../../crates", &crates.to_string_lossy());
    assert!(
        fixed.contains(&*crates.to_string_lossy()),
        "the dependencies are found by their paths"
    );
    fs::write(&manifest, fixed).unwrap();
    cargo_as_it_is(folder, command)
}

/// At the versions of the lock file of this repository.
fn cargo_as_it_is(folder: &Path, command: &str) -> Command {
    fs::copy(repository().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();

    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("consumers");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([command, "--offline", "--quiet", "--target-dir"]).arg(target).current_dir(folder);
    // What cargo says of this test's own build.
    cargo.env_remove("OUT_DIR");
    cargo
}
