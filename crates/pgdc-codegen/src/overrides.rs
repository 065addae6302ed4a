//! What the configuration says of single tables, columns and types.

use std::collections::BTreeMap;
use std::fmt;

use crate::code::Type;
use pgdc_catalog::{Catalog, QualifiedName, Relation, Schema, TypeKind};

use crate::ident::value_name;
use crate::{Config, Dates, Mistake, Refused};

/// The settings, checked against the catalog.
#[derive(Default)]
pub(crate) struct Overrides {
    pub(crate) dates: Dates,
    pub(crate) branded_keys: bool,
    domain_newtypes: Vec<String>,
    open_enums: Vec<String>,
    not_null: Vec<String>,
    keys: BTreeMap<String, Vec<String>>,
    types: BTreeMap<String, Type>,
    columns: BTreeMap<String, Type>,
    table_names: BTreeMap<String, String>,
    column_names: BTreeMap<String, String>,
    type_names: BTreeMap<String, String>,
}

/// A Rust type that a setting asks for.
#[derive(Clone, Copy)]
pub(crate) struct AskedFor<'o> {
    pub(crate) value: &'o Type,
    /// The setting's list in the configuration.
    pub(crate) list: &'static str,
    /// Its key there.
    pub(crate) key: &'o str,
}

/// As it stands in the settings file.
impl fmt::Display for AskedFor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[generate.{}] {:?}", self.list, self.key)
    }
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
        let is_kind = |pattern: &str, is_kind: fn(&TypeKind) -> bool| {
            let mut types = catalog.types.iter().filter(|found| is_kind(&found.kind));
            types.any(|found| found.name.matches(pattern))
        };
        let is_domain = |pattern: &str| is_kind(pattern, |k| matches!(k, TypeKind::Domain { .. }));
        let is_enum = |pattern: &str| is_kind(pattern, |k| matches!(k, TypeKind::Enum(_)));
        let mut mistakes = Vec::new();
        let mut listed = |list: &'static str, keys: &[String], matches: &dyn Fn(&str) -> bool| {
            for key in keys.iter().filter(|key| !matches(key)) {
                mistakes.push(Mistake::SettingWithoutMatch { list, key: key.clone() });
            }
            keys.to_vec()
        };
        let mut overrides = Overrides {
            dates: config.dates,
            branded_keys: config.branded_keys,
            domain_newtypes: listed("domain_newtypes", &config.domain_newtypes, &is_domain),
            open_enums: listed("open_enums", &config.open_enums, &is_enum),
            not_null: listed("not_null", &config.not_null, &is_column),
            ..Overrides::default()
        };
        let rename = &config.rename;
        overrides.keys = keys(config, selected, &mut mistakes);
        overrides.types = types("types", &config.types, is_used, &mut mistakes);
        overrides.columns = types("columns", &config.columns, is_column, &mut mistakes);
        overrides.table_names =
            identifiers("rename.tables", &rename.tables, is_table, &mut mistakes);
        overrides.column_names =
            identifiers("rename.columns", &rename.columns, is_column, &mut mistakes);
        overrides.type_names = identifiers("rename.types", &rename.types, is_used, &mut mistakes);
        mistakes.extend(relations().flat_map(|relation| overrides.taken_columns(relation)));
        for (_, relations) in selected {
            mistakes.extend(overrides.taken_tables(relations));
        }
        if mistakes.is_empty() { Ok(overrides) } else { Err(Refused { mistakes }) }
    }

    /// Names asked for columns that another column of the relation has.
    fn taken_columns(&self, relation: &Relation) -> Vec<Mistake> {
        let asked = |column: &str| self.column_name(&relation.name, column);
        let named = relation.attributes.iter().filter_map(|a| Some((&a.name, asked(&a.name)?)));
        let taken = named.filter_map(|(column, name)| {
            let is_other = |other: &&pgdc_catalog::Attribute| {
                let own = || value_name(&other.name);
                other.name != *column && asked(&other.name).map_or_else(own, str::to_owned) == name
            };
            let other = relation.attributes.iter().find(is_other)?;
            Some(Mistake::NameTaken {
                list: "rename.columns",
                key: format!("{}.{column}", relation.name.name),
                value: name.to_owned(),
                other: format!("column `{}`", other.name),
            })
        });
        taken.collect()
    }

    /// Names asked for tables that were asked for another one before it; one that was not gives way.
    fn taken_tables(&self, relations: &[&Relation]) -> Vec<Mistake> {
        let mut seen = BTreeMap::new();
        let named =
            relations.iter().filter_map(|r| Some((&r.name.name, self.table_name(&r.name)?)));
        let taken = named.filter_map(|(table, name)| {
            let other: &String = seen.insert(name, table)?;
            Some(Mistake::NameTaken {
                list: "rename.tables",
                key: table.clone(),
                value: name.to_owned(),
                other: format!("`{other}`"),
            })
        });
        taken.collect()
    }

    /// The Rust type asked for wherever the type is used.
    pub(crate) fn of_type(&self, name: &QualifiedName) -> Option<AskedFor<'_>> {
        let (key, value) = self.types.iter().find(|(key, _)| names(key, name))?;
        Some(AskedFor { value, list: "types", key })
    }

    /// The Rust type asked for in the column.
    pub(crate) fn of_column(&self, relation: &QualifiedName, column: &str) -> Option<AskedFor<'_>> {
        let mut columns = self.columns.iter();
        let (key, value) = columns.find(|(key, _)| names_column(key, relation, column))?;
        Some(AskedFor { value, list: "columns", key })
    }

    /// Whether the domain gets a type of its own.
    pub(crate) fn is_newtype(&self, domain: &QualifiedName) -> bool {
        self.domain_newtypes.iter().any(|pattern| domain.matches(pattern))
    }

    /// Whether the enum has a variant for labels that are not known.
    pub(crate) fn is_open(&self, enumeration: &QualifiedName) -> bool {
        self.open_enums.iter().any(|pattern| enumeration.matches(pattern))
    }

    /// Whether the column was said to hold no NULL, by itself or as a part of a key.
    pub(crate) fn is_not_null(&self, relation: &QualifiedName, column: &str) -> bool {
        self.not_null.iter().any(|key| names_column(key, relation, column))
            || self.key(relation).is_some_and(|key| key.iter().any(|part| part == column))
    }

    /// The columns of the key that was given to the relation.
    pub(crate) fn key(&self, relation: &QualifiedName) -> Option<&[String]> {
        self.keys.iter().find(|(key, _)| names(key, relation)).map(|(_, columns)| &columns[..])
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

/// The keys given to relations that have none.
fn keys(
    config: &Config,
    selected: &[(&Schema, Vec<&Relation>)],
    mistakes: &mut Vec<Mistake>,
) -> BTreeMap<String, Vec<String>> {
    for (key, columns) in &config.keys {
        let mut relations = selected.iter().flat_map(|(_, relations)| relations);
        let Some(relation) = relations.find(|relation| names(key, &relation.name)) else {
            mistakes.push(Mistake::SettingWithoutMatch { list: "keys", key: key.clone() });
            continue;
        };
        if columns.is_empty() || relation.primary_key().is_some() {
            mistakes.push(Mistake::IdleKey { key: key.clone() });
        }
        for column in columns.iter().filter(|column| relation.attribute(column).is_none()) {
            let key = format!("{key}.{column}");
            mistakes.push(Mistake::SettingWithoutMatch { list: "keys", key });
        }
    }
    config.keys.clone()
}

fn types(
    list: &'static str,
    settings: &BTreeMap<String, String>,
    matches: impl Fn(&str) -> bool,
    mistakes: &mut Vec<Mistake>,
) -> BTreeMap<String, Type> {
    let parse = Type::of_type;
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
