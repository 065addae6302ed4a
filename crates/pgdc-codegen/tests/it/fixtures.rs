//! `fixtures/schemas/CASE.sql` → `catalogs/CASE.json` → `generated/CASE.rs`: each arrow is checked.
//! `UPDATE=1` writes what is found instead; review it with `git diff`.

use std::fs;
use std::path::{Path, PathBuf};

use pgdc_catalog::Catalog;
use pgdc_codegen::{Config, Form};
use pgdc_introspect::{Selection, introspect};
use pgdc_server::Server;

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

pub(crate) fn cases() -> Vec<String> {
    let entries = fs::read_dir(folder().join("schemas")).expect("fixtures/schemas");
    let mut cases: Vec<String> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    cases.sort();
    cases
}

pub(crate) fn config(case: &str) -> Config {
    match fs::read_to_string(folder().join(format!("configs/{case}.toml"))) {
        Ok(text) => pgdc_build::Settings::from_toml(&text).expect("settings").generate,
        Err(_) => Config::default(),
    }
}

/// Whether `path` holds `text`; writes it there when asked to bless.
fn matches(path: &Path, text: &str) -> bool {
    let found = fs::read_to_string(path).unwrap_or_default();
    if found == text {
        return true;
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, text).expect("a writable fixture");
        return true;
    }
    let line = found.lines().zip(text.lines()).position(|(a, b)| a != b);
    let line = line.unwrap_or_else(|| found.lines().count().min(text.lines().count()));
    eprintln!(
        "{}:{}: {:?} should be {:?}",
        path.display(),
        line + 1,
        found.lines().nth(line),
        text.lines().nth(line)
    );
    false
}

/// The catalog as its snapshot, but for the server's version, which differs from machine to machine.
fn snapshot(catalog: &Catalog) -> String {
    let catalog = Catalog { server_version: String::new(), ..catalog.clone() };
    serde_json::to_string_pretty(&catalog).expect("a catalog serialises") + "\n"
}

#[tokio::test]
async fn schemas_give_their_catalogs() {
    let mut fine = true;
    for case in cases() {
        let ddl =
            fs::read_to_string(folder().join(format!("schemas/{case}.sql"))).expect("readable");
        let database = Server::shared().database_from(&ddl).await.expect("the schema loads");
        let mut client = database.connect().await.expect("a connection");
        let selection = Selection { schemas: config(&case).schemas };
        let catalog = introspect(&mut client, &selection).await.expect("introspection");
        fine &= matches(&folder().join(format!("catalogs/{case}.json")), &snapshot(&catalog));
    }
    assert!(fine, "catalogs differ; UPDATE=1 writes what was found");
}

#[test]
fn catalogs_give_their_modules() {
    let mut fine = true;
    for case in cases() {
        let path = folder().join(format!("catalogs/{case}.json"));
        let text = fs::read_to_string(&path).expect("a catalog; UPDATE=1 makes it");
        let catalog: Catalog = serde_json::from_str(&text).expect("a catalog");
        let module = generate(&catalog, &case, Form::Module);
        assert_eq!(module, generate(&catalog, &case, Form::Module), "{case}: two runs differ");
        fine &= matches(&folder().join(format!("generated/{case}.rs")), &module);
    }
    assert!(fine, "modules differ; UPDATE=1 writes what was found");
}

pub(crate) fn generate(catalog: &Catalog, case: &str, form: Form) -> String {
    pgdc_codegen::generate(catalog, &config(case), form).expect("a module").text
}
