//! Facts about a PostgreSQL database as plain, serialisable data.
//!
//! A [`Catalog`] is what `pgdc` knows of a database: relations, their attributes, constraints and
//! indexes, the types they use and the sequences they own. It holds names and never object
//! identifiers, so that two databases made from the same DDL give equal catalogs, and its lists are
//! sorted, so that equal catalogs serialise to equal text. Nothing here decides anything: what becomes
//! of a fact is up to `pgdc-codegen`.
//!
//! The words are PostgreSQL's own: a *relation* has *attributes*; see "System Catalogs" in its manual.

mod constraint;
mod index;
mod name;
mod other;
mod relation;
mod sequence;
mod types;

pub use constraint::{Constraint, ConstraintKind, ForeignKey, KeyAction, KeyMatch};
pub use index::{Index, IndexKey};
pub use name::QualifiedName;
pub use other::{Extension, Other, Part};
pub use relation::{Attribute, Foreign, Generated, Identity, Relation, RelationKind};
pub use sequence::{OwnedBy, Sequence};
pub use types::{DomainCheck, Field, RangeParts, Type, TypeKind, TypeRef};

use serde::{Deserialize, Serialize};

/// The version of the snapshot's form that this build reads and writes.
pub const FORMAT: u32 = 1;

/// Everything that is known of a database.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Catalog {
    /// The form of this document; see [`FORMAT`].
    pub format: u32,
    /// `server_version` of the server that was read, such as `15.18`; it decides nothing.
    pub server_version: String,
    /// The schemas that were asked for, sorted by name.
    pub schemas: Vec<Schema>,
    /// Every relation in those schemas, sorted by schema and name.
    pub relations: Vec<Relation>,
    /// Every type those relations use, directly or through another type, that PostgreSQL itself does
    /// not define (`pg_catalog`), sorted by schema and name. Array types are not listed: see
    /// [`TypeRef::dimensions`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<Type>,
    /// Every sequence in those schemas, sorted by schema and name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sequences: Vec<Sequence>,
    /// The extensions that something of the above needs, sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
    /// Objects of other kinds that something of the above needs, or that belong to a relation, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Other>,
    /// Schemas of the database that hold relations but were not asked for, sorted; system schemas are
    /// left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_schemas: Vec<String>,
}

/// A schema (`pg_namespace`).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// Its name.
    pub name: String,
    /// Its `COMMENT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Catalog {
    /// The user-defined type of that name, if a relation uses it.
    pub fn find_type(&self, name: &QualifiedName) -> Option<&Type> {
        let found = self.types.binary_search_by(|other| other.name.cmp(name)).ok()?;
        Some(&self.types[found])
    }

    /// The relation of that name.
    pub fn find_relation(&self, name: &QualifiedName) -> Option<&Relation> {
        let found = self.relations.binary_search_by(|other| other.name.cmp(name)).ok()?;
        Some(&self.relations[found])
    }

    /// Brings every list into the order the fields promise.
    pub fn sort(&mut self) {
        self.schemas.sort_by(|a, b| a.name.cmp(&b.name));
        self.relations.sort_by(|a, b| a.name.cmp(&b.name));
        self.types.sort_by(|a, b| a.name.cmp(&b.name));
        self.sequences.sort_by(|a, b| a.name.cmp(&b.name));
        self.extensions.sort();
        self.extensions.dedup();
        self.others.sort();
        self.others.dedup();
        self.other_schemas.sort();
        for relation in &mut self.relations {
            relation.constraints.sort_by(|a, b| a.name.cmp(&b.name));
            relation.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        }
    }
}

pub(crate) fn is_false(flag: &bool) -> bool {
    !*flag
}
