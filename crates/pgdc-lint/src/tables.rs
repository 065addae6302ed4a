//! The tables of a catalog, as one level of a declaration divides them.

use pgdc_catalog::{Attribute, Catalog, QualifiedName, Relation};
use pgdc_scope::Division;

/// The tables at one level. Views have no keys, policies or columns of their own, so they do not count.
pub(crate) struct Tables<'c> {
    pub(crate) catalog: &'c Catalog,
    pub(crate) division: &'c Division<'c>,
    level: usize,
}

impl<'c> Tables<'c> {
    pub(crate) fn new(division: &'c Division<'c>, level: usize) -> Self {
        Tables { catalog: division.catalog, division, level }
    }

    /// Whether this is the level at which each table is scoped or shared.
    pub(crate) fn is_outer(&self) -> bool {
        self.level == 0
    }

    /// The column that the table is scoped by.
    pub(crate) fn column(&self, table: &QualifiedName) -> Option<&'c Attribute> {
        let is_view = self.catalog.find_relation(table).is_none_or(|found| found.kind.is_view());
        if is_view { None } else { self.division.column(self.level, table) }
    }

    /// The scoped tables with their columns.
    pub(crate) fn scoped(&self) -> impl Iterator<Item = (&'c Relation, &'c Attribute)> {
        let relations = self.catalog.relations.iter();
        relations.filter_map(|relation| Some((relation, self.column(&relation.name)?)))
    }

    /// Whether all tenants share it, as the declaration says.
    pub(crate) fn is_shared(&self, relation: &QualifiedName) -> bool {
        self.division.is_shared(relation)
    }

    /// The name of the column that would scope the relation.
    pub(crate) fn column_name(&self, relation: &'c Relation) -> &'c str {
        self.division.column_name(self.level, relation)
    }

    /// The major version of the server that was read; the newest where the catalog does not tell.
    pub(crate) fn server_major(&self) -> u32 {
        let digits = self.catalog.server_version.split(|c: char| !c.is_ascii_digit()).next();
        digits.and_then(|digits| digits.parse().ok()).unwrap_or(u32::MAX)
    }

    /// The partitioned table that a partition takes its constraints from.
    pub(crate) fn whole(&self, partition: &Relation) -> Option<&'c Relation> {
        self.catalog.find_relation(partition.partition_of.as_ref()?)
    }
}
