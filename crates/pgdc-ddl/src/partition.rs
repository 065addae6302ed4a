//! Partitions become part of their tables.

use pgdc_catalog::{Catalog, Relation};

use crate::sql::qualified;
use crate::step::{Owner, Step};

/// Attaches each partition once it and the whole have all their keys and indexes: PostgreSQL then joins those of the
/// one to those of the other, and makes none of other names.
pub(crate) fn attach(catalog: &Catalog) -> Vec<Step> {
    let mut partitions: Vec<&Relation> =
        catalog.relations.iter().filter(|relation| relation.partition_of.is_some()).collect();
    // Those of partitions first.
    partitions.sort_by_key(|partition| std::cmp::Reverse(depth(catalog, partition)));
    partitions.into_iter().filter_map(step).collect()
}

fn step(partition: &Relation) -> Option<Step> {
    let (whole, bound) = (partition.partition_of.as_ref()?, partition.partition_bound.as_ref()?);
    Some(Step {
        object: format!("partition {} of {whole}", partition.name),
        owner: Owner::Relation(partition.name.clone()),
        sql: format!(
            "ALTER TABLE {} ATTACH PARTITION {} {bound}",
            qualified(whole),
            qualified(&partition.name)
        ),
    })
}

/// How many tables it is a part of, one within the other.
fn depth(catalog: &Catalog, partition: &Relation) -> usize {
    let whole = |relation: &&Relation| catalog.find_relation(relation.partition_of.as_ref()?);
    // No deeper than there are relations, whatever a catalog says that was made by hand.
    std::iter::successors(Some(partition), whole).take(catalog.relations.len()).count()
}
