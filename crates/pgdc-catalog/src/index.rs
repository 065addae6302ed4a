use serde::{Deserialize, Serialize};

use crate::{QualifiedName, is_false};

/// An index (`pg_index`).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// Its name, unique within its schema, which is its table's.
    pub name: String,
    /// The access method, such as `btree`.
    pub method: String,
    /// The key columns and expressions, in key order.
    pub keys: Vec<IndexKey>,
    /// `INCLUDE` columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// The predicate of a partial index, as SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<String>,
    /// `UNIQUE`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unique: bool,
    /// `NULLS NOT DISTINCT` (PostgreSQL 15).
    #[serde(default, skip_serializing_if = "is_false")]
    pub nulls_not_distinct: bool,
    /// Whether uniqueness is checked at once (`indimmediate`): only such an index can be an arbiter of
    /// `ON CONFLICT`.
    pub immediate: bool,
    /// Whether queries can use it (`indisvalid`); a failed `CREATE INDEX CONCURRENTLY` leaves one that is
    /// not.
    pub valid: bool,
    /// What `WITH (…)` says of it, `name=value` (`reloptions`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// The constraint it belongs to, which has its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<String>,
    /// Its `COMMENT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// One key of an index: a column or an expression.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct IndexKey {
    /// The column; none for an expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The expression as SQL, in the parentheses that an index definition needs around all but function
    /// calls; none for a column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// The collation, where it is not the column's own; for an expression, where it is not the
    /// database's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<QualifiedName>,
    /// The operator class, where it is not the type's default for the access method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_class: Option<QualifiedName>,
    /// The parameters of the operator class, `name=value` (`attoptions`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub class_options: Vec<String>,
    /// `DESC`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub descending: bool,
    /// `NULLS FIRST`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub nulls_first: bool,
}
