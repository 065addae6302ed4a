//! What a declared scope says of the relations that are generated, checked.

use std::collections::{BTreeMap, BTreeSet};

use pgdc_catalog::{
    Attribute, Catalog, ConstraintKind, ForeignKey, QualifiedName, Relation, Schema, TypeKind,
    TypeRef,
};
use pgdc_scope::Division;

use crate::{Config, Mistake, Refused};

/// The declared scope of a module; without levels where none is declared.
#[derive(Default)]
pub(crate) struct Scoping {
    /// The outer level first.
    pub(crate) levels: Vec<Level>,
    /// Whether handles see to it that what a row references is in the scope.
    pub(crate) checks_parents: bool,
    access: BTreeMap<QualifiedName, Access>,
    /// The columns that hold the value of a level: those that scope relations, and those that foreign keys
    /// join to them.
    ids: BTreeMap<(QualifiedName, String), usize>,
}

/// A column of the scope.
pub(crate) struct Level {
    pub(crate) column: String,
    /// The setting that tells the server whose rows a handle is for.
    pub(crate) guard: Option<String>,
}

/// The way to the rows of a relation.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) enum Access {
    /// No scope is declared.
    #[default]
    Open,
    /// All tenants share it.
    Shared,
    /// By handles of the scope alone: each level with the column that it goes by.
    Scoped(Vec<(usize, String)>),
}

impl Access {
    /// Whether the column is one that handles go by.
    pub(crate) fn goes_by(&self, column: &str) -> bool {
        matches!(self, Access::Scoped(columns) if columns.iter().any(|(_, own)| own == column))
    }
}

type Column<'c> = (&'c QualifiedName, &'c str);

impl Scoping {
    /// # Errors
    /// The declaration does not fit the catalog, or leaves a relation without a way to it: every mistake.
    pub(crate) fn new(
        config: &Config,
        catalog: &Catalog,
        selected: &[(&Schema, Vec<&Relation>)],
    ) -> Result<Self, Refused> {
        let Some(scope) = &config.scope else { return Ok(Scoping::default()) };
        let division = Division::new(catalog, scope).map_err(|refused| Refused {
            mistakes: refused.mistakes.into_iter().map(Mistake::Scope).collect(),
        })?;
        let relations: Vec<&Relation> =
            selected.iter().flat_map(|(_, relations)| relations).copied().collect();
        let mut mistakes = Vec::new();
        let mut access = BTreeMap::new();
        for relation in &relations {
            match access_of(&division, relation) {
                Some(found) => drop(access.insert(relation.name.clone(), found)),
                None => mistakes.push(Mistake::NotScoped {
                    relation: relation.name.clone(),
                    column: division.column_name(0, relation).to_owned(),
                }),
            }
        }
        let ids = ids(&relations, &access);
        for (at, level) in scope.levels().enumerate() {
            let of_level = ids.iter().filter(|(_, level)| **level == at).map(|(column, _)| *column);
            mistakes.extend(mixed_types(catalog, &level.column, of_level));
        }
        for (relation, column) in ids.keys() {
            let key = [&relation.name, *column].map(ToOwned::to_owned).join(".");
            if config.columns.contains_key(&key)
                || config.columns.contains_key(&format!("{relation}.{column}"))
            {
                mistakes.push(Mistake::TypeOfScope { key });
            }
        }
        if !mistakes.is_empty() {
            return Err(Refused { mistakes });
        }
        let level = |level: &pgdc_scope::Level| Level {
            column: level.column.clone(),
            guard: scope.is_guarded.then(|| level.setting.clone()),
        };
        let owned = |((relation, column), level): (Column<'_>, usize)| {
            ((relation.clone(), column.to_owned()), level)
        };
        let ids = ids.into_iter().map(owned).collect();
        let levels = scope.levels().map(level).collect();
        Ok(Scoping { levels, checks_parents: scope.checks_parents, access, ids })
    }

    /// The way to the rows of the relation.
    pub(crate) fn access(&self, relation: &QualifiedName) -> Access {
        self.access.get(relation).cloned().unwrap_or_default()
    }

