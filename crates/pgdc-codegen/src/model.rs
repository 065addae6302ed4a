//! Every decision, made: what `resolve` hands to `emit`.

use proc_macro2::Ident;
use syn::Type;

/// The module to write.
pub(crate) struct Model {
    /// One flat module, or one for each schema.
    pub(crate) modules: Vec<Module>,
}

/// What is generated for a schema.
pub(crate) struct Module {
    /// The schema.
    pub(crate) schema: String,
    /// The module's name and the method of the root `Db` that leads to it; none for the flat module.
    pub(crate) name: Option<Ident>,
    pub(crate) comment: Vec<String>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) enums: Vec<Enum>,
    pub(crate) composites: Vec<Composite>,
}

/// A relation.
pub(crate) struct Relation {
    pub(crate) schema: String,
    pub(crate) name: String,
    /// What people call it: "table `album`".
    pub(crate) title: String,
    pub(crate) comment: Vec<String>,
    pub(crate) is_view: bool,
    pub(crate) is_partitioned: bool,
    /// The method of `Db`.
    pub(crate) accessor: Ident,
    /// The struct of a row.
    pub(crate) row: Ident,
    /// The structs for writing; none for a view.
    pub(crate) forms: Option<Forms>,
    pub(crate) key: Option<Key>,
    pub(crate) columns: Vec<Column>,
    pub(crate) constraints: Vec<Constraint>,
}

/// The structs for writing to a table.
pub(crate) struct Forms {
    pub(crate) new: Ident,
    pub(crate) patch: Ident,
}

/// A primary key.
pub(crate) struct Key {
    /// Indexes into the relation's columns, in key order.
    pub(crate) columns: Vec<usize>,
    /// The struct of a key of several columns; a key of one is that column's value.
    pub(crate) name: Option<Ident>,
    pub(crate) is_copy: bool,
    /// Whether its parts have `Eq` and `Hash`.
    pub(crate) is_eq: bool,
}

/// A column.
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) field: Ident,
    pub(crate) constant: Ident,
    /// The type of a value that is not NULL.
    pub(crate) value: Type,
    /// The types under `pgdc::types` that `value` names, to be imported.
    pub(crate) imports: Vec<&'static str>,
    pub(crate) is_nullable: bool,
    /// Its comment, then the line of facts.
    pub(crate) docs: Vec<String>,
    pub(crate) sql_type: String,
    pub(crate) transport: Transport,
    pub(crate) not_null: bool,
    pub(crate) fill: Fill,
}

/// How values get to the server and back.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Transport {
    /// As they are; in a cast, the type is spelled like this where its own spelling has a modifier.
    Plain { cast: Option<String> },
    /// As they are, with parameters cast to the base of the domain.
    Domain { base: String },
    /// As they are, with parameters cast to the composite type.
    Composite { own: String },
    /// As values of this type, to which the server casts them when they are read.
    Via(String),
    /// As text, which is cast to the type, spelled like this where its own spelling has a modifier.
    Text { cast: Option<String>, is_array: bool },
}

/// What PostgreSQL writes when an insert leaves the column out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Fill {
    Null,
    Default(String),
    IdentityByDefault,
    IdentityAlways,
    Generated(String),
}

impl Column {
    /// Whether a new row must be given a value.
    pub(crate) fn is_required(&self) -> bool {
        self.not_null && self.fill == Fill::Null
    }

    /// Whether a statement may write it.
    pub(crate) fn is_writable(&self) -> bool {
        !matches!(self.fill, Fill::Generated(_) | Fill::IdentityAlways)
    }
}

/// A constraint or unique index, as a constant.
pub(crate) struct Constraint {
    pub(crate) constant: Ident,
    pub(crate) name: String,
    pub(crate) doc: String,
}

/// An enumerated type.
pub(crate) struct Enum {
    pub(crate) schema: String,
    pub(crate) name: String,
    pub(crate) comment: Vec<String>,
    pub(crate) ident: Ident,
    pub(crate) variants: Vec<(Ident, String)>,
}

/// A composite type.
pub(crate) struct Composite {
    pub(crate) schema: String,
    pub(crate) name: String,
    pub(crate) comment: Vec<String>,
    pub(crate) ident: Ident,
    pub(crate) fields: Vec<Field>,
}

/// A field of a composite type, which may always be NULL.
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) field: Ident,
    pub(crate) value: Type,
    pub(crate) imports: Vec<&'static str>,
    pub(crate) docs: Vec<String>,
}
