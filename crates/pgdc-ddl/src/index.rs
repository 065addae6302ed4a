//! Indexes, but for those of constraints.

use pgdc_catalog::{Index, IndexKey, QualifiedName, Relation};

use crate::comment;
use crate::sql::{Ident, collate, list, qualified, settings, with};
use crate::step::{Owner, Step};

/// The indexes that no constraint makes, and the comments on all.
pub(crate) fn create(relation: &Relation) -> Vec<Step> {
    let owner = Owner::Relation(relation.name.clone());
    let steps = relation.indexes.iter().filter(|index| index.valid).flat_map(|index| {
        let name = QualifiedName::new(&relation.name.schema, &index.name);
        let create = index.constraint.is_none().then(|| Step {
            object: format!("index {}", name),
            owner: owner.clone(),
            sql: definition(relation, index),
        });
        let comment = index
            .comment
            .iter()
            .map(|text| comment::step(&owner, "INDEX", &qualified(&name), &name, text));
        create.into_iter().chain(comment).collect::<Vec<_>>()
    });
    steps.collect()
}

fn definition(relation: &Relation, index: &Index) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let keys: Vec<String> = index.keys.iter().map(key).collect();
    let nulls = if index.nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
    let predicate = index.predicate.as_ref().map(|sql| format!(" WHERE {sql}"));
    format!(
        "CREATE {unique}INDEX {} ON {} USING {} ({}){}{nulls}{}{}",
        Ident(&index.name),
        qualified(&relation.name),
        Ident(&index.method),
        keys.join(", "),
        include(index),
        with(&index.options),
        predicate.unwrap_or_default(),
    )
}

fn key(key: &IndexKey) -> String {
    let column = key.column.as_ref().map(|column| Ident(column).to_string());
    let mut sql = column.or_else(|| key.expression.clone()).unwrap_or_default();
    sql.push_str(&collate(key.collation.as_ref()));
    if let Some(class) = &key.operator_class {
        sql.push_str(&format!(" {}", qualified(class)));
        if !key.class_options.is_empty() {
            sql.push_str(&format!(" ({})", settings(&key.class_options, " = ")));
        }
    }
    sql.push_str(if key.descending { " DESC" } else { "" });
    // Where it is not what the direction brings.
    sql.push_str(match (key.descending, key.nulls_first) {
        (false, true) => " NULLS FIRST",
        (true, false) => " NULLS LAST",
        _ => "",
    });
    sql
}

/// ` INCLUDE ("a", "b")`, where there are any.
pub(crate) fn include(index: &Index) -> String {
    match index.include.is_empty() {
        true => String::new(),
        false => format!(" INCLUDE ({})", list(&index.include)),
    }
}
