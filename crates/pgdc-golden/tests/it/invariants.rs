//! The invariants of `crates/README.md` that can be read off manifests and sources. Each test names the
//! one it enforces.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// They test and measure, and nobody depends on them.
const UNPUBLISHED: &[&str] = &["pgdc-bench", "pgdc-golden"];

/// What each of our crates needs to be built, features included; tests may use more.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(crates()).expect("crates") {
        let Ok(text) = fs::read_to_string(entry.expect("an entry").path().join("Cargo.toml"))
        else {
            continue;
        };
        let manifest: toml::Table = text.parse().expect("a manifest");
        let name = manifest["package"]["name"].as_str().expect("a name").to_owned();
        let kinds = ["dependencies", "build-dependencies"];
        let tables = kinds.iter().filter_map(|kind| manifest.get(*kind)?.as_table());
        all.insert(name, tables.flat_map(|table| table.keys().cloned()).collect());
    }
    all
}

/// Every Rust source of a crate, tests left out.
fn sources(name: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).expect("a source folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a source file");
                let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                found.push((path.display().to_string(), code.to_owned()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&crates().join(name).join("src"), &mut found);
    found
}

/// The code of a line, without its comment.
fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(|line| line.split("//").next().unwrap_or_default())
}

fn assert_absent(name: &str, words: &[&str], allowed: &[&str]) {
    for (path, text) in sources(name) {
        if allowed.iter().any(|allowed| path.ends_with(allowed)) {
            continue;
        }
        for line in code_lines(&text) {
            for word in words {
                assert!(!line.contains(word), "{path} holds `{word}`: {line}");
            }
        }
    }
}

#[test]
fn invariant_1_the_runtime_needs_no_generator() {
    // Behind the feature `derive`.
    let is_ours = |name: &str| name.starts_with("pgdc") && name != "pgdc-derive";
    for dependency in &dependencies()["pgdc"] {
        assert!(!is_ours(dependency), "pgdc depends on {dependency}");
        assert!(!["syn", "quote", "heck", "proc-macro2"].contains(&dependency.as_str()));
    }
}

#[test]
fn invariant_2_the_generator_is_pure() {
    let allowed = [
        "heck",
        "pgdc-catalog",
        "pgdc-ddl",
        "pgdc-scope",
        "proc-macro2",
        "serde",
        "syn",
        "unicode-normalization",
        "unicode-security",
    ];
    assert_eq!(dependencies()["pgdc-codegen"], allowed);
    let effects = [
        "std::fs",
        "std::env",
        "std::net",
        "std::process",
        "std::time",
        "std::thread",
        "option_env!",
    ];
    // Tests read fixtures.
    assert_absent("pgdc-codegen", &effects, &["src/layout/tests.rs"]);
    assert_eq!(dependencies()["pgdc-lint"], ["pgdc-catalog", "pgdc-ddl", "pgdc-scope", "serde"]);
    assert_eq!(dependencies()["pgdc-scope"], ["pgdc-catalog"]);
    assert_absent("pgdc-lint", &effects, &[]);
    assert_absent("pgdc-scope", &effects, &[]);
    assert_eq!(dependencies()["pgdc-drift"], ["proc-macro2", "quote", "serde", "syn"]);
    assert_absent("pgdc-drift", &effects, &[]);
    assert_eq!(dependencies()["pgdc-ddl"], ["pgdc-catalog"]);
    assert_absent("pgdc-ddl", &effects, &[]);
    assert_eq!(dependencies()["pgdc-docs"], ["maud", "pgdc-catalog"]);
    assert_absent("pgdc-docs", &effects, &[]);
}

#[test]
fn invariant_3_few_crates_know_the_wire() {
    let all = dependencies();
    assert_eq!(all["pgdc-catalog"], ["serde"]);
    let names_the_wire = |name: &&String| {
        !UNPUBLISHED.contains(&name.as_str()) && all[*name].iter().any(|n| n == "tokio-postgres")
    };
    let wire: Vec<&String> = all.keys().filter(names_the_wire).collect();
    assert_eq!(wire, ["pgdc", "pgdc-build", "pgdc-introspect", "pgdc-server"]);
}

