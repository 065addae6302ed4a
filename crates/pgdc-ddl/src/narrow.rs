//! Part of a catalog.

use std::collections::BTreeSet;

use pgdc_catalog::{Catalog, ConstraintKind, Other, Part, QualifiedName, Relation};

use crate::{order, sequence};

/// The wanted relations of a catalog, with their partitions, types, sequences and schemas. Relations that they need and
/// that are not among them become [`Catalog::others`].
pub fn narrowed(catalog: &Catalog, wanted: impl Fn(&Relation) -> bool) -> Catalog {
    let mut kept: BTreeSet<&QualifiedName> =
        catalog.relations.iter().filter(|r| wanted(r)).map(|relation| &relation.name).collect();
    if kept.len() == catalog.relations.len() {
        return catalog.clone();
    }
    loop {
        let is_part = |r: &&Relation| r.partition_of.as_ref().is_some_and(|of| kept.contains(of));
        let parts: Vec<_> = catalog.relations.iter().filter(is_part).map(|r| &r.name).collect();
        let before = kept.len();
        kept.extend(parts);
        if kept.len() == before {
            break;
        }
    }
    let mut part = catalog.clone();
    part.relations.retain(|relation| kept.contains(&relation.name));
    let types = types(catalog, &part.relations);
    part.types.retain(|found| types.contains(&found.name));
    let named: BTreeSet<&QualifiedName> =
        part.relations.iter().flat_map(|relation| sequence::named_by(catalog, relation)).collect();
    part.sequences.retain(|found| {
        let owner = found.owned_by.as_ref();
        owner.is_some_and(|by| kept.contains(&by.table)) || named.contains(&found.name)
    });
    let holds = |schema: &str| {
        let relations = part.relations.iter().map(|relation| &relation.name);
        let types = part.types.iter().map(|found| &found.name);
        let sequences = part.sequences.iter().map(|found| &found.name);
        relations.chain(types).chain(sequences).any(|name| name.schema == schema)
    };
    let schemas = part.schemas.iter().filter(|schema| holds(&schema.name)).cloned().collect();
    part.schemas = schemas;
    part.others.retain(|other| kept.contains(&other.of) || types.contains(&other.of));
    let missing = part.relations.iter().flat_map(|relation| missing(catalog, relation, &kept));
    part.others.extend(missing.collect::<Vec<_>>());
    part.sort();
    part
}

/// The types that relations take, and those that these consist of.
fn types<'c>(catalog: &'c Catalog, relations: &[Relation]) -> BTreeSet<&'c QualifiedName> {
    let attributes = relations.iter().flat_map(|relation| &relation.attributes);
    let mut pending: Vec<_> =
        attributes.filter_map(|a| catalog.find_type(&a.type_ref.name)).collect();
    let mut used = BTreeSet::new();
    while let Some(found) = pending.pop() {
        if used.insert(&found.name) {
            let parts = order::of_type(found);
            pending.extend(parts.into_iter().filter_map(|name| catalog.find_type(name)));
        }
    }
    used
}

/// What the relation needs and is left out.
fn missing(catalog: &Catalog, relation: &Relation, kept: &BTreeSet<&QualifiedName>) -> Vec<Other> {
    let referenced = relation.constraints.iter().filter_map(|c| match &c.kind {
        ConstraintKind::ForeignKey(key) => Some(&key.table),
        _ => None,
    });
    let needed = referenced.chain(&relation.reads).chain(&relation.inherits);
    let needed = needed.chain(&relation.partition_of).filter(|name| !kept.contains(name));
    let missing = needed.filter_map(|name| {
        let kind = if catalog.find_relation(name)?.kind.is_view() { "view" } else { "table" };
        let (of, name) = (relation.name.clone(), name.to_string());
        Some(Other { of, part: Part::Needed, kind: kind.to_owned(), name })
    });
    missing.collect()
}
