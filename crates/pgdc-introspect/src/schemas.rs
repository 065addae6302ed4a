use std::collections::BTreeSet;

use pgdc_catalog::Schema;
use tokio_postgres::Transaction;
use tokio_postgres::types::Type;

use crate::query::{Columns, FromColumns, Query};
use crate::{Error, Selection};

pub(crate) struct SchemaRow {
    name: String,
    comment: Option<String>,
    has_relations: bool,
}

impl FromColumns for SchemaRow {
    const QUERY: Query = Query { what: "schemas", sql: include_str!("queries/schemas.sql") };

    fn from_columns(columns: &mut Columns<'_>) -> Result<Self, Error> {
        Ok(SchemaRow {
            name: columns.take()?,
            comment: columns.take()?,
            has_relations: columns.take()?,
        })
    }
}

/// Parts the schemas of the database into those asked for and the names of the others that hold
/// relations.
pub(crate) fn select(
    rows: Vec<SchemaRow>,
    selection: &Selection,
) -> Result<(Vec<Schema>, Vec<String>), Error> {
    let asked: BTreeSet<&String> = selection.schemas.iter().collect();
    let unknown: Vec<String> = asked
        .iter()
        .filter(|name| rows.iter().all(|row| row.name != ***name))
        .map(|name| (**name).clone())
        .collect();
    if !unknown.is_empty() {
        return Err(Error::unknown_schemas(
            unknown,
            rows.into_iter().map(|row| row.name).collect(),
        ));
    }
    let (wanted, others): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| asked.is_empty() || asked.contains(&row.name));
    let wanted = wanted.into_iter().map(|row| Schema { name: row.name, comment: row.comment });
    let others = others.into_iter().filter(|row| row.has_relations).map(|row| row.name);
    Ok((wanted.collect(), others.collect()))
}

/// Tells the other queries, for the transaction, which schemas to read.
pub(crate) async fn set_scope(
    transaction: &Transaction<'_>,
    schemas: &[Schema],
) -> Result<(), Error> {
    let names: Vec<&str> = schemas.iter().map(|schema| schema.name.as_str()).collect();
    transaction
        .query_typed(
            "select set_config('pgdc.schemas', $1::text, true)",
            &[(&names, Type::TEXT_ARRAY)],
        )
        .await
        .map_err(|source| Error::server("schemas", source))?;
    Ok(())
}
