use serde::{Deserialize, Serialize};

use crate::{QualifiedName, is_false};

/// A use of a type: which one, with which modifier, and whether as an array of it.
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TypeRef {
    /// The type, or the element type of an array, by its name in `pg_type`: `pg_catalog.int4`.
    pub name: QualifiedName,
    /// 0 for a scalar, else the dimensions the column was declared with, at least 1. PostgreSQL does not
    /// enforce the number.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub dimensions: u32,
    /// The modifier (`atttypmod`), such as the length of a `varchar`, in PostgreSQL's own encoding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modifier: Option<i32>,
    /// As SQL spells it with an empty `search_path`: `character varying(160)`, `public.mood[]`.
    pub sql: String,
}

/// A type that a user or an extension made (`pg_type`).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Type {
    /// Its name.
    pub name: QualifiedName,
    /// What sort of type it is.
    pub kind: TypeKind,
    /// Whether it is the row type of a relation, and made with that.
    #[serde(default, skip_serializing_if = "is_false")]
    pub row_type: bool,
    /// The extension it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// Its `COMMENT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// `pg_type.typtype`, with what only that sort has.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TypeKind {
    /// A base type, which only its input and output functions know the inside of.
    Base,
    /// `CREATE TYPE … AS ENUM`: its labels in their order.
    Enum(Vec<String>),
    /// `CREATE DOMAIN`.
    Domain {
        /// The type it is over; that may be a domain again.
        base: TypeRef,
        /// Its collation, where that is not the one of the type it is over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        collation: Option<QualifiedName>,
        /// `NOT NULL`.
        #[serde(default, skip_serializing_if = "is_false")]
        not_null: bool,
        /// Its default as SQL.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        default: Option<String>,
        /// Its `CHECK` constraints, sorted by name.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        checks: Vec<DomainCheck>,
    },
    /// `CREATE TYPE … AS (…)`, or the row type of a table used as a column's type.
    Composite(Vec<Field>),
    /// `CREATE TYPE … AS RANGE`.
    Range {
        /// What it is a range of.
        subtype: TypeRef,
        /// By what it is made beside that.
        #[serde(flatten)]
        made_by: RangeParts,
    },
    /// The multirange type of a range type (PostgreSQL 14).
    Multirange {
        /// The range type.
        range: TypeRef,
    },
}

/// By what a range type is made beside its subtype (`pg_range`).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct RangeParts {
    /// Its multirange type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multirange: Option<QualifiedName>,
    /// The operator class that orders it, where it is not the default of the subtype.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_class: Option<QualifiedName>,
    /// The collation, where it is not the subtype's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<QualifiedName>,
    /// The function that brings ranges into one form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<QualifiedName>,
    /// The function that subtracts two bounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<QualifiedName>,
}

/// A field of a composite type.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub type_ref: TypeRef,
    /// Its collation, where that is not the type's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<QualifiedName>,
    /// Its `COMMENT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A `CHECK` constraint of a domain.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DomainCheck {
    /// Its name.
    pub name: String,
    /// Its expression as SQL.
    pub expression: String,
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}
