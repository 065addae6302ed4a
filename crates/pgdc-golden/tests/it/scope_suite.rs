//! Runs the suite of `src/scope_suite`, and sees that no method is missing from it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pgdc_golden::scope_suite::{Settings, ops, run};

#[tokio::test(flavor = "multi_thread")]
async fn what_a_tenant_does_depends_on_no_other() {
    let settings = Settings::from_env();
    let started = std::time::Instant::now();
    let report = run(settings).await.unwrap_or_else(|error| panic!("{error}"));
    println!(
        "{} operations, {} of them at keys of others, in {:?}; seed {}",
        report.total(),
        report.taken,
        started.elapsed(),
        settings.seed
    );
    assert!(report.total() >= settings.operations);
    if settings.operations >= 20_000 {
        assert_eq!(report.operations.len(), ops::all().len(), "all were done");
        assert_eq!(report.vain(), [""; 0], "never came to anything");
    }
}

/// A new method of a handle stands in an operation of the suite, or this fails.
#[test]
fn every_method_of_a_handle_is_in_the_suite() {
    let listed: BTreeSet<String> =
        ops::all().iter().flat_map(|operation| operation.calls).map(|c| (*c).to_owned()).collect();
    assert_eq!(listed, methods_of_handles());
    let sources = text_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/scope_suite"));
    for call in listed {
        let name = call.rsplit("::").next().unwrap_or_default();
        let is_called = [".", "::", ">::"].iter().any(|before| {
            ["(", "::<"].iter().any(|after| sources.contains(&format!("{before}{name}{after}")))
        });
        assert!(is_called, "{call} is listed, but not called");
    }
}

/// What can be called on a handle, and on what comes of it, as `Type::method`.
fn methods_of_handles() -> BTreeSet<String> {
    let types = [
        "Table",
        "Query",
        "Selection",
        "Groups",
        "GroupBy",
        "Reference",
        "Inserting",
        "OnConflict",
        "Resolve",
        "Write",
        "RowStream",
        "Cursor",
        "CsvWrite",
    ];
    // Makes a constant of a generated module.
    let without_rows = ["Reference::new"];
    let mut methods = BTreeSet::new();
    let mut owner = None;
    for line in text_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../pgdc/src")).lines() {
        if line.starts_with('}') {
            owner = None;
        }
        if line.starts_with("impl") {
            owner = types
                .into_iter()
                .find(|name| !line.contains(" for ") && line.contains(&format!("> {name}<")));
        }
        let line = line.trim_start();
        let function = ["pub fn ", "pub async fn ", "pub const fn "]
            .iter()
            .find_map(|start| line.strip_prefix(start));
        if let (Some(owner), Some(function)) = (owner, function) {
            let name: String =
                function.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            methods.insert(format!("{owner}::{name}"));
        }
    }
    methods.retain(|method| !without_rows.contains(&method.as_str()));
    methods
}

/// The text of all source files of a folder.
fn text_of(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            text += &text_of(&path);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            text += &fs::read_to_string(path).expect("a source file");
        }
    }
    text
}
