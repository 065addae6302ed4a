//! `COPY … FROM STDIN` under way.

use std::ops::Deref;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::SinkExt as _;
use tokio_postgres::{Client, CopyInSink};

use crate::error::{Error, Result};
use crate::link::Held;
use crate::observe::Trace;
use crate::sql::Sql;

/// A COPY that takes data. Dropped before its end, it writes nothing, and leaves the connection fit for use.
pub(crate) struct Inflow<'e> {
    sink: Pin<Box<CopyInSink<Bytes>>>,
    trace: Trace<'e>,
    held: Unsure<'e>,
}

impl<'e> Inflow<'e> {
    /// Sends the statement.
    ///
    /// # Errors
    /// The server's.
    pub(crate) async fn open(held: Held<'e>, sql: &Sql<'_>, is_binary: bool) -> Result<Self> {
        let mut trace = held.trace(sql);
        let mut held = Unsure { held: Some(held), is_settled: false };
        match held.client().copy_in(sql.text()).await {
            Ok(sink) => {
                // The server has read the header of binary data, and the Sync before it, when it answers.
                held.is_settled = is_binary;
                Ok(Inflow { sink: Box::pin(sink), trace, held })
            }
            Err(error) => Err(held.failed(error, &mut trace).await),
        }
    }

    /// Sends data; waits while the server is slower than the caller.
    pub(crate) async fn send(&mut self, data: Bytes) -> Result<()> {
        match self.sink.feed(data).await {
            Ok(()) => Ok(()),
            Err(error) => Err(self.held.failed(error, &mut self.trace).await),
        }
    }

    /// Says that this was all, and waits for the number of rows written.
    ///
    /// # Errors
    /// The server's, for any of the data; then nothing is written.
    pub(crate) async fn finish(mut self) -> Result<u64> {
        match self.sink.as_mut().finish().await {
            Ok(rows) => {
                self.held.is_settled = true;
                self.trace.ended(rows);
                Ok(rows)
            }
            Err(error) => Err(self.held.failed(error, &mut self.trace).await),
        }
    }
}

/// The row of which the server says that it failed: `COPY album, line 3, column title`.
pub(super) fn row_of(error: &Error, table: &str) -> Option<u64> {
    let context = error.as_db_error()?.where_()?;
    let named = context.lines().find_map(|line| line.strip_prefix("COPY ")?.strip_prefix(table));
    let number = named?.strip_prefix(", line ")?;
    let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    number[..digits].parse().ok()
}

/// A connection of which it may not be known how many answers are still to come.
///
/// tokio-postgres 0.7 ends each COPY by a second `Sync`. While rows go in, the server ignores the first one. Where
/// it refuses the COPY before it has read anything, it answers both, and the answer that is left over would be
/// taken for that of the next statement, whose own for that of the one after it: rows would reach the wrong
/// caller. So a COPY that failed is followed by a statement of which the answer tells. One that is dropped before it
/// is known costs a pool the connection; on a connection alone, what was asked before makes such a refusal unlikely,
/// but nothing more can be done.
struct Unsure<'e> {
    /// Until it is dropped.
    held: Option<Held<'e>>,
    is_settled: bool,
}

impl<'e> Deref for Unsure<'e> {
    type Target = Held<'e>;

    fn deref(&self) -> &Held<'e> {
        self.held.as_ref().expect("a connection is held until it is dropped")
    }
}

impl Unsure<'_> {
    /// The error of the COPY, told when the connection is in step again, or closed.
    async fn failed(&mut self, error: tokio_postgres::Error, trace: &mut Trace<'_>) -> Error {
        self.is_settled = false;
        settle(self.client()).await;
        self.is_settled = true;
        let error = Held::failed(self, error);
        trace.failed(&error);
        error
    }
}

impl Drop for Unsure<'_> {
    fn drop(&mut self) {
        if let Some(held) = self.held.take().filter(|_| !self.is_settled) {
            held.discard();
        }
    }
}

/// Waits until the connection is known to be in step. Where it is not, its driver gets the answer of the
/// statement for which nobody waits any more, and closes it.
async fn settle(client: &Client) {
    let is_in_step = match client.simple_query("SELECT").await {
        Ok(answer) => !answer.is_empty(),
        // In a transaction that failed.
        Err(error) => error.as_db_error().is_some(),
    };
    for _ in 0..CLOSING_MS {
        if is_in_step || client.is_closed() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// How long to wait for the driver, which has only to read what is on its way.
const CLOSING_MS: u32 = 2000;
