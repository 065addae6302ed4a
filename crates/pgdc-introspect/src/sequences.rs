use pgdc_catalog::{OwnedBy, QualifiedName, Sequence};

use crate::Error;
use crate::query::{Columns, FromColumns, Query};

pub(crate) struct SequenceRow {
    schema: String,
    name: String,
    data_type: String,
    start: i64,
    increment: i64,
    min: i64,
    max: i64,
    cache: i64,
    cycle: bool,
    comment: Option<String>,
    owner_table: Option<QualifiedName>,
    owner_column: Option<String>,
    identity: bool,
}

impl FromColumns for SequenceRow {
    const QUERY: Query = Query { what: "sequences", sql: include_str!("queries/sequences.sql") };

    fn from_columns(columns: &mut Columns<'_>) -> Result<Self, Error> {
        Ok(SequenceRow {
            schema: columns.take()?,
            name: columns.take()?,
            data_type: columns.take()?,
            start: columns.take()?,
            increment: columns.take()?,
            min: columns.take()?,
            max: columns.take()?,
            cache: columns.take()?,
            cycle: columns.take()?,
            comment: columns.take()?,
            owner_table: columns.take_name()?,
            owner_column: columns.take()?,
            identity: columns.take()?,
        })
    }
}

pub(crate) fn list(rows: Vec<SequenceRow>) -> Vec<Sequence> {
    rows.into_iter().map(sequence).collect()
}

fn sequence(row: SequenceRow) -> Sequence {
    let identity = row.identity;
    Sequence {
        name: QualifiedName::new(row.schema, row.name),
        data_type: row.data_type,
        start: row.start,
        increment: row.increment,
        min: row.min,
        max: row.max,
        cache: row.cache,
        cycle: row.cycle,
        owned_by: row.owner_table.zip(row.owner_column).map(|(table, column)| OwnedBy {
            table,
            column,
            identity,
        }),
        comment: row.comment,
    }
}
