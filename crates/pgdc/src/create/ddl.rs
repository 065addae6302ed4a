//! The statements that a generated module holds.

/// One statement that makes a part of what a module describes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct DdlStep {
    /// What it belongs to.
    pub owner: DdlOwner,
    /// What it makes, for people: `index public.album_title_idx`.
    pub object: &'static str,
    /// The statement, without a semicolon. It is meant for an empty `search_path`.
    pub sql: &'static str,
}

impl DdlStep {
    /// For generated code.
    pub const fn new(owner: DdlOwner, object: &'static str, sql: &'static str) -> Self {
        DdlStep { owner, object, sql }
    }

    /// Whether it makes a foreign key, for which the tables of both sides are there before.
    pub(super) fn is_foreign_key(&self) -> bool {
        self.object.starts_with("foreign key ")
    }
}

/// What a statement belongs to: where that is there, so is what the statement makes.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum DdlOwner {
    /// A schema.
    Schema(&'static str),
    /// An extension.
    Extension(&'static str),
    /// A type: its schema, and its name in it.
    Type(&'static str, &'static str),
    /// A sequence that no column owns.
    Sequence(&'static str, &'static str),
    /// A table or view.
    Relation(&'static str, &'static str),
}

impl DdlOwner {
    /// The kind in `there.sql`, the schema and the name.
    pub(super) const fn parts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            DdlOwner::Schema(name) => ("schema", "", name),
            DdlOwner::Extension(name) => ("extension", "", name),
            DdlOwner::Type(schema, name) => ("type", schema, name),
            DdlOwner::Sequence(schema, name) | DdlOwner::Relation(schema, name) => {
                ("relation", schema, name)
            }
        }
    }
}
