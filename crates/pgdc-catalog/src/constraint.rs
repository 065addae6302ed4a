use serde::{Deserialize, Serialize};

use crate::{QualifiedName, is_false};

/// A table constraint (`pg_constraint`).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Constraint {
    /// Its name, unique within its table.
    pub name: String,
    /// What sort of constraint it is.
    pub kind: ConstraintKind,
    /// The constrained columns in the order of `conkey`: for a key its own order, which need not be the
    /// table's. For an exclusion constraint, expressions are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// `DEFERRABLE`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deferrable: bool,
    /// `INITIALLY DEFERRED`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub initially_deferred: bool,
    /// `NOT VALID`: rows that were there before may break it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub not_valid: bool,
    /// `NOT ENFORCED` (PostgreSQL 18): never checked at all; `not_valid` is true as well.
    #[serde(default, skip_serializing_if = "is_false")]
    pub not_enforced: bool,
    /// Of a `CHECK`: `NO INHERIT`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub no_inherit: bool,
    /// Whether the last column is a period (PostgreSQL 18): `WITHOUT OVERLAPS` of a key, `PERIOD` of a
    /// foreign key. Such a key compares its last column for overlap instead of equality, and cannot be
    /// an arbiter of `ON CONFLICT`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub period: bool,
    /// Its `COMMENT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// `pg_constraint.contype`, with what only that sort has.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConstraintKind {
    /// `PRIMARY KEY`.
    PrimaryKey,
    /// `UNIQUE`.
    Unique,
    /// `FOREIGN KEY`.
    ForeignKey(ForeignKey),
    /// `CHECK`, with its expression as SQL.
    Check(String),
    /// `EXCLUDE`, with its definition as `pg_get_constraintdef` prints it.
    Exclusion(String),
}

/// What a foreign key points at.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignKey {
    /// The referenced table; it may be outside the schemas asked for.
    pub table: QualifiedName,
    /// The referenced columns, each for the constraint's column at the same place.
    pub columns: Vec<String>,
    /// `ON DELETE`.
    pub on_delete: KeyAction,
    /// The columns that `ON DELETE SET NULL (…)` or `SET DEFAULT (…)` sets (PostgreSQL 15); all of the key's where
    /// there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set_columns: Vec<String>,
    /// `ON UPDATE`.
    pub on_update: KeyAction,
    /// `MATCH`.
    pub matching: KeyMatch,
}

/// `pg_constraint.confdeltype` and `confupdtype`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyAction {
    /// `NO ACTION`.
    NoAction,
    /// `RESTRICT`.
    Restrict,
    /// `CASCADE`.
    Cascade,
    /// `SET NULL`.
    SetNull,
    /// `SET DEFAULT`.
    SetDefault,
}

/// `pg_constraint.confmatchtype`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyMatch {
    /// `MATCH SIMPLE`.
    Simple,
    /// `MATCH FULL`.
    Full,
}
