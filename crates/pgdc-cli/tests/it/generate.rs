//! `pgdc generate` and `pgdc snapshot`.

use std::fs;

use pgdc_server::Server;

use crate::{fixtures, pgdc, run, text};

/// A live database, DDL and a snapshot say the same, so the same is generated, byte by byte.
#[tokio::test]
async fn every_source_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let schemas = fs::read_dir(fixtures().join("schemas")).unwrap();
    for schema in schemas.map(|entry| entry.unwrap().path()) {
        let ddl = fs::read_to_string(&schema).unwrap();
        let database = Server::shared().database_from(&ddl).await.unwrap();
        let case = schema.file_stem().unwrap().to_string_lossy().into_owned();
        let config = fs::read_to_string(fixtures().join(format!("configs/{case}.toml")));
        fs::write(folder.path().join("pgdc.toml"), config.unwrap_or_default()).unwrap();
        let url = database.url();
        let generate = |source: &[&str], out: &str| {
            let args = [&["generate", "--out", out], source].concat();
            let output = run(folder.path(), &args);
            assert!(output.status.success(), "{}", text(&output.stderr));
            fs::read_to_string(folder.path().join(out)).unwrap()
        };
        let snapshot = ["snapshot", "--db", &url, "--out", "pgdc.json"];
        assert!(run(folder.path(), &snapshot).status.success());

        let live = generate(&["--db", &url], "live.rs");
        let schema_path = schema.to_string_lossy();
        assert_eq!(generate(&["--schema", &schema_path], "ddl.rs"), live);
        assert_eq!(generate(&["--catalog", "pgdc.json"], "snapshot.rs"), live);
        let scratch = ["--schema", &schema_path, "--server", &url];
        assert_eq!(generate(&scratch, "scratch.rs"), live);
        let name = schema.with_extension("rs");
        let golden = fixtures().join("generated").join(name.file_name().unwrap());
        assert_eq!(live, fs::read_to_string(golden).unwrap());
    }
}

#[test]
fn a_file_that_would_not_change_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("schema.sql"), "CREATE TABLE t (id integer);").unwrap();
    let args = ["generate", "--schema", "schema.sql", "--out", "db.rs"];
    let first = run(folder.path(), &args);
    let said = text(&first.stderr);
    assert!(
        said.starts_with("db.rs: 1 table, 0 views from schema schema.sql (PostgreSQL "),
        "{said}"
    );
    let modified = || fs::metadata(folder.path().join("db.rs")).unwrap().modified().unwrap();
    let before = modified();
    let second = run(folder.path(), &args);
    assert_eq!(text(&second.stderr), "db.rs: unchanged\n");
    assert_eq!(modified(), before);
    let quiet = run(folder.path(), &[&args[..], &["--quiet"]].concat());
    assert_eq!(text(&quiet.stderr), "");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "no temporary file stays");
}

#[test]
fn the_old_file_keeps_its_permissions_and_its_link() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    fs::write(file("schema.sql"), "CREATE TABLE t (id integer);").unwrap();
    fs::write(file("real.rs"), "old").unwrap();
    fs::set_permissions(file("real.rs"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real.rs", file("db.rs")).unwrap();
    assert!(
        run(folder.path(), &["generate", "--schema", "schema.sql", "--out", "db.rs"])
            .status
            .success()
    );
    assert!(fs::symlink_metadata(file("db.rs")).unwrap().is_symlink());
    assert_eq!(fs::metadata(file("real.rs")).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::read_to_string(file("real.rs")).unwrap().contains("pub struct T "));
}

#[test]
fn settings_stand_in_for_arguments() {
    let folder = tempfile::tempdir().unwrap();
    let ddl = "CREATE TABLE album (id integer); CREATE TABLE tmp_x (id integer);
               CREATE VIEW v AS SELECT * FROM album;";
    fs::write(folder.path().join("schema.sql"), ddl).unwrap();
    let settings = "[source]\nschema = 'schema.sql'\n[output]\nfile = 'db.rs'\n
                    [generate]\nexclude = ['tmp_*']\nviews = false\n";
    fs::write(folder.path().join("pgdc.toml"), settings).unwrap();
    assert!(run(folder.path(), &["generate"]).status.success());
    let module = fs::read_to_string(folder.path().join("db.rs")).unwrap();
    assert!(module.contains("pub struct Album ") && !module.contains("TmpX"));
    assert!(!module.contains("pub struct V "));
    assert_eq!(run(folder.path(), &["check"]).status.code(), Some(0));
    // Arguments win.
    let output = run(folder.path(), &["generate", "--exclude", "album", "--out", "-"]);
    assert!(text(&output.stdout).contains("pub struct TmpX "));
}

#[tokio::test]
async fn the_environment_names_the_database_where_nothing_else_does() {
    let folder = tempfile::tempdir().unwrap();
    let database = Server::shared().database_from("CREATE TABLE t (id integer);").await.unwrap();
    let output =
        pgdc(folder.path()).arg("generate").env("DATABASE_URL", database.url()).output().unwrap();
    assert!(text(&output.stdout).contains("pub struct T "), "{}", text(&output.stderr));
}

#[test]
fn what_is_left_out_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let ddl = "CREATE SCHEMA audit; CREATE TABLE audit.log (id integer);
               CREATE TABLE t (at pg_ndistinct);
               CREATE TABLE p (id integer) PARTITION BY LIST (id);
               CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);";
    fs::write(folder.path().join("schema.sql"), ddl).unwrap();
    let output = run(folder.path(), &["generate", "--schema", "schema.sql", "--out", "db.rs"]);
    let said = text(&output.stderr);
    let (warnings, _) = said.split_once("db.rs: ").expect("the result is told last");
    assert_eq!(
        warnings,
        "note: relations of other schemas left out: audit; ask for a schema by name to generate it\n\
         note: public.p: 1 partition(s) left out, their rows are reached through the partitioned table\n\
         warning: public.t.at: no Rust type is known for `pg_ndistinct`; the column is read and written as text. \
         A type of your own takes its place by `\"public.t.at\" = \"crate::YourType\"` in [generate.columns] of pgdc.toml\n"
    );
}

