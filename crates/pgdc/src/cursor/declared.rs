//! A cursor that was declared, which is closed exactly once.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::{FutureExt as _, TryStreamExt as _};
use tokio_postgres::{Column, Row, SimpleQueryMessage, Statement};

use crate::error::Result;
use crate::ident::Ident;
use crate::link::Held;
use crate::sql::Sql;

/// A name that no other cursor of the program has. Displays quoted.
#[derive(Clone, Debug)]
pub(crate) struct CursorName(String);

impl CursorName {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        CursorName(format!("pgdc_cursor_{}", NEXT.fetch_add(1, Ordering::Relaxed)))
    }
}

impl fmt::Display for CursorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ident(&self.0).fmt(f)
    }
}

/// A cursor on the server. Dropped, it is closed.
pub(super) struct Declared<'e> {
    held: Held<'e>,
    /// Whether there is anything to close.
    is_sent: bool,
    name: CursorName,
    /// `FETCH`, prepared; none before the cursor is there.
    fetch: Option<Statement>,
    batch: u32,
}

/// Some rows.
pub(super) struct Batch {
    pub(super) rows: Vec<Row>,
    /// Whether none come after them.
    pub(super) is_last: bool,
}

impl<'e> Declared<'e> {
    pub(super) async fn new(
        held: Held<'e>,
        sql: &Sql<'_>,
        name: &CursorName,
        batch: u32,
    ) -> Result<Self> {
        let declare = held.prepare(sql).await?;
        let mut declared = Declared { held, is_sent: true, name: name.clone(), fetch: None, batch };
        // It is on its way when this is polled for the first time, which is at once: dropped while it waits, it
        // has something to close.
        let rows = async {
            let client = declared.held.client();
            client.query_raw(&declare, sql.params()).await?.try_collect::<Vec<_>>().await
        };
        if let Err(error) = declared.held.in_time(rows).await {
            // A value that could not be encoded was not sent.
            declared.is_sent = error.as_db_error().is_some();
            return Err(error);
        }
        let fetch = format!("FETCH {batch} FROM {}", declared.name);
        let fetch = declared.held.client().prepare(&fetch).await;
        declared.fetch = Some(fetch.map_err(|error| declared.held.failed(error))?);
        Ok(declared)
    }

    pub(super) fn columns(&self) -> &[Column] {
        self.fetch.as_ref().map_or(&[], Statement::columns)
    }

    /// How many rows come at a time.
    pub(super) fn batch(&self) -> usize {
        usize::try_from(self.batch).unwrap_or(usize::MAX)
    }

    /// The next rows.
    pub(super) async fn fetch(self: Arc<Self>) -> Result<Batch> {
        let Some(fetch) = &self.fetch else {
            return Ok(Batch { rows: Vec::new(), is_last: true });
        };
        self.held.check()?;
        let no_values: [&str; 0] = [];
        let rows = async {
            self.held.client().query_raw(fetch, no_values).await?.try_collect::<Vec<_>>().await
        };
        let rows = self.held.in_time(rows).await?;
        Ok(Batch { is_last: rows.len() < self.batch(), rows })
    }

    /// Passes over rows; tells how many there were.
    pub(super) async fn pass(&self, count: u64) -> Result<u64> {
        self.held.check()?;
        let text = format!("MOVE {count} FROM {}", self.name);
        let answer = self.held.in_time(self.held.client().simple_query(&text)).await?;
        let passed = answer.iter().find_map(|message| match message {
            SimpleQueryMessage::CommandComplete(rows) => Some(*rows),
            _ => None,
        });
        Ok(passed.unwrap_or_default())
    }
}

impl Drop for Declared<'_> {
    fn drop(&mut self) {
        // It is gone with its transaction, after which the name would be an error.
        if self.is_sent && self.held.check().is_ok() {
            let close = format!("CLOSE {}", self.name);
            // On its way after the first poll; nobody waits for the answer.
            let _ = self.held.client().batch_execute(&close).now_or_never();
        }
    }
}
