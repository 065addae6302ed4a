//! Every decision, made: what `resolve` hands to `emit`.

use std::collections::BTreeMap;

use crate::code::Type;
use crate::ident::Ident;
use pgdc_catalog::RelationKind;
use pgdc_ddl::Ddl;

use crate::resolve::Traits;

/// The module to write.
pub(crate) struct Model {
    /// One flat module, or one for each schema.
    pub(crate) modules: Vec<Module>,
    /// The levels of the declared scope, the outer one first; none where no scope is declared.
    pub(crate) scopes: Vec<ScopeLevel>,
    pub(crate) features: Features,
    /// The statements that make the tables, where they were asked for.
    pub(crate) ddl: Option<Ddl>,
}

/// A column by which rows are kept apart, with what is made for it.
pub(crate) struct ScopeLevel {
    /// The method that narrows to one value of the column, and the field that holds it.
    pub(crate) method: Ident,
    /// The handle of what is narrowed so.
    pub(crate) handle: Ident,
    /// The type of the value.
    pub(crate) id: Newtype,
    /// The column as it was declared.
    pub(crate) column: String,
    /// The setting that tells the server the value.
    pub(crate) guard: Option<String>,
}

/// The way to the rows of a relation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Access {
    /// No scope is declared.
    Open,
    /// All tenants share it.
    Shared,
    /// By the handles of the scope: each level with the column that it goes by.
    Scoped(Vec<(usize, usize)>),
}

/// The features of pgdc that the module needs, each with what needs it first.
#[derive(Default)]
pub(crate) struct Features(pub(crate) BTreeMap<&'static str, String>);

impl Features {
    pub(crate) fn note(&mut self, features: &[&'static str], needed_by: impl Fn() -> String) {
        for feature in features {
            self.0.entry(feature).or_insert_with(&needed_by);
        }
    }
}

/// What is generated for a schema, or for several in one flat module.
pub(crate) struct Module {
    /// The schemas, at least one.
    pub(crate) schemas: Vec<String>,
    /// The module's name and the method of the root `Db` that leads to it; none for the flat module.
    pub(crate) name: Option<Ident>,
    pub(crate) comment: Vec<String>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) enums: Vec<Enum>,
    pub(crate) composites: Vec<Composite>,
    /// The types of domains.
    pub(crate) newtypes: Vec<Newtype>,
}

/// A relation.
pub(crate) struct Relation {
    pub(crate) schema: String,
    pub(crate) name: String,
    /// What people call it: "table `album`".
    pub(crate) title: String,
    pub(crate) comment: Vec<String>,
    pub(crate) kind: RelationKind,
    /// The method of `Db`.
    pub(crate) accessor: Ident,
    /// The struct of a row.
    pub(crate) row: Ident,
    /// The structs for writing; none for a view that cannot be written.
    pub(crate) forms: Option<Forms>,
    pub(crate) key: Option<Key>,
    pub(crate) access: Access,
    pub(crate) columns: Vec<Column>,
    pub(crate) constraints: Vec<Constraint>,
    /// Its foreign keys to relations that are generated too.
    pub(crate) references: Vec<Reference>,
    /// The methods of its row that follow foreign keys, its own and those to it.
    pub(crate) roads: Vec<Road>,
    pub(crate) finders: Vec<Finder>,
    pub(crate) arbiters: Vec<Arbiter>,
}

/// A function that finds a row by a unique index.
pub(crate) struct Finder {
    pub(crate) function: Ident,
    pub(crate) doc: String,
    /// The columns of the index, by their places.
    pub(crate) columns: Vec<usize>,
    /// Which rows the index is of, as SQL.
    pub(crate) predicate: Option<String>,
}

/// A unique index without a constraint, as a constant to upsert by.
pub(crate) struct Arbiter {
    pub(crate) constant: Ident,
    pub(crate) doc: String,
    /// The keys of the index as SQL.
    pub(crate) elements: String,
    pub(crate) predicate: Option<String>,
}

/// A foreign key, as a constant of the referencing row.
pub(crate) struct Reference {
    pub(crate) constant: Ident,
    /// The row that is referenced.
    pub(crate) parent: Type,
    /// Each referencing column with the one it references, by their indexes.
    pub(crate) pairs: Vec<(usize, usize)>,
    pub(crate) doc: String,
    /// What the foreign key leaves open of a declared scope, and handles are to look at: each the column of this
    /// side and the constant of the other's.
    pub(crate) open_scope: Vec<(usize, Ident)>,
}

/// A method of a row that leads to rows of another relation.
pub(crate) struct Road {
    pub(crate) method: Ident,
    /// What the handle of the other relation is called.
    pub(crate) argument: Ident,
    /// The rows it leads to.
    pub(crate) row: Type,
    pub(crate) doc: String,
    /// The row and the constant that hold the foreign key.
    pub(crate) reference: (Type, Ident),
    pub(crate) direction: Direction,
}

/// Where a road leads.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Direction {
    Parent,
    Children,
}

/// The structs for writing to a table.
pub(crate) struct Forms {
    pub(crate) new: Ident,
    pub(crate) patch: Ident,
}

/// A primary key, or what the configuration says is one.
pub(crate) struct Key {
    /// Indexes into the relation's columns, in key order.
    pub(crate) columns: Vec<usize>,
    /// The struct of a key of several columns; a key of one is that column's value.
    pub(crate) name: Option<Ident>,
    /// What all of its parts have.
    pub(crate) traits: Traits,
    /// The type made for a key of one column.
    pub(crate) brand: Option<Newtype>,
}

/// A struct around one value.
pub(crate) struct Newtype {
    pub(crate) ident: Ident,
    pub(crate) docs: Vec<String>,
    pub(crate) value: Type,
    /// What `value` names of `pgdc::types`, to be imported.
    pub(crate) imports: Vec<&'static str>,
    pub(crate) traits: Traits,
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
    /// Its comment, then the line of facts.
    pub(crate) docs: Vec<String>,
    /// The setting that asked for `value`.
    pub(crate) setting: Option<String>,
    pub(crate) sql_type: String,
    pub(crate) transport: Transport,
    pub(crate) not_null: bool,
    /// Whether it is so because the configuration says so.
    pub(crate) is_never_null: bool,
    /// Whether a new row must be given a value.
    pub(crate) is_required: bool,
    /// Whether the handles of a declared scope go by it, so that nobody else gives it a value.
    pub(crate) in_scope: bool,
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
    /// What the view makes of it.
    ReadOnly,
}

impl Column {
    /// Whether users may write it.
    pub(crate) fn is_writable(&self) -> bool {
        !self.in_scope
            && !matches!(self.fill, Fill::Generated(_) | Fill::ReadOnly | Fill::IdentityAlways)
    }
}

/// A constraint or unique index, as a constant.
pub(crate) struct Constraint {
    pub(crate) constant: Ident,
    pub(crate) name: String,
    pub(crate) doc: String,
    /// The same as plain text, SQL as the server prints it.
    pub(crate) words: String,
}

/// An enumerated type.
pub(crate) struct Enum {
    pub(crate) schema: String,
    pub(crate) name: String,
    pub(crate) comment: Vec<String>,
    pub(crate) ident: Ident,
    pub(crate) variants: Vec<(Ident, String)>,
    /// Whether it has a variant for other labels.
    pub(crate) is_open: bool,
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
    pub(crate) sql_type: String,
    pub(crate) field: Ident,
    pub(crate) value: Type,
    pub(crate) imports: Vec<&'static str>,
    pub(crate) docs: Vec<String>,
}
