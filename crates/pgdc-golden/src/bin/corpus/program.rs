//! The program that the modules are compiled into, and what it finds.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Prepared;

/// Writes the crate: a module for each schema and a `main` that visits every relation. Returns its folder.
pub(crate) fn write(schemas: &[Prepared]) -> Result<PathBuf, Box<dyn Error>> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let folder = workspace.join("target/corpus");
    fs::create_dir_all(folder.join("src"))?;
    let pgdc = workspace.join("crates/pgdc");
    let manifest = format!(
        "[package]\nname = \"corpus-program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\npgdc = {{ path = {pgdc:?} }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    // The same versions as the workspace has, so that nothing is compiled that was compiled before.
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    for schema in schemas {
        fs::write(folder.join(format!("src/{}.rs", schema.name)), &schema.generated.text)?;
    }
    fs::write(folder.join("src/main.rs"), main(schemas))?;
    fs::write(folder.join("src/visit.rs"), include_str!("visit.rs.txt"))?;
    Ok(folder)
}

/// Every row type is found in the module's own list of relations, so nothing is spelled a second time
/// here but the names in the text.
fn main(schemas: &[Prepared]) -> String {
    let mut text = String::from(
        "#![deny(warnings)]\n// Letters that are rare or look alike, which are told wherever a name is used.\n\
         #![allow(confusable_idents, mixed_script_confusables, uncommon_codepoints)]\n\nmod visit;\n",
    );
    for schema in schemas {
        text.push_str(&format!("mod {};\n", schema.name));
    }
    text.push_str("\n#[tokio::main(flavor = \"current_thread\")]\nasync fn main() {\n");
    for schema in schemas {
        let name = &schema.name;
        text.push_str(&format!("    {name}_all().await;\n"));
    }
    text.push_str("}\n");
    for schema in schemas {
        let name = &schema.name;
        text.push_str(&format!(
            "\nasync fn {name}_all() {{\n    let Some(c) = visit::connect(\"{name}\").await else {{ return }};\n"
        ));
        for Row { path, visit } in rows(&schema.generated.text) {
            text.push_str(&format!("    visit::{visit}::<{name}::{path}>(&c).await;\n"));
        }
        text.push_str("}\n");
    }
    text
}

/// A row type, and what can be done with it.
struct Row {
    /// Its path within the module.
    path: String,
    /// The function of `visit.rs` for it.
    visit: &'static str,
}

/// The row types of a module, found by the traits that are implemented for them.
fn rows(text: &str) -> Vec<Row> {
    let mut module = String::new();
    let mut rows: Vec<Row> = Vec::new();
    let row_of = |line: &str, start: &str| {
        Some(line.trim().strip_prefix(start)?.strip_suffix(" {")?.to_owned())
    };
    for line in text.lines() {
        if let Some(name) = row_of(line, "pub mod ") {
            module = format!("{name}::");
        } else if let Some(row) = row_of(line, "impl pgdc::Row for ") {
            rows.push(Row { path: format!("{module}{row}"), visit: "view" });
        } else if row_of(line, "impl pgdc::Writable for ").is_some() {
            // The traits of a row stand together, `Keyed` before `Writable`.
            if let Some(row) = rows.last_mut().filter(|row| row.visit == "view") {
                row.visit = "keyless";
            }
        } else if row_of(line, "impl pgdc::Keyed for ").is_some()
            && let Some(row) = rows.last_mut()
        {
            row.visit = "keyed";
        }
    }
    rows
}

/// Builds and runs the program. Returns what failed, each with its schema.
pub(crate) fn run(
    folder: &Path,
    schemas: &[Prepared],
) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let target = folder.join("../corpus-target");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--quiet", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .output()?;
    if !built.status.success() {
        let errors = String::from_utf8_lossy(&built.stderr);
        let first: String = errors.lines().take(60).collect::<Vec<_>>().join("\n");
        return Err(format!("the modules do not compile:\n{first}").into());
    }
    let mut program = Command::new(target.join("debug/corpus-program"));
    for schema in schemas {
        program.env(format!("CORPUS_{}", schema.name), schema.database.url());
    }
    let output = program.output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut failures: Vec<(String, String)> = text
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(schema, failure)| (schema.to_owned(), failure.to_owned()))
        .collect();
    if !output.status.success() {
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        failures.extend(schemas.iter().map(|schema| (schema.name.clone(), error.clone())));
    }
    Ok(failures)
}