#[test]
fn invariant_4_the_command_line_alone_prints() {
    for (name, needs) in dependencies() {
        // The bench is a program that nobody depends on.
        let own = name == "pgdc-cli" || name == "pgdc-bench";
        for word in ["anyhow", "clap"] {
            assert!(own || !needs.iter().any(|needed| needed == word), "{name} depends on {word}");
        }
        if !own && name != "pgdc-golden" {
            // Cargo reads what a build script prints, so that the builder for it must print.
            let allowed: &[&str] = if name == "pgdc-build" { &["/builder.rs"] } else { &[] };
            assert_absent(&name, &["println!", "print!(", "dbg!"], allowed);
        }
    }
}

#[test]
fn invariant_5_generated_code_names_pgdc_and_std_alone() {
    let folder = crates().join("../fixtures/generated");
    for entry in fs::read_dir(folder).expect("fixtures/generated") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("a module");
        let imported = text.lines().filter(|line| line.trim_start().starts_with("use "));
        for line in imported {
            let (line, known) = (line.trim_start(), ["use pgdc::", "use super::"]);
            assert!(known.iter().any(|k| line.starts_with(k)), "{}: {line}", path.display());
        }
        // What begins a path and is lower case is a crate or a module.
        let own = text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(" {"));
        // Crates that pgdc has under their names.
        let of_pgdc = ["chrono", "jiff"].into_iter().filter(|name| {
            let alone = format!("use pgdc::types::{name};");
            text.lines().any(|line| line.trim() == alone)
        });
        let modules: Vec<&str> = own.chain(of_pgdc).collect();
        for line in code_lines(&text).filter(|line| !line.contains('"')) {
            let mut before = line;
            while let Some(at) = before.rfind("::") {
                before = &before[..at];
                let start = before.rfind(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
                let first = &before[start.map_or(0, |start| start + 1)..];
                let first = first.split("::").next().unwrap_or_default();
                let is_root = first.starts_with(|c: char| c.is_ascii_lowercase());
                // `types` is that of pgdc; `crate` comes from the configuration of that fixture.
                let asked_for = first == "crate" && path.ends_with("renamed.rs");
                let known = asked_for
                    || ["pgdc", "std", "super", "clippy", "types"].contains(&first)
                    || modules.contains(&first);
                assert!(!is_root || known, "{}: `{first}` in {line}", path.display());
            }
        }
    }
}

/// What sends statements of the user's own, of which no handle knows, or reads the catalog.
const ROADS: [&str; 12] = [
    "/adhoc/mod.rs",
    "/adhoc/describe.rs",
    "/adhoc/many.rs",
    "/adhoc/script.rs",
    "/create/run.rs",
    "/copy/mod.rs",
    "/copy/into.rs",
    "/copy/out.rs",
    "/copy/progress.rs",
    "/copy/statement.rs",
    "/testing/factory/send.rs",
    "/verify/live.rs",
];

