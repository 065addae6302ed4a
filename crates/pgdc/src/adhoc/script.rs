//! Several statements at once.

use tokio_postgres::{SimpleQueryMessage, SimpleQueryRow};

use crate::error::Result;
use crate::link::Link;
use crate::raw::SqlText;
use crate::sql::Sql;

/// Sends statements without values, and waits for all of them.
pub(crate) async fn run(link: Link<'_>, text: SqlText) -> Result<()> {
    let held = link.hold().await?;
    let mut sql = Sql::new();
    sql.push(text.as_str());
    let mut trace = held.trace(&sql);
    let done = held.in_time(held.client().batch_execute(sql.text())).await;
    match &done {
        Ok(()) => trace.ended(0),
        Err(error) => trace.failed(error),
    }
    done
}

/// The same; and the rows of all of them, as text.
pub(crate) async fn rows(link: Link<'_>, text: SqlText) -> Result<Vec<SimpleQueryRow>> {
    let held = link.hold().await?;
    let mut sql = Sql::new();
    sql.push(text.as_str());
    let mut trace = held.trace(&sql);
    let done = held.in_time(held.client().simple_query(sql.text())).await;
    let messages = done.inspect_err(|error| trace.failed(error))?;
    let rows = messages.into_iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    let rows: Vec<SimpleQueryRow> = rows.collect();
    trace.ended(rows.len() as u64);
    Ok(rows)
}