    /// The level whose value the column holds.
    pub(crate) fn level(&self, relation: &QualifiedName, column: &str) -> Option<usize> {
        if self.ids.is_empty() {
            return None;
        }
        self.ids.get(&(relation.clone(), column.to_owned())).copied()
    }

    /// A column that holds the value of the level.
    pub(crate) fn example(&self, level: usize) -> Option<(&QualifiedName, &str)> {
        let mut columns = self.ids.iter().filter(|(_, of)| **of == level);
        columns.next().map(|((relation, column), _)| (relation, column.as_str()))
    }
}

fn access_of(division: &Division<'_>, relation: &Relation) -> Option<Access> {
    if division.is_shared(&relation.name) {
        return Some(Access::Shared);
    }
    division.column(0, &relation.name)?;
    let columns = division.columns(&relation.name);
    Some(Access::Scoped(columns.map(|(at, _, column)| (at, column.name.clone())).collect()))
}

/// The columns that hold a level's value, in any number of steps over foreign keys, either way.
fn ids<'c>(
    relations: &[&'c Relation],
    access: &BTreeMap<QualifiedName, Access>,
) -> BTreeMap<Column<'c>, usize> {
    let mut ids = BTreeMap::new();
    for relation in relations {
        let Some(Access::Scoped(columns)) = access.get(&relation.name) else { continue };
        for (level, column) in columns {
            let attribute = relation.attribute(column).map(|attribute| attribute.name.as_str());
            ids.extend(attribute.map(|name| ((&relation.name, name), *level)));
        }
    }
    let pairs: Vec<[Column<'c>; 2]> =
        relations.iter().flat_map(|relation| pairs(relations, relation)).collect();
    loop {
        let known = ids.len();
        for [a, b] in &pairs {
            for (from, to) in [(a, b), (b, a)] {
                if let Some(level) = ids.get(from).copied() {
                    ids.entry(*to).or_insert(level);
                }
            }
        }
        if ids.len() == known {
            return ids;
        }
    }
}

/// The columns that the relation's foreign keys join, where they are of one type.
fn pairs<'c>(relations: &[&'c Relation], child: &'c Relation) -> Vec<[Column<'c>; 2]> {
    let mut pairs = Vec::new();
    for constraint in &child.constraints {
        let ConstraintKind::ForeignKey(ForeignKey { table, columns, .. }) = &constraint.kind else {
            continue;
        };
        let Some(parent) = relations.iter().find(|relation| relation.name == *table) else {
            continue;
        };
        for (own, other) in constraint.columns.iter().zip(columns) {
            let (Some(a), Some(b)) = (child.attribute(own), parent.attribute(other)) else {
                continue;
            };
            if a.type_ref.name == b.type_ref.name {
                pairs.push([(&child.name, a.name.as_str()), (&parent.name, b.name.as_str())]);
            }
        }
    }
    pairs
}

/// The value of a level has one type.
fn mixed_types<'c>(
    catalog: &'c Catalog,
    column: &str,
    of_level: impl Iterator<Item = Column<'c>>,
) -> Option<Mistake> {
    let attribute = |(relation, column): Column<'c>| -> Option<&'c Attribute> {
        catalog.find_relation(relation)?.attribute(column)
    };
    let mut kinds = BTreeSet::new();
    let mut types = BTreeSet::new();
    for (place, attribute) in of_level.filter_map(|column| Some((column, attribute(column)?))) {
        if kinds.insert(kind(catalog, &attribute.type_ref)) {
            types.insert(format!("{} in {}", attribute.type_ref.sql, place.0));
        }
    }
    let types = types.into_iter().collect();
    (kinds.len() > 1).then(|| Mistake::MixedScope { column: column.to_owned(), types })
}

/// What the type is in the end, and to Rust: every sort of text is one.
fn kind(catalog: &Catalog, used: &TypeRef) -> (String, u32) {
    let found = catalog.find_type(&used.name);
    if let Some(TypeKind::Domain { base, .. }) = found.map(|found| &found.kind)
        && used.dimensions == 0
    {
        return kind(catalog, base);
    }
    let name = match (used.name.schema.as_str(), used.name.name.as_str()) {
        ("pg_catalog", "varchar" | "bpchar" | "text") => "text".to_owned(),
        _ => used.name.to_string(),
    };
    (name, used.dimensions)
}
