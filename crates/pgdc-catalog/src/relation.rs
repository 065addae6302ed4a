use serde::{Deserialize, Serialize};

use crate::{Constraint, ConstraintKind, Index, QualifiedName, TypeRef, is_false};

/// A table, view, materialized view, partitioned or foreign table (`pg_class`).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// Its name.
    pub name: QualifiedName,
    /// What sort of relation it is.
    pub kind: RelationKind,
    /// Its `COMMENT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Its attributes in the order of `attnum`; dropped and system ones are left out.
    pub attributes: Vec<Attribute>,
    /// Its constraints, sorted by name. NOT NULL ones (PostgreSQL 18) are left out: see
    /// [`Attribute::not_null`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub constraints: Vec<Constraint>,
    /// Its indexes, sorted by name, those of constraints included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
    /// The partitioned table it is a partition of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_of: Option<QualifiedName>,
    /// The tables it inherits from by `INHERITS`, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inherits: Vec<QualifiedName>,
    /// Whether row-level security is on (`relrowsecurity`).
    #[serde(default, skip_serializing_if = "is_false")]
    pub row_security: bool,
    /// Whether row-level security holds for the owner too (`relforcerowsecurity`).
    #[serde(default, skip_serializing_if = "is_false")]
    pub force_row_security: bool,
    /// For a view: whether a row can be inserted, updated and deleted through it
    /// (`pg_relation_is_updatable`), by itself or by `INSTEAD OF` triggers. False for other kinds, which decide by their kind.
    #[serde(default, skip_serializing_if = "is_false")]
    pub updatable_view: bool,
    /// The attributes that an updatable view shows and takes no value for (`pg_column_is_updatable`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub read_only: Vec<String>,
    /// The attributes that the role which read the catalog may not select (`has_column_privilege`); all where
    /// it may not use the schema.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub denied: Vec<String>,
    /// For a view, materialized or not: the relations that its query names, of any schema, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reads: Vec<QualifiedName>,
    /// For a view: whether it reads with the rights of whoever asks (`security_invoker`, PostgreSQL 15), and not
    /// with its owner's.
    #[serde(default, skip_serializing_if = "is_false")]
    pub security_invoker: bool,
    /// For a view, materialized or not: whether row-level security never holds for its owner, a superuser or a
    /// role with `BYPASSRLS`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub owner_bypasses_row_security: bool,
    /// For a view, materialized or not: its query as SQL, without a semicolon (`pg_get_viewdef`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// For a partitioned table: what it is partitioned by, `RANGE (at)` (`pg_get_partkeydef`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_key: Option<String>,
    /// For a partition: which rows it holds, `FOR VALUES FROM (1) TO (10)` or `DEFAULT` (`relpartbound`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_bound: Option<String>,
    /// `UNLOGGED`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unlogged: bool,
    /// What `WITH (…)` says of it, `name=value` (`reloptions`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// For a foreign table: where its rows are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreign: Option<Foreign>,
}

impl Relation {
    /// The primary key, if there is one.
    pub fn primary_key(&self) -> Option<&Constraint> {
        self.constraints.iter().find(|c| c.kind == ConstraintKind::PrimaryKey)
    }

    /// The attribute of that name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|a| a.name == name)
    }
}

/// `pg_class.relkind`, as far as rows can be read from it.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RelationKind {
    /// An ordinary table (`r`).
    #[default]
    Table,
    /// A partitioned table (`p`).
    PartitionedTable,
    /// A view (`v`).
    View,
    /// A materialized view (`m`).
    MaterializedView,
    /// A foreign table (`f`).
    ForeignTable,
}

impl RelationKind {
    /// Whether it is a view, materialized or not.
    pub const fn is_view(self) -> bool {
        matches!(self, RelationKind::View | RelationKind::MaterializedView)
    }
}

/// Where the rows of a foreign table are (`pg_foreign_table`).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Foreign {
    /// The foreign server.
    pub server: String,
    /// What `OPTIONS (…)` says of the table, `name=value`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}

/// A column of a relation (`pg_attribute`).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub type_ref: TypeRef,
    /// Whether it has a NOT NULL constraint (`attnotnull`) that every row is known to obey: one that was
    /// added `NOT VALID` (PostgreSQL 18) does not count. Always false for a view.
    #[serde(default, skip_serializing_if = "is_false")]
    pub not_null: bool,
    /// Its default as SQL, as `pg_get_expr` prints it with an empty `search_path`. For a generated
    /// attribute this is [`Attribute::generated`]'s expression instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Whether it is an identity column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    /// Whether it is a generated column, and from what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<Generated>,
    /// Its collation, where that is not the type's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<QualifiedName>,
    /// Of a foreign table: what `OPTIONS (…)` says of it, `name=value`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_options: Vec<String>,
    /// Its `COMMENT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// `pg_attribute.attidentity`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Identity {
    /// `GENERATED ALWAYS AS IDENTITY`.
    Always,
    /// `GENERATED BY DEFAULT AS IDENTITY`.
    ByDefault,
}

/// `pg_attribute.attgenerated`, with its expression as SQL.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Generated {
    /// `GENERATED ALWAYS AS (…) STORED`.
    Stored(String),
    /// `GENERATED ALWAYS AS (…) VIRTUAL` (PostgreSQL 18).
    Virtual(String),
}
