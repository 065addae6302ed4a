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

mod json;
mod read;
mod schema;

pub use read::Facts;
pub use schema::{Change, Impact};

/// In what the database is not as the old module says, table by table; `new` are the facts of the module that
/// would be generated now.
pub fn changes(old: &Facts, new: &Facts) -> Vec<Change> {
    schema::changes(&old.0, &new.0)
}
