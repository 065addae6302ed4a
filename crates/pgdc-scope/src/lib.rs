//! Which columns separate tenants, as a team declares it, laid over a PostgreSQL catalog.
//!
//! A [`Scope`] is the declaration; a [`Division`] is what it says of a catalog: which relation is scoped by
//! which attributes, and which ones all tenants share. The generator makes scoped handles of it, the linter
//! looks for what undermines it.
//!
//! Pure: the same catalog and declaration give the same answers on every machine.
//!
//! ```
//! use pgdc_catalog::Catalog;
//! use pgdc_scope::{Division, Scope};
//!
//! let catalog = Catalog::default();
//! let scope = Scope::by("tenant_id");
//! let refused = Division::new(&catalog, &scope).unwrap_err();
//! assert_eq!(refused.to_string(), "[scope] column `tenant_id` is in no table");
//! ```

mod division;
mod mistake;

use std::collections::BTreeMap;

pub use division::Division;
pub use mistake::{Mistake, Refused};

/// The setting that holds the tenant of a session where none is named.
pub const DEFAULT_SETTING: &str = "app.tenant";

/// Which columns separate tenants.
///
/// Relations are named by patterns: `plan`, `audit.*`, `*_log`; see
/// [`QualifiedName::matches`](pgdc_catalog::QualifiedName::matches).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Scope {
    /// What separates tenants: a table has it, or all tenants share the table.
    pub outer: Level,
    /// What narrows further within a tenant, each within the one before: a project, a region. Tables may
    /// have it or not.
    pub within: Vec<Level>,
    /// Tables without the outer column that all tenants share; and views and foreign tables, which nothing
    /// else can be said of.
    pub shared: Vec<String>,
    /// Whether handles tell the server whose rows they are for, by the settings of the levels.
    pub is_guarded: bool,
    /// Whether handles see to it that what a written row references is in the scope, where the foreign key does
    /// not.
    pub checks_parents: bool,
}

/// One column of a scope.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Level {
    /// The column: every table that has it is scoped by it.
    pub column: String,
    /// The setting that policies compare it with.
    pub setting: String,
    /// Other columns, for the tables that a pattern matches.
    pub tables: BTreeMap<String, String>,
    /// Tables that have the column and are not narrowed by it, such as the list of a tenant's projects. Of a
    /// further level alone: what separates tenants has no exceptions but [`Scope::shared`].
    pub except: Vec<String>,
}

impl Scope {
    /// The scope by this column, and by no other.
    pub fn by(column: impl Into<String>) -> Self {
        let setting = DEFAULT_SETTING.to_owned();
        let outer =
            Level { column: column.into(), setting, tables: BTreeMap::new(), except: Vec::new() };
        Scope {
            outer,
            within: Vec::new(),
            shared: Vec::new(),
            is_guarded: false,
            checks_parents: false,
        }
    }

    /// The levels, the outer one first.
    pub fn levels(&self) -> impl Iterator<Item = &Level> {
        std::iter::once(&self.outer).chain(&self.within)
    }
}
