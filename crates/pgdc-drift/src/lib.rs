//! What changed in a database since a module was generated from it.
//!
//! A generated module holds what it knows of the database as plain facts: relations, columns, keys,
//! constraints, enums. [`Facts::read`] reads them off its text, and [`changes`] says in what those of two modules
//! differ, and for each difference whether a program built from the old one goes on working.
//!
//! Pure: text in, changes out.
//!
//! ```
//! use pgdc_drift::{Facts, Impact, changes};
//!
//! let module = |columns: &str| {
//!     format!(
//!         r#"pub struct T {{}}
//!         impl pgdc::Row for T {{
//!             const RELATION: &'static pgdc::Relation =
//!                 &pgdc::Relation::new("public", "t", &[{columns}]).key(&[0]);
//!         }}
//!         const _: () = pgdc::__private::GENERATED_FORMAT_1;"#
//!     )
//! };
//! let id = r#"pgdc::ColumnDef("id", "integer", pgdc::NOT_NULL)"#;
//! let name = r#"pgdc::ColumnDef("name", "text", pgdc::NULLABLE)"#;
//! let old = Facts::read(&module(id)).unwrap();
//! let new = Facts::read(&module(&format!("{id}, {name}"))).unwrap();
//! let found = changes(&old, &new);
//! assert_eq!(found[0].to_string(), "column added: t.name text");
//! assert_eq!(found[0].impact, Impact::Safe);
//! ```

mod items;
mod json;
mod outline;
mod read;
mod schema;
mod tokens;

use outline::Outline;

pub use read::Facts;
pub use schema::{Change, Impact};

/// In what the database is not as the old module says, table by table; `new` are the facts of the module that
/// would be generated now.
pub fn changes(old: &Facts, new: &Facts) -> Vec<Change> {
    schema::changes(&old.0, &new.0)
}

/// As [`changes`] of the facts of two texts, but what is the same in both is not parsed: where few of ten thousand tables
/// differ, it takes a quarter of the time. None where [`Facts::read`] has none of one of them; in what is the same it does
/// not look for mistakes.
///
/// ```
/// use pgdc_drift::changes_between;
///
/// let module = |name: &str| {
///     format!(
///         r#"impl pgdc::Row for T {{
///             const RELATION: &'static pgdc::Relation = &pgdc::Relation::new("public", "{name}", &[]);
///         }}
///         const _: () = pgdc::__private::GENERATED_FORMAT_1;"#
///     )
/// };
/// let found = changes_between(&module("note"), &module("letter")).unwrap();
/// assert_eq!(found[0].to_string(), "table added: letter");
/// assert_eq!(changes_between("mod db;", &module("letter")), None);
/// ```
pub fn changes_between(old: &str, new: &str) -> Option<Vec<Change>> {
    let (mut old, mut new) = (Outline::of(old)?, Outline::of(new)?);
    old.forget_common(&mut new);
    Some(schema::changes(&old.facts()?, &new.facts()?))
}
