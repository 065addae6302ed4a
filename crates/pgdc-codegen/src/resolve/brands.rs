//! Types of keys: which columns hold an `AlbumId` instead of an `i32`.

use std::collections::{BTreeMap, BTreeSet};

use pgdc_catalog::{Attribute, Catalog, ConstraintKind, ForeignKey, QualifiedName, Relation};

use super::layout::{Layout, brand};
use super::scopes::LevelNames;
use super::types::Place;
use super::{Selected, made};
use crate::ident::ident;
use crate::overrides::Overrides;

/// The key of a relation has a type of its own where it is one column, of a type that PostgreSQL or an
/// extension made. Columns that reference it share the type, in any number of steps.
#[derive(Default)]
pub(super) struct Brands {
    /// The type of each relation's key.
    places: BTreeMap<QualifiedName, Place>,
    /// For each column, by relation and name, the relation whose key it holds.
    owners: BTreeMap<(QualifiedName, String), QualifiedName>,
}

impl Brands {
    pub(super) fn new(
        catalog: &Catalog,
        selected: &Selected<'_>,
        layout: &Layout<'_>,
        overrides: &Overrides,
        scope_names: &[LevelNames],
    ) -> Self {
        let relations = selected.iter().flat_map(|(_, relations)| relations);
        let relations = relations.map(|relation| (&relation.name, *relation)).collect();
        let keys = Keys { catalog, relations, overrides };
        let mut brands = Brands::default();
        for relation in keys.relations.values() {
            for attribute in &relation.attributes {
                let Some(owner) = keys.owner(relation, &attribute.name) else { continue };
                let column = (relation.name.clone(), attribute.name.clone());
                brands.owners.insert(column, owner.name.clone());
            }
        }
        for (home, part) in layout.parts.iter().enumerate() {
            for (relation, resolved) in part.relations.iter().zip(&part.module.relations) {
                let name = brand(&resolved.row.to_string());
                // The key of the tenants' table is what the scope's values are already.
                if scope_names.iter().any(|names| names.types().contains(&name)) {
                    continue;
                }
                let place = Place { home, module: part.module.name.clone(), ident: ident(&name) };
                brands.places.insert(relation.name.clone(), place);
            }
        }
        brands
    }

    /// The type of the key that the column holds.
    pub(super) fn of_column(&self, relation: &QualifiedName, column: &str) -> Option<&Place> {
        let owner = self.owners.get(&(relation.clone(), column.to_owned()))?;
        self.places.get(owner)
    }

    /// The type of the relation's own key, where it does not hold another relation's.
    pub(super) fn of_key(&self, relation: &Relation) -> Option<&Place> {
        let [column] = relation.primary_key()?.columns.as_slice() else { return None };
        let owner = self.owners.get(&(relation.name.clone(), column.clone()))?;
        (*owner == relation.name).then(|| self.places.get(owner)).flatten()
    }
}

/// The keys of the relations and the foreign keys between them.
struct Keys<'c> {
    catalog: &'c Catalog,
    relations: BTreeMap<&'c QualifiedName, &'c Relation>,
    overrides: &'c Overrides,
}

type Seen<'c> = BTreeSet<(&'c QualifiedName, &'c str)>;

impl<'c> Keys<'c> {
    /// The relation whose key the column holds: its own, or the one that foreign keys lead to.
    fn owner(&self, relation: &'c Relation, column: &'c str) -> Option<&'c Relation> {
        // Keys that reference each other are one type, so an owner is asked for its own owner.
        let mut found = self.lead(relation, column, &mut Seen::new())?;
        let mut cycle = BTreeMap::new();
        while cycle.insert(&found.name, found).is_none() {
            let key = found.primary_key()?.columns.first()?;
            found = self.lead(found, key, &mut Seen::new())?;
        }
        cycle.into_values().next()
    }

    fn lead(
        &self,
        relation: &'c Relation,
        column: &'c str,
        seen: &mut Seen<'c>,
    ) -> Option<&'c Relation> {
        if !seen.insert((&relation.name, column)) {
            return None;
        }
        let attribute = relation.attribute(column)?;
        for (target, referenced) in self.references(relation, column) {
            // The type is shared only where it holds the same values.
            let is_same = |other: &Attribute| other.type_ref.name == attribute.type_ref.name;
            if target.attribute(referenced).is_some_and(is_same)
                && let Some(owner) = self.lead(target, referenced, seen)
            {
                return Some(owner);
            }
        }
        let is_key = relation.primary_key().is_some_and(|key| key.columns == [column]);
        (is_key && self.can_be_branded(relation, attribute)).then_some(relation)
    }

    /// What the foreign keys of the relation say that the column references.
    fn references(
        &self,
        relation: &'c Relation,
        column: &'c str,
    ) -> impl Iterator<Item = (&'c Relation, &'c str)> {
        let foreign_keys = relation.constraints.iter().filter_map(|constraint| {
            let ConstraintKind::ForeignKey(key) = &constraint.kind else { return None };
            Some((constraint, key))
        });
        foreign_keys.filter_map(move |(constraint, ForeignKey { table, columns, .. })| {
            let place = constraint.columns.iter().position(|name| name == column)?;
            Some((*self.relations.get(table)?, columns.get(place)?.as_str()))
        })
    }

    /// Enums, composite types and what the configuration asks for are types of their own already.
    fn can_be_branded(&self, relation: &Relation, attribute: &Attribute) -> bool {
        self.overrides.of_column(&relation.name, &attribute.name).is_none()
            && !made::is_made(self.catalog, &attribute.type_ref, self.overrides)
    }
}
