use std::collections::HashMap;

use pgdc_catalog::{Index, IndexKey, QualifiedName};

use crate::Error;
use crate::query::{Columns, FromColumns, Query};
use crate::relations::Relations;

pub(crate) struct IndexRow {
    relation: u32,
    oid: u32,
    name: String,
    method: String,
    predicate: Option<String>,
    unique: bool,
    nulls_not_distinct: bool,
    immediate: bool,
    valid: bool,
    options: Vec<String>,
    constraint: Option<String>,
    comment: Option<String>,
}

impl FromColumns for IndexRow {
    const QUERY: Query = Query { what: "indexes", sql: include_str!("queries/indexes.sql") };

    fn from_columns(columns: &mut Columns<'_>) -> Result<Self, Error> {
        Ok(IndexRow {
            relation: columns.take()?,
            oid: columns.take()?,
            name: columns.take()?,
            method: columns.take()?,
            predicate: columns.take()?,
            unique: columns.take()?,
            nulls_not_distinct: columns.take()?,
            immediate: columns.take()?,
            valid: columns.take()?,
            options: columns.take()?,
            constraint: columns.take()?,
            comment: columns.take()?,
        })
    }
}

/// A key of an index or one of its `INCLUDE` columns.
pub(crate) struct IndexKeyRow {
    index: u32,
    included: bool,
    column: Option<String>,
    expression: Option<String>,
    collation: Option<QualifiedName>,
    operator_class: Option<QualifiedName>,
    class_options: Vec<String>,
    descending: bool,
    nulls_first: bool,
}

impl FromColumns for IndexKeyRow {
    const QUERY: Query = Query { what: "index keys", sql: include_str!("queries/index_keys.sql") };

    fn from_columns(columns: &mut Columns<'_>) -> Result<Self, Error> {
        Ok(IndexKeyRow {
            index: columns.take()?,
            included: columns.take()?,
            column: columns.take()?,
            expression: columns.take()?,
            collation: columns.take_name()?,
            operator_class: columns.take_name()?,
            class_options: columns.take()?,
            descending: columns.take()?,
            nulls_first: columns.take()?,
        })
    }
}

/// Gives each relation its indexes; `keys` are in the order of the indexes' keys.
pub(crate) fn attach(
    rows: Vec<IndexRow>,
    keys: Vec<IndexKeyRow>,
    relations: &mut Relations,
) -> Result<(), Error> {
    let mut keys_of: HashMap<u32, Vec<IndexKeyRow>> = HashMap::with_capacity(rows.len());
    for key in keys {
        keys_of.entry(key.index).or_default().push(key);
    }
    for row in rows {
        if let Some(relation) = relations.get_mut(row.relation) {
            let keys = keys_of.remove(&row.oid).unwrap_or_default();
            relation.indexes.push(index(row, keys));
        }
    }
    Ok(())
}

fn index(row: IndexRow, keys: Vec<IndexKeyRow>) -> Index {
    let (included, keys): (Vec<_>, Vec<_>) = keys.into_iter().partition(|key| key.included);
    Index {
        name: row.name,
        method: row.method,
        keys: keys.into_iter().map(index_key).collect(),
        include: included.into_iter().filter_map(|key| key.column).collect(),
        predicate: row.predicate,
        unique: row.unique,
        nulls_not_distinct: row.nulls_not_distinct,
        immediate: row.immediate,
        valid: row.valid,
        options: row.options,
        constraint: row.constraint,
        comment: row.comment,
    }
}

fn index_key(row: IndexKeyRow) -> IndexKey {
    IndexKey {
        column: row.column,
        expression: row.expression,
        collation: row.collation,
        operator_class: row.operator_class,
        class_options: row.class_options,
        descending: row.descending,
        nulls_first: row.nulls_first,
    }
}
