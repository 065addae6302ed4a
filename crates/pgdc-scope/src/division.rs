//! The declaration laid over the catalog: which relation is scoped by which attributes.

use std::collections::BTreeMap;

use pgdc_catalog::{Attribute, Catalog, QualifiedName, Relation, RelationKind};

use crate::{Level, Mistake, Refused, Scope};

/// The relations of a catalog as a declaration divides them.
#[derive(Clone, Debug)]
pub struct Division<'c> {
    /// The catalog.
    pub catalog: &'c Catalog,
    /// The declaration.
    pub scope: &'c Scope,
    /// For each level, the attribute that each relation is scoped by, views included.
    columns: Vec<BTreeMap<&'c QualifiedName, &'c Attribute>>,
}

impl<'c> Division<'c> {
    /// Lays the declaration over the catalog.
    ///
    /// # Errors
    /// What in the declaration matches nothing: all of it.
    pub fn new(catalog: &'c Catalog, scope: &'c Scope) -> Result<Self, Refused> {
        let of_level = |level: &'c Level| {
            let relations = catalog.relations.iter();
            let relations = relations.filter(|relation| !is_matched(&relation.name, &level.except));
            let attribute =
                |relation: &'c Relation| relation.attribute(column_name(catalog, level, relation));
            relations.filter_map(|relation| Some((&relation.name, attribute(relation)?))).collect()
        };
        let division = Division { catalog, scope, columns: scope.levels().map(of_level).collect() };
        let mistakes = division.mistakes();
        if mistakes.is_empty() { Ok(division) } else { Err(Refused { mistakes }) }
    }

    /// The attribute that the relation is scoped by at a level, 0 for the outer one.
    pub fn column(&self, level: usize, relation: &QualifiedName) -> Option<&'c Attribute> {
        self.columns.get(level)?.get(relation).copied()
    }

    /// The attributes that the relation is scoped by, with the levels they are of.
    pub fn columns(
        &self,
        relation: &QualifiedName,
    ) -> impl Iterator<Item = (usize, &'c Level, &'c Attribute)> {
        let levels = self.scope.levels().zip(&self.columns).enumerate();
        levels.filter_map(|(at, (level, of_level))| Some((at, level, *of_level.get(relation)?)))
    }

    /// Whether all tenants share it, as the declaration says.
    pub fn is_shared(&self, relation: &QualifiedName) -> bool {
        is_matched(relation, &self.scope.shared)
    }

    /// The name of the column that would scope the relation at a level.
    pub fn column_name(&self, level: usize, relation: &'c Relation) -> &'c str {
        let level = self.scope.levels().nth(level).unwrap_or(&self.scope.outer);
        column_name(self.catalog, level, relation)
    }

    fn mistakes(&self) -> Vec<Mistake> {
        let mut mistakes = Vec::new();
        for (at, level) in self.scope.levels().enumerate() {
            self.mistakes_of(at, level, &mut mistakes);
        }
        for pattern in &self.scope.shared {
            mistakes.extend(self.mistake_of_shared(pattern));
        }
        for level in self.scope.levels() {
            self.mistakes_of_tables(level, &mut mistakes);
        }
        mistakes
    }

    fn mistakes_of(&self, at: usize, level: &Level, mistakes: &mut Vec<Mistake>) {
        let Level { column, setting, .. } = level;
        let is_table = |name: &QualifiedName| {
            self.catalog.find_relation(name).is_some_and(|found| !found.kind.is_view())
        };
        let mut of_tables = self.columns[at].iter().filter(|(name, _)| is_table(name));
        if !of_tables.any(|(_, attribute)| attribute.name == *column) {
            mistakes.push(Mistake::UnknownColumn(column.clone()));
        }
        if self.scope.levels().take(at).any(|outer| outer.column == *column) {
            mistakes.push(Mistake::ColumnTwice(column.clone()));
        }
        if !is_setting(setting) {
            mistakes.push(Mistake::NoSetting(setting.clone()));
        }
    }

    fn mistake_of_shared(&self, pattern: &str) -> Option<Mistake> {
        let mut matched = self.matched(pattern).peekable();
        if matched.peek().is_none() {
            return Some(Mistake::UnknownShared(pattern.to_owned()));
        }
        let is_own = |kind| matches!(kind, RelationKind::Table | RelationKind::PartitionedTable);
        let mut own = matched.filter(|relation| is_own(relation.kind));
        let column = own.find_map(|relation| self.column(0, &relation.name))?;
        let (table, column) = (pattern.to_owned(), column.name.clone());
        Some(Mistake::SharedWithColumn { table, column })
    }

    fn mistakes_of_tables(&self, level: &Level, mistakes: &mut Vec<Mistake>) {
        let idle = level.except.iter().filter(|pattern| self.matched(pattern).next().is_none());
        mistakes.extend(idle.cloned().map(Mistake::UnknownException));
        for (pattern, column) in &level.tables {
            let tables = self.matched(pattern).filter(|relation| !relation.kind.is_view());
            let mut tables = tables.peekable();
            if tables.peek().is_none() {
                mistakes.push(Mistake::UnknownTable(pattern.clone()));
            }
            if tables.any(|relation| relation.attribute(column).is_none()) {
                let (table, column) = (pattern.clone(), column.clone());
                mistakes.push(Mistake::UnknownColumnOf { table, column });
            }
        }
    }

    fn matched<'s>(&'s self, pattern: &'s str) -> impl Iterator<Item = &'c Relation> + 's {
        self.catalog.relations.iter().filter(|relation| relation.name.matches(pattern))
    }
}

fn is_matched(name: &QualifiedName, patterns: &[String]) -> bool {
    patterns.iter().any(|pattern| name.matches(pattern))
}

/// The name with its schema counts before the one without, and both before patterns. What is said of a
/// partitioned table goes for its partitions.
fn column_name<'c>(catalog: &'c Catalog, level: &'c Level, relation: &'c Relation) -> &'c str {
    let Level { column, tables, .. } = level;
    let name = &relation.name;
    let named = tables.get(&name.to_string()).or_else(|| tables.get(&name.name));
    let matched = || tables.iter().find(|(pattern, _)| name.matches(pattern));
    if let Some(other) = named.or_else(|| matched().map(|(_, column)| column)) {
        return other;
    }
    let whole = relation.partition_of.as_ref().and_then(|whole| catalog.find_relation(whole));
    whole.map_or(column, |whole| column_name(catalog, level, whole))
}

/// Whether the server takes it as the name of a setting of the user's own.
fn is_setting(name: &str) -> bool {
    let is_name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    name.contains('.') && name.split('.').all(is_name)
}