fn with<'a>(some: &[&'a str], others: &[&'a str]) -> Vec<&'a str> {
    some.iter().chain(others).copied().collect()
}

#[test]
fn invariant_6_identifiers_and_statements_are_made_in_one_place() {
    assert_absent("pgdc-codegen", &["Ident::new", "format_ident!"], &["/ident.rs"]);
    assert_absent("pgdc", &["Sql::new()"], &with(&ROADS, &["/render/mod.rs", "/sql.rs"]));
    assert_absent("pgdc", &[r#"replace('"', "\"\"")"#], &["/ident.rs"]);
    assert_absent("pgdc-codegen", &[r#"replace('"', "\"\"")"#], &[]);
    assert_absent("pgdc-ddl", &[r#"replace('"', "\"\"")"#, "\\\"{}\\\""], &["/sql.rs"]);
    assert_absent("pgdc-lint", &[r#"replace('"', "\"\"")"#, "\\\"{}\\\""], &[]);
}

#[test]
fn invariant_7_markup_is_made_by_maud() {
    // Style and script are files of our own.
    assert_absent("pgdc-docs", &["PreEscaped("], &["/html/mod.rs"]);
    let (_, page) = sources("pgdc-docs")
        .into_iter()
        .find(|(path, _)| path.ends_with("/html/mod.rs"))
        .expect("the page");
    let raw: Vec<&str> = code_lines(&page).filter(|line| line.contains("PreEscaped(")).collect();
    assert!(raw.len() == 2 && raw[0].contains("(STYLE)") && raw[1].contains("(SCRIPT)"), "{raw:?}");
}

#[test]
fn invariant_8_nothing_unordered_reaches_the_output() {
    for name in ["pgdc-catalog", "pgdc-codegen", "pgdc-ddl", "pgdc-docs", "pgdc-lint"] {
        assert_absent(name, &["HashMap", "HashSet"], &[]);
    }
}

#[test]
fn invariant_11_every_statement_names_its_columns() {
    assert_absent("pgdc", &["SELECT *", "RETURNING *"], &[]);
}

/// The one function that puts the scope in is the one road of a handle: nothing else hands a statement to a
/// link, but what sends the user's own statements over an executor, of which no handle knows.
#[test]
fn invariant_12_one_function_renders_every_statement() {
    let sent = [
        "/fetch.rs",
        "/adhoc/mod.rs",
        "/adhoc/describe.rs",
        "/create/run.rs",
        "/testing/factory/send.rs",
        "/verify/live.rs",
    ];
    assert_absent("pgdc", &[".query(", ".query_at_once("], &sent);
    let users =
        with(&ROADS, &["/lib.rs", "/executor.rs", "/admin/sequences/mod.rs", "/csv/stage.rs"]);
    assert_absent("pgdc", &["adhoc::", "SqlStatement", "CopyInto", "CopyTable"], &users);
    let users = [
        "/table.rs",
        "/table/by_key.rs",
        "/table/each.rs",
        "/table/get_many.rs",
        "/table/insert.rs",
        "/table/refresh.rs",
        "/table/resolve.rs",
        "/table/version.rs",
        "/reading.rs",
        "/query/write.rs",
        "/reference.rs",
        "/csv/merge.rs",
    ];
    assert_absent("pgdc", &["fetch::"], &users);
}

/// Whoever reads a scope says for which clause, so that `scope-mutants` can leave it out.
#[test]
fn invariant_13_every_use_of_a_scope_has_a_name() {
    let uses = [
        ".scope.items(",
        ".scope.is_empty(",
        ".scope.binds(",
        ".scope.write(",
        ".scope.parents(",
        "target.scope,",
    ];
    assert_absent("pgdc", &uses, &["/table.rs"]);
}

/// What the generator says of features is what there is.
#[test]
fn features_are_known_by_the_same_names() {
    let text =
        fs::read_to_string(crates().join("pgdc/Cargo.toml")).expect("the runtime's manifest");
    let manifest: toml::Table = text.parse().expect("a manifest");
    let features = manifest["features"].as_table().expect("features");
    let defaults: Vec<_> = features["default"].as_array().expect("defaults").iter().collect();
    let defaults: Vec<_> = defaults.into_iter().filter_map(toml::Value::as_str).collect();
    assert_eq!(defaults, pgdc_codegen::DEFAULT_FEATURES);
    let checks = fs::read_to_string(crates().join("pgdc/src/needs.rs")).expect("the checks");
    // Columns need the features that add their types; these add none.
    let others = ["blocking", "default", "derive", "testing", "tls", "tracing"];
    for feature in features.keys().filter(|name| !others.contains(&name.as_str())) {
        assert!(checks.contains(&format!("__needs_{feature} \"{feature}\"")), "{feature}");
    }
}
