//! What a generated module says of a relation: plain facts, known at compile time.

use std::fmt;

use crate::ident::Ident;

/// A relation (`pg_class`) as the generated module knows it.
///
/// Displays as its quoted SQL name, `"public"."album"`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Relation {
    /// The schema it lives in.
    pub schema: &'static str,
    /// Its name in that schema.
    pub name: &'static str,
    /// Its columns, in the order in which every statement names them.
    pub columns: &'static [ColumnDef],
    /// The primary key: indexes into `columns`, in key order. Empty when there is none.
    pub key: &'static [u16],
    /// What sort of relation it is.
    pub kind: RelationKind,
    /// Its constraints and unique indexes: each the name, and what it is in words.
    pub constraints: &'static [(&'static str, &'static str)],
    is_updatable: bool,
}

/// What sort of relation it is (`pg_class.relkind`).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum RelationKind {
    /// An ordinary table.
    #[default]
    Table,
    /// A table that is stored in its partitions.
    PartitionedTable,
    /// A view.
    View,
    /// A view whose rows are stored, as old as its last refresh.
    MaterializedView,
    /// A table of another server.
    ForeignTable,
}

impl RelationKind {
    /// Whether rows that a statement wrote can be asked for their system columns.
    pub(crate) const fn returns_system_columns(self) -> bool {
        matches!(self, RelationKind::Table)
    }
}

impl Relation {
    /// A table without a primary key.
    pub const fn new(
        schema: &'static str,
        name: &'static str,
        columns: &'static [ColumnDef],
    ) -> Self {
        Relation {
            schema,
            name,
            columns,
            key: &[],
            kind: RelationKind::Table,
            constraints: &[],
            is_updatable: false,
        }
    }

    /// With the primary key `key`: indexes into `columns`, in key order.
    pub const fn key(mut self, key: &'static [u16]) -> Self {
        self.key = key;
        self
    }

    /// Of another sort than a table.
    pub const fn kind(mut self, kind: RelationKind) -> Self {
        self.kind = kind;
        self
    }

    /// With these constraints and unique indexes: each the name, and what it is in words.
    pub const fn constraints(
        mut self,
        constraints: &'static [(&'static str, &'static str)],
    ) -> Self {
        self.constraints = constraints;
        self
    }

    /// A view whose rows can be written.
    pub const fn updatable(mut self) -> Self {
        self.is_updatable = true;
        self
    }

    /// Whether rows can be written.
    pub(crate) const fn is_written(&self) -> bool {
        self.is_updatable
            || !matches!(self.kind, RelationKind::View | RelationKind::MaterializedView)
    }

    pub(crate) fn column(&self, index: u16) -> &'static ColumnDef {
        &self.columns[usize::from(index)]
    }

    pub(crate) fn is_key(&self, index: u16) -> bool {
        self.key.contains(&index)
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", Ident(self.schema), Ident(self.name))
    }
}

/// A column (`pg_attribute`) as the generated module knows it.
///
/// Generated modules make each without a call, since to compile a call takes longer than all else in their lists.
///
/// ```
/// use pgdc::{ColumnDef, Fill, NOT_NULL};
///
/// let rating = ColumnDef("rating", "smallint", NOT_NULL.fill(Fill::Default("3")));
/// assert!(rating.name() == "rating" && rating.facts().not_null);
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ColumnDef(
    /// Its name.
    pub &'static str,
    /// Its type as SQL.
    pub &'static str,
    /// What else is known of it.
    pub ColumnFacts,
);

/// What is known of a column besides its name and type: begins with [`NOT_NULL`] or [`NULLABLE`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ColumnFacts {
    /// How its values travel.
    pub(crate) transport: Transport,
    /// Whether it has a NOT NULL constraint.
    pub not_null: bool,
    /// Whether that is so because the settings of the generator say so.
    pub(crate) is_never_null: bool,
    /// What PostgreSQL writes when an insert leaves the column out.
    pub fill: Fill,
}

/// What is known of a nullable column without a default.
pub const NULLABLE: ColumnFacts = ColumnFacts {
    transport: Transport::Plain { cast: None },
    not_null: false,
    is_never_null: false,
    fill: Fill::Null,
};

/// What is known of a column with a NOT NULL constraint, without a default.
pub const NOT_NULL: ColumnFacts = ColumnFacts { not_null: true, ..NULLABLE };

