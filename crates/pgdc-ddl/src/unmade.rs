//! What the steps leave to others.

use std::fmt;

use pgdc_catalog::{Catalog, Part, QualifiedName, Relation, Type, TypeKind};

/// Something that no step makes. Displays as a line for people.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Unmade {
    /// The relation or type that it is about.
    pub of: QualifiedName,
    /// What is not made: `function public.area(public.shape)`, `trigger audited`.
    pub what: String,
    /// Whether it must be there before, since a step fails without it. Else it is just missing afterwards.
    pub is_needed: bool,
}

impl fmt::Display for Unmade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Unmade { of, what, is_needed } = self;
        match is_needed {
            true => write!(f, "{of} needs {what}, which must be there before"),
            false => write!(f, "{of}: {what} is not made"),
        }
    }
}

pub(crate) fn unmade(catalog: &Catalog) -> Vec<Unmade> {
    let others = catalog.others.iter().map(|other| Unmade {
        of: other.of.clone(),
        what: format!("{} {}", other.kind, other.name),
        is_needed: other.part == Part::Needed,
    });
    let types = catalog.types.iter().filter_map(|found| of_type(catalog, found));
    let relations = catalog.relations.iter().flat_map(of_relation);
    others.chain(types).chain(relations).collect()
}

fn of_type(catalog: &Catalog, found: &Type) -> Option<Unmade> {
    let (what, is_needed) = match &found.kind {
        _ if found.extension.is_some() => return None,
        _ if found.row_type => {
            let is_there = catalog.find_relation(&found.name).is_some();
            (!is_there).then(|| ("the table of that name".to_owned(), true))
        }
        TypeKind::Base => Some(("the base type itself, which functions make".to_owned(), true)),
        TypeKind::Range { made_by, .. } => {
            made_by.canonical.as_ref().map(|name| (format!("its function {name}"), false))
        }
        _ => None,
    }?;
    Some(Unmade { of: found.name.clone(), what, is_needed })
}

fn of_relation(relation: &Relation) -> Vec<Unmade> {
    let unmade = |what| Unmade { of: relation.name.clone(), what, is_needed: false };
    let is_unknown = relation.kind.is_view() && relation.query.is_none();
    let unknown = is_unknown.then(|| "the view, whose query is not in this snapshot,".to_owned());
    let invalid = relation.indexes.iter().filter(|index| !index.valid);
    let invalid = invalid.map(|index| format!("index {}, which is not valid,", index.name));
    unknown.into_iter().chain(invalid).map(unmade).collect()
}
