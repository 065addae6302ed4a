//! What the configuration says of single tables, columns and types.

use std::collections::BTreeMap;

use pgdc_catalog::{Catalog, QualifiedName, Relation, Schema};
use syn::Type;

use crate::{Config, Mistake, Refused};

/// The settings, checked against the catalog.
#[derive(Default)]
pub(crate) struct Overrides {
    types: BTreeMap<String, Type>,
    columns: BTreeMap<String, Type>,
    table_names: BTreeMap<String, String>,
    column_names: BTreeMap<String, String>,
    type_names: BTreeMap<String, String>,
}

impl Overrides {
    /// # Errors
    /// Settings that match nothing, or are no Rust: all of them.
    pub(crate) fn new(
        config: &Config,
        catalog: &Catalog,
        selected: &[(&Schema, Vec<&Relation>)],
    ) -> Result<Self, Refused> {
        let relations = || selected.iter().flat_map(|(_, relations)| relations);
        let is_table = |key: &str| relations().any(|r| names(key, &r.name));
        let is_column = |key: &str| {
            relations().any(|r| r.attributes.iter().any(|a| names_column(key, &r.name, &a.name)))
        };
        let is_used = |key: &str| {
            let attributes = || relations().flat_map(|r| &r.attributes);
            catalog.types.iter().any(|found| names(key, &found.name))
                || attributes().any(|a| names(key, &a.type_ref.name))
        };
        let mut mistakes = Vec::new();
        let overrides = Overrides {
            types: types("types", &config.types, is_used, &mut mistakes),
            columns: types("columns", &config.columns, is_column, &mut mistakes),
            table_names: identifiers(
                "rename.tables",
                &config.rename.tables,
                is_table,
                &mut mistakes,
            ),
            column_names: identifiers(
                "rename.columns",
                &config.rename.columns,
                is_column,
                &mut mistakes,
            ),
            type_names: identifiers("rename.types", &config.rename.types, is_used, &mut mistakes),
        };
        if mistakes.is_empty() { Ok(overrides) } else { Err(Refused { mistakes }) }
    }

    /// The Rust type asked for wherever the type is used.
    pub(crate) fn of_type(&self, name: &QualifiedName) -> Option<&Type> {
        self.types.iter().find(|(key, _)| names(key, name)).map(|(_, value)| value)
    }

    /// The Rust type asked for in the column.
    pub(crate) fn of_column(&self, relation: &QualifiedName, column: &str) -> Option<&Type> {
        let found = self.columns.iter().find(|(key, _)| names_column(key, relation, column));
        found.map(|(_, value)| value)
    }

    /// The name asked for the row of the relation.
    pub(crate) fn table_name(&self, relation: &QualifiedName) -> Option<&str> {
        self.table_names.iter().find(|(key, _)| names(key, relation)).map(|(_, name)| name.as_str())
    }

    /// The name asked for the field of the column.
    pub(crate) fn column_name(&self, relation: &QualifiedName, column: &str) -> Option<&str> {
        let found = self.column_names.iter().find(|(key, _)| names_column(key, relation, column));
        found.map(|(_, name)| name.as_str())
    }

    /// The name asked for the Rust type made for the type.
    pub(crate) fn type_name(&self, name: &QualifiedName) -> Option<&str> {
        self.type_names.iter().find(|(key, _)| names(key, name)).map(|(_, name)| name.as_str())
    }
}

/// Whether `key` is the name, with or without its schema.
fn names(key: &str, name: &QualifiedName) -> bool {
    key == name.name || key == name.to_string()
}

/// Whether `key` is the column, after its table, with or without the schema.
fn names_column(key: &str, relation: &QualifiedName, column: &str) -> bool {
    let table = key.strip_suffix(column).and_then(|rest| rest.strip_suffix('.'));
    table.is_some_and(|table| names(table, relation))
}

fn types(
    list: &'static str,
    settings: &BTreeMap<String, String>,
    matches: impl Fn(&str) -> bool,
    mistakes: &mut Vec<Mistake>,
) -> BTreeMap<String, Type> {
    let parse = |value: &str| syn::parse_str(value).ok();
    checked(list, "type", settings, matches, parse, mistakes)
}

fn identifiers(
    list: &'static str,
    settings: &BTreeMap<String, String>,
    matches: impl Fn(&str) -> bool,
    mistakes: &mut Vec<Mistake>,
) -> BTreeMap<String, String> {
    let parse = |value: &str| {
        let is_name = syn::parse_str::<proc_macro2::Ident>(value).is_ok();
        is_name.then(|| value.to_owned())
    };
    checked(list, "name", settings, matches, parse, mistakes)
}

fn checked<T>(
    list: &'static str,
    expected: &'static str,
    settings: &BTreeMap<String, String>,
    matches: impl Fn(&str) -> bool,
    parse: impl Fn(&str) -> Option<T>,
    mistakes: &mut Vec<Mistake>,
) -> BTreeMap<String, T> {
    let mut found = BTreeMap::new();
    for (key, value) in settings {
        if !matches(key) {
            mistakes.push(Mistake::SettingWithoutMatch { list, key: key.clone() });
        }
        match parse(value) {
            Some(parsed) => {
                found.insert(key.clone(), parsed);
            }
            None => {
                let (key, value) = (key.clone(), value.clone());
                mistakes.push(Mistake::NotRust { list, key, value, expected });
            }
        }
    }
    found
}