/// How the values of a column get to the server and back.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Transport {
    /// As they are.
    Plain {
        /// The type in a cast, without a modifier, where that is spelled otherwise.
        cast: Option<&'static str>,
    },
    /// As they are, but parameters are cast to the base type: the server would describe them by the
    /// domain, whose values no Rust type claims. `cidr` is cast to itself: next to an operator the server
    /// would take a parameter for `inet`.
    Domain { base: &'static str },
    /// As they are, but parameters are cast to the type: next to an operator the server would take them for
    /// any `record`.
    Composite { own: &'static str },
    /// As values of this type, to which the server casts them when they are read: the type itself is one
    /// that no Rust type claims, such as an array of a domain.
    Via(&'static str),
    /// As text, by the type's own input and output functions.
    Text {
        /// The type in a cast, without a modifier, where that is spelled otherwise.
        cast: Option<&'static str>,
        /// Whether as an array of texts.
        is_array: bool,
    },
}

/// What PostgreSQL writes into a column that an insert leaves out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Fill {
    /// NULL.
    Null,
    /// A default: this SQL expression.
    Default(&'static str),
    /// The next value of the column's own sequence (`GENERATED BY DEFAULT AS IDENTITY`).
    IdentityByDefault,
    /// The same, and no other value is accepted (`GENERATED ALWAYS AS IDENTITY`).
    IdentityAlways,
    /// The value of this SQL expression, and no other (`GENERATED ALWAYS AS (…)`).
    Generated(&'static str),
    /// What the view makes of it, and no other value.
    ReadOnly,
}

impl Fill {
    /// Whether PostgreSQL alone gives the column values, unless a statement overrides it.
    pub(crate) const fn is_servers(self) -> bool {
        self.is_computed() || matches!(self, Fill::IdentityAlways)
    }

    /// Whether no statement may give the column a value.
    pub(crate) const fn is_computed(self) -> bool {
        matches!(self, Fill::Generated(_) | Fill::ReadOnly)
    }
}

impl ColumnFacts {
    /// The type is spelled like this in a cast: it has a modifier, and a cast to `varchar(160)` would cut a
    /// longer value short in silence.
    pub const fn cast(mut self, cast: &'static str) -> Self {
        self.transport = Transport::Plain { cast: Some(cast) };
        self
    }

    /// A domain, whose parameters must be cast to its base type.
    pub const fn domain_over(mut self, base: &'static str) -> Self {
        self.transport = Transport::Domain { base };
        self
    }

    /// Of a composite type, or a domain over one, to which parameters must be cast.
    pub const fn composite(mut self, own: &'static str) -> Self {
        self.transport = Transport::Composite { own };
        self
    }

    /// Of a type whose values are cast to the type `other` on their way to Rust, and from it on their way
    /// back.
    pub const fn via(mut self, other: &'static str) -> Self {
        self.transport = Transport::Via(other);
        self
    }

    /// Of a type that no Rust type is known for; its values travel as text. Comes after
    /// [`cast`](ColumnFacts::cast) where there is one.
    pub const fn as_text(mut self) -> Self {
        self.transport = Transport::Text { cast: self.said_cast(), is_array: false };
        self
    }

    /// The same of an array, whose elements travel as text.
    pub const fn as_texts(mut self) -> Self {
        self.transport = Transport::Text { cast: self.said_cast(), is_array: true };
        self
    }

    /// Never NULL, as the settings of the generator say, whatever the database says.
    pub const fn never_null(mut self) -> Self {
        self.not_null = true;
        self.is_never_null = true;
        self
    }

    /// With something that PostgreSQL fills in.
    pub const fn fill(mut self, fill: Fill) -> Self {
        self.fill = fill;
        self
    }

    const fn said_cast(&self) -> Option<&'static str> {
        match self.transport {
            Transport::Plain { cast } => cast,
            _ => None,
        }
    }
}

impl ColumnDef {
    /// Its name.
    pub const fn name(&self) -> &'static str {
        self.0
    }

    /// Its type as SQL: `character varying(160)`.
    pub const fn sql_type(&self) -> &'static str {
        self.1
    }

    /// What else is known of it.
    pub const fn facts(&self) -> &ColumnFacts {
        &self.2
    }

    /// Whether `UPDATE … SET` accepts a value for it.
    pub(crate) const fn is_updatable(&self) -> bool {
        let fill = self.2.fill;
        !(fill.is_computed() || matches!(fill, Fill::IdentityAlways))
    }

    /// The type its values travel in, as a cast spells it.
    pub(crate) const fn parameter_type(&self) -> &'static str {
        match self.2.transport {
            Transport::Plain { cast: Some(cast) } => cast,
            Transport::Plain { cast: None } => self.1,
            Transport::Domain { base } => base,
            Transport::Composite { own } => own,
            Transport::Via(other) => other,
            Transport::Text { is_array: false, .. } => "pg_catalog.text",
            Transport::Text { is_array: true, .. } => "pg_catalog.text[]",
        }
    }

    /// Its own type, as a cast spells it, where its values travel as text.
    pub(crate) fn type_of_texts(&self) -> Option<&'static str> {
        match self.2.transport {
            Transport::Text { cast, .. } => Some(cast.unwrap_or(self.1)),
            _ => None,
        }
    }

    /// Whether an array can hold its values, and `unnest` gives them back whole: it would take arrays apart
    /// into their elements, and composite values into their fields. An array has no room for an empty query.
    pub(crate) fn unnests(&self) -> bool {
        let is_composite = matches!(self.2.transport, Transport::Composite { .. });
        let sent = self.parameter_type();
        !is_composite && !sent.ends_with("[]") && !matches!(sent, "tsquery" | "pg_catalog.tsquery")
    }
}

/// A constraint or unique index, to be compared with what [`Error::constraint`](crate::Error::constraint)
/// gives.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Constraint<'a> {
    /// The schema of its table.
    pub schema: &'a str,
    /// Its table.
    pub table: &'a str,
    /// Its name.
    pub name: &'a str,
}

impl Constraint<'static> {
    /// The constraint `name` on the table of `R`.
    pub const fn on<R: crate::Row>(name: &'static str) -> Self {
        Constraint { schema: R::RELATION.schema, table: R::RELATION.name, name }
    }
}
