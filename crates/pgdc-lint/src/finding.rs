//! What is found.

use std::fmt;

use pgdc_catalog::QualifiedName;
use serde::{Deserialize, Serialize};

/// Something in a schema that undermines the scope.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What sort of finding it is.
    pub rule: Rule,
    /// The table or view.
    pub relation: QualifiedName,
    /// The column, constraint or index in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// Why that matters: one sentence.
    pub why: String,
    /// The statements that mend it, to be run in their order and in one transaction. None where it takes a
    /// decision that no statement can stand for.
    pub mend: Vec<String>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Nothing leaks by it.
    Note,
    /// One tenant can learn of another, or only one of several guards is missing.
    Warning,
    /// One tenant can read or change what is another's.
    Error,
}

/// What sort of finding it is. Displays as it is written in settings and JSON: `key-without-scope`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Rule {
    /// A table without the scope column that is not declared as shared.
    NoScopeColumn,
    /// A scope column that may hold NULL.
    NullableScope,
    /// A primary key, unique constraint, unique index or exclusion constraint without the scope column.
    KeyWithoutScope,
    /// A foreign key between scoped tables without the scope column.
    ForeignKeyWithoutScope,
    /// Such a foreign key that also changes rows when the row it references goes.
    ActionAcrossScopes,
    /// A view over scoped tables that does not show the scope column.
    ViewWithoutScope,
    /// A view over scoped tables that reads them with the rights of its owner.
    ViewByOwner,
    /// A materialized view over scoped tables, which no policy can protect.
    MaterializedView,
    /// A scoped table without row-level security.
    NoRowSecurity,
    /// A scoped table whose row-level security does not hold for its owner.
    RowSecurityNotForced,
    /// A scoped table without an index that begins with the scope column.
    NoIndex,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A unit variant serialises as its name, which is what a formatter takes.
        self.serialize(f)
    }
}
