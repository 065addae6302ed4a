//! The declaration laid over the catalog: which table is scoped by which column.

use std::collections::BTreeMap;

use pgdc_catalog::{Attribute, Catalog, QualifiedName, Relation, RelationKind};

use crate::{Mistake, Refused, Scope};

/// The tables of a catalog as a declaration divides them.
pub(crate) struct Tables<'c> {
    pub(crate) catalog: &'c Catalog,
    pub(crate) scope: &'c Scope,
    columns: BTreeMap<&'c QualifiedName, &'c Attribute>,
}

impl<'c> Tables<'c> {
    /// # Errors
    /// What in the declaration matches nothing: all of it.
    pub(crate) fn new(catalog: &'c Catalog, scope: &'c Scope) -> Result<Self, Refused> {
        let tables = catalog.relations.iter().filter(|relation| !relation.kind.is_view());
        let columns = tables.filter_map(|table| {
            Some((&table.name, table.attribute(column_name(catalog, scope, table))?))
        });
        let tables = Tables { catalog, scope, columns: columns.collect() };
        let mistakes = tables.mistakes();
        if mistakes.is_empty() { Ok(tables) } else { Err(Refused { mistakes }) }
    }

    fn mistakes(&self) -> Vec<Mistake> {
        let Scope { column, setting, shared, tables } = self.scope;
        let relations = |key: &'c str| {
            self.catalog.relations.iter().filter(move |relation| names(key, &relation.name))
        };
        let mut mistakes = Vec::new();
        if !self.columns.values().any(|attribute| attribute.name == *column) {
            mistakes.push(Mistake::UnknownColumn(column.clone()));
        }
        if !is_setting(setting) {
            mistakes.push(Mistake::NoSetting(setting.clone()));
        }
        for name in shared {
            if relations(name).next().is_none() {
                mistakes.push(Mistake::UnknownShared(name.clone()));
            }
            let is_own =
                |kind| matches!(kind, RelationKind::Table | RelationKind::PartitionedTable);
            let mut own = relations(name).filter(|relation| is_own(relation.kind));
            if let Some(column) = own.find_map(|relation| self.columns.get(&relation.name)) {
                let (table, column) = (name.clone(), column.name.clone());
                mistakes.push(Mistake::SharedWithColumn { table, column });
            }
        }
        for (table, column) in tables {
            let mut found = relations(table).filter(|relation| !relation.kind.is_view()).peekable();
            if found.peek().is_none() {
                mistakes.push(Mistake::UnknownTable(table.clone()));
            }
            if found.any(|relation| relation.attribute(column).is_none()) {
                let (table, column) = (table.clone(), column.clone());
                mistakes.push(Mistake::UnknownColumnOf { table, column });
            }
        }
        mistakes
    }

    /// The column that the table is scoped by.
    pub(crate) fn column(&self, table: &QualifiedName) -> Option<&'c Attribute> {
        self.columns.get(table).copied()
    }

    /// The scoped tables with their columns.
    pub(crate) fn scoped(&self) -> impl Iterator<Item = (&'c Relation, &'c Attribute)> {
        let relations = self.catalog.relations.iter();
        relations.filter_map(|relation| Some((relation, self.column(&relation.name)?)))
    }

    /// Whether all tenants share it, as the declaration says.
    pub(crate) fn is_shared(&self, relation: &QualifiedName) -> bool {
        self.scope.shared.iter().any(|key| names(key, relation))
    }

    /// The name of the column that would scope the relation.
    pub(crate) fn column_name(&self, relation: &'c Relation) -> &'c str {
        column_name(self.catalog, self.scope, relation)
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

/// The name with its schema counts before the one without. What is said of a partitioned table goes for its
/// partitions.
fn column_name<'c>(catalog: &'c Catalog, scope: &'c Scope, relation: &'c Relation) -> &'c str {
    let tables = &scope.tables;
    let name = &relation.name;
    if let Some(special) = tables.get(&name.to_string()).or_else(|| tables.get(&name.name)) {
        return special;
    }
    let whole = relation.partition_of.as_ref().and_then(|whole| catalog.find_relation(whole));
    whole.map_or(&scope.column, |whole| column_name(catalog, scope, whole))
}

/// Whether `key` is the name, with or without its schema.
fn names(key: &str, name: &QualifiedName) -> bool {
    key == name.name || key == name.to_string()
}

/// Whether the server takes it as the name of a setting of the user's own.
fn is_setting(name: &str) -> bool {
    let is_name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    name.contains('.') && name.split('.').all(is_name)
}