#[test]
fn the_command_that_adds_pgdc_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let ddl = "CREATE TABLE event (id integer PRIMARY KEY, at timestamptz);";
    fs::write(folder.path().join("schema.sql"), ddl).unwrap();
    fs::write(folder.path().join("pgdc.toml"), "[generate]\ndates = \"chrono\"\n").unwrap();
    let args = ["generate", "--schema", "schema.sql", "--out", "db.rs"];
    let manifest = |dependency: &str| {
        let text = format!("[package]\nname = \"a\"\n[dependencies]\n{dependency}\n");
        fs::write(folder.path().join("Cargo.toml"), text).unwrap();
        let _ = fs::remove_file(folder.path().join("db.rs"));
        let said = text_of(&run(folder.path(), &args));
        said.split_once("note: ").map(|(_, note)| note.to_owned())
    };
    assert_eq!(
        manifest("").unwrap(),
        "Cargo.toml has no pgdc yet: run `cargo add pgdc --git https://github.com/pgdc/pgdc --features \
         chrono`; \
         column public.event.at needs chrono\n"
    );
    assert_eq!(
        manifest("pgdc = \"0.1\"").unwrap(),
        "Cargo.toml has pgdc without features that the module needs: \
         run `cargo add pgdc --features chrono`; column public.event.at needs chrono\n"
    );
    assert_eq!(manifest("pgdc = { version = \"0.1\", features = [\"chrono\"] }"), None);
}

/// A relation that the role may not read is told, and so is what to do.
#[tokio::test]
async fn a_table_that_may_not_be_read_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let ddl = "CREATE TABLE open (id integer); CREATE TABLE secret (id integer, name text);
               CREATE TABLE half (id integer, pin text);
               CREATE ROLE visitor LOGIN; GRANT SELECT ON open TO visitor;
               GRANT SELECT (id) ON half TO visitor; GRANT USAGE ON SCHEMA public TO visitor;";
    let database = Server::shared().database_from(ddl).await.unwrap();
    let (_, place) =
        database.url().split_once('@').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let url = format!("postgres://visitor@{place}");
    let output = run(folder.path(), &["generate", "--db", &url, "--out", "db.rs"]);
    let said = text_of(&output);
    assert!(
        said.contains(
            "warning: public.secret: the role that read the catalog may not select id, name, so"
        ),
        "{said}"
    );
    assert!(
        said.contains(
            "warning: public.half: the role that read the catalog may not select pin, so"
        ),
        "{said}"
    );
    assert!(!said.contains("public.open"), "{said}");
    let strict = ["generate", "--db", &url, "--out", "strict.rs", "--strict"];
    assert_eq!(run(folder.path(), &strict).status.code(), Some(2));
    assert!(!folder.path().join("strict.rs").exists());
}

fn text_of(output: &std::process::Output) -> String {
    text(&output.stderr).to_owned()
}
