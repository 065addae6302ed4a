//! Views, materialized or not.

use pgdc_catalog::Relation;

use crate::sql::{Ident, qualified, with};
use crate::step::{Owner, Step};
use crate::{index, table};

/// The view with its defaults, indexes and comments; nothing where its query is not known.
pub(crate) fn create(view: &Relation) -> Vec<Step> {
    let Some(query) = &view.query else { return Vec::new() };
    let (noun, name) = (table::noun(view.kind), qualified(&view.name));
    let owner = Owner::Relation(view.name.clone());
    let options = with(&view.options);
    let create = Step {
        object: format!("{} {}", noun.to_lowercase(), view.name),
        owner: owner.clone(),
        sql: format!("CREATE {noun} {name}{options} AS\n{query}"),
    };
    let defaults = view.attributes.iter().filter_map(|column| {
        let (default, column) = (column.default.as_ref()?, &column.name);
        Some(Step {
            object: format!("default of {}.{column}", view.name),
            owner: owner.clone(),
            sql: format!("ALTER VIEW {name} ALTER COLUMN {} SET DEFAULT {default}", Ident(column)),
        })
    });
    let mut steps = vec![create];
    steps.extend(defaults);
    steps.extend(index::create(view));
    steps.extend(table::comments(view));
    steps
}
