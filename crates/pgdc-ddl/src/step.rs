//! What comes out.

use std::collections::{BTreeMap, BTreeSet};

use pgdc_catalog::QualifiedName;

use crate::Unmade;

/// The statements that make what a catalog describes, and what they leave out.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Ddl {
    /// The statements, in an order in which they can be run.
    pub steps: Vec<Step>,
    /// What must be there before, and what is not made.
    pub unmade: Vec<Unmade>,
    /// What takes what.
    pub uses: Uses,
}

/// One statement.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Step {
    /// What it makes or changes, for people: `index public.album_title_idx`.
    pub object: String,
    /// What it belongs to: where that is there already, the step has been done.
    pub owner: Owner,
    /// The statement, without a semicolon. All names in it have their schemas, so that it means the same under every
    /// `search_path` but for operators and functions of PostgreSQL's own; run it with an empty one.
    pub sql: String,
}

/// What a step belongs to.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Owner {
    /// A schema.
    Schema(String),
    /// An extension.
    Extension(String),
    /// A type.
    Type(QualifiedName),
    /// A sequence that no column owns.
    Sequence(QualifiedName),
    /// A table or view.
    Relation(QualifiedName),
}

/// Which owners take which: a table its types, sequences and schema, a partitioned table its partitions.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Uses(pub(crate) BTreeMap<Owner, BTreeSet<Owner>>);

impl Ddl {
    /// The steps that make a relation, as indexes into [`Ddl::steps`] in their order: its own, those of its partitions,
    /// and those of the schemas, extensions, types and sequences that it takes. Tables that it references are not part
    /// of them.
    pub fn steps_of(&self, relation: &QualifiedName) -> Vec<usize> {
        let mut wanted = BTreeSet::new();
        let mut pending = vec![Owner::Relation(relation.clone())];
        while let Some(owner) = pending.pop() {
            if wanted.insert(owner.clone()) {
                pending.extend(self.uses.0.get(&owner).into_iter().flatten().cloned());
            }
        }
        let steps = self.steps.iter().enumerate();
        steps.filter(|(_, step)| wanted.contains(&step.owner)).map(|(at, _)| at).collect()
    }
}
