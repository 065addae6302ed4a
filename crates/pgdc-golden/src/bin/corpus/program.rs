//! The program that the modules are compiled into, and what it finds.

use std::error::Error;
use std::process::Command;

use pgdc_golden::program::Program;

use crate::Prepared;

/// Writes the crate: a module for each schema and a `main` that visits every relation.
pub(crate) fn write(schemas: &[Prepared]) -> Result<Program, Box<dyn Error>> {
    let program = Program::new("corpus-program")?;
    for schema in schemas {
        program.file(&format!("{}.rs", schema.name), &schema.generated.text)?;
    }
    program.file("main.rs", &main(schemas))?;
    program.file("visit.rs", include_str!("visit.rs.txt"))?;
    Ok(program)
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
    let mut is_keyed = false;
    let row_of = |line: &str, start: &str| {
        Some(line.trim().strip_prefix(start)?.strip_suffix(" {")?.to_owned())
    };
    for line in text.lines() {
        if let Some(name) = row_of(line, "pub mod ") {
            module = format!("{name}::");
        } else if let Some(row) = row_of(line, "impl pgdc::Row for ") {
            is_keyed = false;
            rows.push(Row { path: format!("{module}{row}"), visit: "view" });
        } else if row_of(line, "impl pgdc::Keyed for ").is_some() {
            // The traits of a row stand together, this one before the next.
            is_keyed = true;
        } else if let Some(row) = rows.last_mut()
            && let Some((of, by)) = inserted(line)
            && of == by
        {
            row.visit = if std::mem::take(&mut is_keyed) { "keyed" } else { "keyless" };
        }
    }
    rows
}

/// Of `impl pgdc::Insert<Album> for NewAlbum {}` both types.
fn inserted(line: &str) -> Option<(&str, &str)> {
    let rest = line.trim().strip_prefix("impl pgdc::Insert<")?.strip_suffix(" {}")?;
    rest.split_once("> for ")
}

/// Builds and runs the program. Returns what failed, each with its schema.
pub(crate) fn run(
    program: &Program,
    schemas: &[Prepared],
) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let mut program = Command::new(program.build()?);
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
