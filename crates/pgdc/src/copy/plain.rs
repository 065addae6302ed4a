//! Rows of an insert by `COPY`, where nobody could tell the difference but by the time it takes.

use bytes::Bytes;
use futures_util::future::try_join;
use tokio_postgres::SimpleQueryMessage;
use tokio_postgres::types::Type;

use super::encode::{Encoder, check_columns};
use super::inflow::{Inflow, row_of};
use crate::RelationKind;
use crate::error::{Error, Operation, Result};
use crate::link::{Held, Link};
use crate::render::{Statement, Target, copied, render};
use crate::values::Columns;

/// From so many rows on, what COPY saves is more than the round trips that it takes besides.
const ENOUGH: usize = 500;

/// Inserts `rows` rows, which `row` gives by their places, and returns how many were written; or None where they
/// are to be inserted by `INSERT`, and nothing was done: for the relation is no plain table (see `copy_allowed`), the
/// handle checks parents or tells the server its scope, there is a time limit, or a row has other columns or values
/// that COPY does not take. Nothing is sent before all rows are known to be right.
///
/// # Errors
/// The server's, as `INSERT` would have them; those of rows say which row it was.
pub(crate) async fn insert_by_copy<'v>(
    link: Link<'_>,
    target: Target<'v>,
    rows: usize,
    row: &(dyn Fn(usize) -> Columns<'v> + Sync),
) -> Result<Option<u64>> {
    let is_table =
        matches!(target.relation.kind, RelationKind::Table | RelationKind::PartitionedTable);
    if rows < ENOUGH || !is_table {
        return Ok(None);
    }
    // Whatever is wrong with a row, `INSERT` says it as ever.
    let Some(columns) = columns_of(target, row(0)) else { return Ok(None) };
    let Ok(copy) = render(target, Statement::CopyIn { columns: &columns }) else {
        return Ok(None);
    };
    let at = |error: Error| {
        let row = row_of(&error, target.relation.name);
        error.at(target.relation, Operation::Insert).at_row("row", row)
    };
    // Until all is sent and the end is told, nothing is written, however this fails.
    let begun = |error: Error| at(error.undone());
    let held = link.hold().await.map_err(begun)?;
    if held.has_limit() {
        return Ok(None);
    }
    let Some(types) = allowed(&held, target, &columns).await.map_err(begun)? else {
        return Ok(None);
    };
    let encoder = Encoder::new(target.relation, &columns, types);
    let Some(messages) = encoded(encoder, target, rows, row) else { return Ok(None) };
    let mut inflow = Inflow::open(held, &copy, true).await.map_err(begun)?;
    for message in messages {
        inflow.send(message).await.map_err(begun)?;
    }
    inflow.finish().await.map(Some).map_err(at)
}

/// The columns that a row sets, if COPY takes them.
fn columns_of<'v>(target: Target<'v>, mut row: Columns<'v>) -> Option<Vec<u16>> {
    copied(target, &mut row).ok()?;
    let columns: Vec<u16> = row.as_slice().iter().map(|(column, _)| *column).collect();
    check_columns(target.relation, &columns).ok()?;
    Some(columns)
}

/// The types of the columns, if COPY does what `INSERT` does.
///
/// # Errors
/// What the server would say to the insert.
async fn allowed(
    held: &Held<'_>,
    target: Target<'_>,
    columns: &[u16],
) -> Result<Option<Vec<Type>>> {
    let types = render(target, Statement::CopyTypes { columns })?;
    let question = render(target, Statement::CopyAllowed { columns })?;
    // Both are on their way at once. The question is first, so that its error is the one that is told.
    let refused = |error: tokio_postgres::Error| held.failed(error);
    let asked = async { held.client().simple_query(question.text()).await.map_err(refused) };
    let (answer, types) = try_join(asked, held.prepare(&types)).await?;
    let rows = answer.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    let is_allowed = rows.last().is_some_and(|row| row.get(0) == Some("t"));
    let types = || types.columns().iter().map(|column| column.type_().clone()).collect();
    Ok(is_allowed.then(types))
}

/// The messages for all rows; None where one is not as the first, or not right.
fn encoded<'v>(
    mut encoder: Encoder,
    target: Target<'v>,
    rows: usize,
    row: &dyn Fn(usize) -> Columns<'v>,
) -> Option<Vec<Bytes>> {
    let mut messages = Vec::new();
    for place in 0..rows {
        let mut row = row(place);
        copied(target, &mut row).ok()?;
        encoder.row(&row).ok()?;
        if encoder.is_full() {
            messages.push(encoder.take());
        }
    }
    messages.push(encoder.end());
    Some(messages)
}
