//! Rows by a cursor on the server, some at a time.

mod declared;

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::stream::{Stream, StreamExt as _};
use tokio_postgres::Column;

use crate::Relation;
use crate::error::{Error, Kind, Operation, Result};
use crate::link::Link;
use crate::observe::Trace;
use crate::sql::Sql;
use declared::{Batch, Declared};

pub(crate) use declared::CursorName;

/// The rows of a query that a transaction reads by a cursor on the server: some at a time, when they are asked for.
/// Made by [`Query::cursor`](crate::Query::cursor), [`Selection::cursor`](crate::Selection::cursor) and
/// [`SqlStatement::cursor`](crate::SqlStatement::cursor).
///
/// Rows come from the server in batches of the size that it was made with. As a [`Stream`] it asks for the next
/// batch while one is read, so that at most two are in memory. Methods can be mixed; a future that is dropped loses
/// no row. Dropped, the cursor is closed, and the transaction goes on.
pub struct Cursor<'e, T> {
    /// Rows that were read and not given yet.
    rows: VecDeque<tokio_postgres::Row>,
    /// The next batch on its way.
    asked: Option<Asked<'e>>,
    /// Whether the server has given its last row.
    is_over: bool,
    /// Why a batch did not come, told after the rows before it.
    failure: Option<Error>,
    decode: Decode<'e, T>,
    relation: Option<&'static Relation>,
    trace: Trace<'e>,
    declared: Arc<Declared<'e>>,
}

type Asked<'e> = Pin<Box<dyn Future<Output = Result<Batch>> + Send + 'e>>;

/// Makes a value of a row.
pub(crate) type Decode<'e, T> = Box<dyn Fn(tokio_postgres::Row) -> Result<T> + Send + Sync + 'e>;

impl<'e, T> Cursor<'e, T> {
    /// Sends `DECLARE`, and finds out what its rows are.
    pub(crate) async fn open(
        link: Link<'e>,
        sql: &Sql<'_>,
        name: &CursorName,
        prefetch: u32,
        decode: impl FnOnce(&[Column]) -> Result<Decode<'e, T>>,
    ) -> Result<Self> {
        if !link.is_transaction() {
            return Err(Error::new(Kind::CursorOutside));
        }
        if !sql.guards.is_empty() {
            return Err(Error::new(Kind::GuardedCursor));
        }
        let held = link.hold().await?;
        let mut trace = held.trace(sql);
        let declared = match Declared::new(held, sql, name, prefetch.max(1)).await {
            Ok(declared) => declared,
            Err(error) => {
                trace.failed(&error);
                return Err(error);
            }
        };
        Ok(Cursor {
            rows: VecDeque::new(),
            asked: None,
            is_over: false,
            failure: None,
            decode: decode(declared.columns())?,
            relation: sql.about.map(|(_, relation)| relation),
            trace,
            declared: Arc::new(declared),
        })
    }

    /// The next `count` rows, or as many as there are.
    ///
    /// # Errors
    /// The server's, or a value that does not fit its field.
    pub async fn fetch(&mut self, count: usize) -> Result<Vec<T>> {
        self.read(count).await?;
        let found = count.min(self.rows.len());
        self.rows.drain(..found).map(&self.decode).collect::<Result<_>>().map_err(|e| self.at(e))
    }

    /// The next row; none after the last.
    ///
    /// # Errors
    /// As [`fetch`](Cursor::fetch).
    pub async fn fetch_one(&mut self) -> Result<Option<T>> {
        self.read(1).await?;
        let row = self.rows.pop_front();
        row.map(&self.decode).transpose().map_err(|error| self.at(error))
    }

    /// The next row of the stream, as [`fetch_one`](Cursor::fetch_one); the batch after it is asked for meanwhile.
    ///
    /// # Errors
    /// As [`fetch`](Cursor::fetch).
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        self.next().await.transpose()
    }

    /// Passes over `count` rows, which the server does not send, and tells how many there were.
    ///
    /// # Errors
    /// The server's.
    pub async fn forward(&mut self, count: u64) -> Result<u64> {
        // What is on its way is behind the cursor's place already.
        if self.asked.is_some() {
            self.receive().await?;
        }
        let known = self.rows.len().min(usize::try_from(count).unwrap_or(usize::MAX));
        self.rows.drain(..known);
        let mut passed = known as u64;
        if passed < count && !self.is_over {
            let moved = self.declared.pass(count - passed).await;
            passed += moved.map_err(|error| self.failed(error))?;
            self.is_over = passed < count;
        }
        Ok(passed)
    }

    /// Reads batches until there are so many rows, or no more.
    async fn read(&mut self, count: usize) -> Result<()> {
        while self.rows.len() < count && !self.is_over {
            self.receive().await?;
        }
        match self.failure.take_if(|_| self.rows.len() < count) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// Waits for the batch on its way, or for a new one.
    async fn receive(&mut self) -> Result<()> {
        let asked = self.asked.get_or_insert_with(|| Box::pin(Arc::clone(&self.declared).fetch()));
        let batch = asked.as_mut().await;
        self.take(batch)
    }

    fn take(&mut self, batch: Result<Batch>) -> Result<()> {
        self.asked = None;
        let batch = batch.map_err(|error| self.failed(error))?;
        self.is_over = batch.is_last;
        batch.rows.iter().for_each(|_| self.trace.row());
        self.rows.extend(batch.rows);
        if self.is_over {
            self.trace.ended(0);
        }
        Ok(())
    }

    /// After an error the transaction has failed, and there is nothing more to read.
    fn failed(&mut self, error: Error) -> Error {
        self.is_over = true;
        let error = self.at(error);
        self.trace.failed(&error);
        error
    }

    fn at(&self, error: Error) -> Error {
        match self.relation {
            Some(relation) => error.at(relation, Operation::Select),
            None => error,
        }
    }
}

impl<T> Stream for Cursor<'_, T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        let this = &mut *self;
        loop {
            if !this.is_over && this.rows.len() <= this.declared.batch() {
                let declared = &this.declared;
                let asked =
                    this.asked.get_or_insert_with(|| Box::pin(Arc::clone(declared).fetch()));
                if let Poll::Ready(batch) = asked.as_mut().poll(context) {
                    this.failure = this.take(batch).err();
                }
            }
            if let Some(row) = this.rows.pop_front() {
                let row = (this.decode)(row).map_err(|error| this.at(error));
                return Poll::Ready(Some(row));
            }
            if this.asked.is_some() {
                return Poll::Pending;
            }
            if this.is_over {
                return Poll::Ready(this.failure.take().map(Err));
            }
        }
    }
}

/// Nothing in it is pinned.
impl<T> Unpin for Cursor<'_, T> {}

impl<T> fmt::Debug for Cursor<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cursor").field("is_over", &self.is_over).finish_non_exhaustive()
    }
}
