//! Tables that inherit from others.

use pgdc_catalog::{Attribute, Catalog, Constraint, ConstraintKind, Relation};

use crate::sql::qualified;
use crate::step::{Owner, Step};

/// What `CREATE TABLE … INHERITS` gives a table by itself: its first columns, and checks.
pub(crate) struct Inherited<'c> {
    parents: Vec<&'c Relation>,
    /// How many columns come from the parents; they are the first.
    pub(crate) columns: usize,
}

impl<'c> Inherited<'c> {
    /// None where the table has not just the parents' columns first, in their order, as they are there. Such a table is
    /// made with all its columns, and then told to inherit.
    pub(crate) fn of(catalog: &'c Catalog, relation: &Relation) -> Option<Self> {
        let parents = relation.inherits.iter().map(|parent| catalog.find_relation(parent));
        let parents: Vec<&Relation> = parents.collect::<Option<_>>()?;
        let mut merged: Vec<&Attribute> = Vec::new();
        for column in parents.iter().flat_map(|parent| &parent.attributes) {
            match merged.iter().find(|other| other.name == column.name) {
                Some(other) if !is_alike(other, column) => return None,
                Some(_) => {}
                None => merged.push(column),
            }
        }
        let own = relation.attributes.get(..merged.len())?;
        let is_plain = own.iter().zip(&merged).all(|(own, inherited)| {
            own.name == inherited.name && is_alike(own, inherited) && own.identity.is_none()
        });
        (is_plain && !parents.is_empty()).then_some(Inherited { parents, columns: merged.len() })
    }

    /// Whether a parent has the check, and hands it on.
    pub(crate) fn has(&self, constraint: &Constraint) -> bool {
        let checks = self.parents.iter().flat_map(|parent| &parent.constraints);
        matches!(constraint.kind, ConstraintKind::Check(_))
            && checks.into_iter().any(|other| other.name == constraint.name && !other.no_inherit)
    }

    /// ` INHERITS ("public"."base")`.
    pub(crate) fn clause(&self) -> String {
        let names: Vec<String> =
            self.parents.iter().map(|parent| qualified(&parent.name)).collect();
        format!(" INHERITS ({})", names.join(", "))
    }
}

/// Whether the one column can be the other, inherited.
fn is_alike(a: &Attribute, b: &Attribute) -> bool {
    a.default == b.default && a.generated == b.generated && a.not_null == b.not_null
}

/// For a table that was made with all its columns.
pub(crate) fn afterwards(relation: &Relation) -> impl Iterator<Item = Step> {
    relation.inherits.iter().map(|parent| Step {
        object: format!("inheritance of {} from {parent}", relation.name),
        owner: Owner::Relation(relation.name.clone()),
        sql: format!(
            "ALTER {} {} INHERIT {}",
            crate::table::noun(relation.kind),
            qualified(&relation.name),
            qualified(parent)
        ),
    })
}
