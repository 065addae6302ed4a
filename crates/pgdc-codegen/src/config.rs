use std::collections::BTreeMap;

use serde::Deserialize;

/// What to generate.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The schemas whose relations to generate. One gives a flat module, several give a module for each.
    pub schemas: Vec<String>,
    /// Patterns of relations to generate: `album`, `sales.*`, `*_log`. A star stands for any text; a
    /// pattern with a dot is matched with the schema. None means all.
    pub include: Vec<String>,
    /// Patterns of relations to leave out, though included.
    pub exclude: Vec<String>,
    /// Whether to generate views and materialized views.
    pub views: bool,
    /// Rust types for PostgreSQL types, wherever they are used: `"public.mood" = "crate::Mood"`. The key is a
    /// type, domain or enum, with or without its schema; the value a Rust type that implements `FromSql` and
    /// `ToSql` for it, and `Clone`, `Debug` and `PartialEq`.
    pub types: BTreeMap<String, String>,
    /// Rust types for single columns: `"ticket.meta" = "pgdc::types::JsonOf<crate::Meta>"`. The key is
    /// `table.column`, with or without the schema before it.
    pub columns: BTreeMap<String, String>,
    /// Rust names for what would be named otherwise.
    pub rename: Rename,
}

/// Rust names instead of those that follow from the names in the database.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Rename {
    /// Of the row of a table or view: `"tbl_cust" = "Customer"`; the other forms and the method of `Db`
    /// follow.
    pub tables: BTreeMap<String, String>,
    /// Of a field: `"tbl_cust.c_nm" = "name"`; the column's constant follows.
    pub columns: BTreeMap<String, String>,
    /// Of an enum or composite type: `"mood_t" = "Mood"`.
    pub types: BTreeMap<String, String>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            schemas: vec!["public".to_owned()],
            include: Vec::new(),
            exclude: Vec::new(),
            views: true,
            types: BTreeMap::new(),
            columns: BTreeMap::new(),
            rename: Rename::default(),
        }
    }
}
