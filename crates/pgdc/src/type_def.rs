//! What a generated module says of a type that it has a Rust type for.

use crate::Enum;

/// An enum or composite type of the database as the generated module knows it.
#[derive(Clone, Copy, Debug)]
pub struct TypeDef {
    pub(crate) schema: &'static str,
    pub(crate) name: &'static str,
    pub(crate) parts: TypeParts,
}

/// What the type consists of.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TypeParts {
    /// The labels in their order, and whether there is a variant for others.
    Enum(fn() -> (Vec<String>, bool)),
    /// The attributes, each with its type as SQL.
    Composite(&'static [(&'static str, &'static str)]),
}

impl TypeDef {
    /// The enumerated type that `E` stands for.
    pub const fn enumeration<E: Enum>() -> Self {
        TypeDef { schema: E::SCHEMA, name: E::NAME, parts: TypeParts::Enum(labels::<E>) }
    }

    /// A composite type: each attribute with its type as SQL.
    pub const fn composite(
        schema: &'static str,
        name: &'static str,
        attributes: &'static [(&'static str, &'static str)],
    ) -> Self {
        TypeDef { schema, name, parts: TypeParts::Composite(attributes) }
    }

    /// The schema of the type.
    pub const fn schema(&self) -> &'static str {
        self.schema
    }

    /// Its name in that schema.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

fn labels<E: Enum>() -> (Vec<String>, bool) {
    let labels = E::LABELS.iter().map(|(_, label)| (*label).to_owned()).collect();
    (labels, E::other("").is_some())
}
