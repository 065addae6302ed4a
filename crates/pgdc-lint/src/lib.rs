//! What in a PostgreSQL schema undermines the scope of tenants, and row-level security for it.
//!
//! A [`Scope`] declares which columns separate tenants. [`lint`] says what in a catalog lets one tenant
//! read, change or learn of another's rows, each [`Finding`] with the SQL that mends it; [`row_security`]
//! writes the policies that make the server itself enforce the scope.
//!
//! Pure: the same catalog and declaration give the same answers on every machine. The modules: `tables`
//! are what the declaration says of the catalog, `rules` look for findings, `constraint` and `policy` write SQL.
//!
//! ```
//! use pgdc_catalog::Catalog;
//! use pgdc_lint::{Scope, lint};
//!
//! let refused = lint(&Catalog::default(), &Scope::by("tenant_id")).unwrap_err();
//! assert_eq!(refused.to_string(), "[scope] column `tenant_id` is in no table");
//! ```

mod accept;
mod constraint;
mod finding;
mod policy;
mod rules;
mod sql;
mod tables;

pub use accept::{Accepted, accept};
pub use finding::{Finding, Rule, Severity};
pub use pgdc_scope::{DEFAULT_SETTING, Mistake, Refused, Scope};
pub use policy::row_security;
pub use rules::lint;
