//! What a manifest needs of pgdc.

use anyhow::{Context as _, Result};
use pgdc_build::{DEFAULT_FEATURES, Feature};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value};

use crate::args::Way;
use crate::dependency::REPOSITORY;

/// A dependency: the table that it belongs in, its name, its requirement.
pub(super) struct Line {
    table: &'static str,
    name: &'static str,
    value: InlineTable,
}

pub(super) fn lines(way: Way, needed: &[Feature]) -> Vec<Line> {
    let beyond = needed.iter().map(|feature| feature.name);
    let beyond: Array = beyond.filter(|name| !DEFAULT_FEATURES.contains(name)).collect();
    let mut value = from_git();
    if !beyond.is_empty() {
        value.insert("features", Value::Array(beyond));
    }
    let mut lines = vec![Line { table: "dependencies", name: "pgdc", value }];
    if way == Way::BuildRs {
        lines.push(Line { table: "build-dependencies", name: "pgdc-build", value: from_git() });
    }
    lines
}

fn from_git() -> InlineTable {
    let mut table = InlineTable::new();
    table.insert("git", REPOSITORY.into());
    table
}

/// As they would be written by hand.
pub(super) fn text(lines: &[Line]) -> String {
    let line = |line: &Line| format!("[{}]\n{} = {}\n", line.table, line.name, line.value);
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The manifest with these dependencies, but for those that it has.
pub(super) fn added(manifest: &str, lines: &[Line]) -> Result<String> {
    let mut document: DocumentMut = manifest.parse().context("Cargo.toml cannot be read")?;
    for Line { table, name, value } in lines {
        let new = || {
            let mut table = Table::new();
            table.decor_mut().set_prefix("\n");
            Item::Table(table)
        };
        let table = document.entry(table).or_insert_with(new);
        let table =
            table.as_table_like_mut().context("Cargo.toml has dependencies of no known form")?;
        if !table.contains_key(name) {
            table.insert(name, value.clone().into());
        }
    }
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_the_manifest_stays() {
        let needed =
            ["time", "geo"].map(|name| Feature { name, needed_by: "column a.b".to_owned() });
        let lines = lines(Way::BuildRs, &needed);
        let manifest = "# mine\n[package]\nname = 'a'   # here\n\n[dependencies]\nserde = \"1\"\n\n[workspace]\n";
        assert_eq!(
            added(manifest, &lines).unwrap(),
            format!(
                "# mine\n[package]\nname = 'a'   # here\n\n[dependencies]\nserde = \"1\"\n\
                 pgdc = {{ git = \"{REPOSITORY}\", features = [\"geo\"] }}\n\n[workspace]\n\n\
                 [build-dependencies]\npgdc-build = {{ git = \"{REPOSITORY}\" }}\n"
            )
        );
        let has =
            "[dependencies]\npgdc = { path = \"x\" }\n[build-dependencies]\npgdc-build = '1'\n";
        assert_eq!(added(has, &lines).unwrap(), has);
    }
}
