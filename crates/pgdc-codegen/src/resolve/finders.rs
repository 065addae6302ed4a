//! Unique indexes as ways to a row, and as what an upsert can go by.

use pgdc_catalog::{Index, Relation};
use pgdc_ddl::sql::{Ident, qualified};

use super::docs;
use crate::ident::{Names, constant_name, value_name};
use crate::model::{self, Arbiter, Finder};

/// The functions that find a row by the columns of a unique index other than that of the primary key. What the
/// handle is narrowed by need not be given, so that a key with such a part counts too.
pub(super) fn finders(
    relation: &Relation,
    resolved: &model::Relation,
    methods: &mut Names,
) -> Vec<Finder> {
    let key = relation.primary_key().map(|key| key.name.as_str());
    let key_in_scope = resolved
        .key
        .as_ref()
        .is_some_and(|key| key.columns.iter().any(|at| resolved.columns[*at].in_scope));
    let is_other =
        |index: &&Index| key_in_scope || index.constraint.as_deref() != key || key.is_none();
    let finder = |index: &Index| {
        let place = |name: &String| relation.attributes.iter().position(|a| a.name == *name);
        let columns = index.keys.iter().map(|key| place(key.column.as_ref()?));
        let mut columns = columns.collect::<Option<Vec<_>>>()?;
        let all = columns.len();
        columns.retain(|at| !resolved.columns[*at].in_scope);
        if columns.is_empty() {
            return None;
        }
        let handle = if columns.len() < all { ", among those of the handle" } else { "" };
        let fields = columns.iter().map(|at| resolved.columns[*at].field.to_string());
        let fields: Vec<String> =
            fields.map(|field| field.trim_start_matches("r#").to_owned()).collect();
        let function = methods.take(&value_name(&format!("by_{}", fields.join("_and_"))));
        Some(Finder {
            function,
            doc: format!("{}{handle}.", docs::unique_index(index, docs::code)),
            columns,
            predicate: index.predicate.clone(),
        })
    };
    unique(relation).filter(is_other).filter_map(finder).collect()
}

/// The unique indexes that belong to no constraint, by which `ON CONFLICT` knows them: their keys and
/// predicate (PostgreSQL manual, INSERT, "ON CONFLICT Clause").
pub(super) fn arbiters(relation: &Relation, constants: &mut Names) -> Vec<Arbiter> {
    let bare = unique(relation).filter(|index| index.constraint.is_none());
    bare.map(|index| Arbiter {
        constant: constants.take(&format!("ON_{}", constant_name(&index.name))),
        doc: format!("{}.", docs::unique_index(index, docs::code)),
        elements: elements(index),
        predicate: index.predicate.clone(),
    })
    .collect()
}

fn unique(relation: &Relation) -> impl Iterator<Item = &Index> {
    relation.indexes.iter().filter(|index| index.unique && index.immediate && index.valid)
}

/// The keys of the index as SQL, with the collations and operator classes that tell it from another.
fn elements(index: &Index) -> String {
    let element = |key: &pgdc_catalog::IndexKey| {
        let column = key.column.as_deref().map(|column| Ident(column).to_string());
        let mut element = column.or(key.expression.clone()).unwrap_or_default();
        if let Some(collation) = &key.collation {
            element.push_str(&format!(" COLLATE {}", qualified(collation)));
        }
        if let Some(class) = &key.operator_class {
            element.push_str(&format!(" {}", qualified(class)));
        }
        element
    };
    index.keys.iter().map(element).collect::<Vec<_>>().join(", ")
}
