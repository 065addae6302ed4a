//! The rows of a statement as they arrive.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Poll, ready};

use futures_util::{Stream as _, TryStreamExt as _};
use tokio_postgres::{Column, Row, RowStream, SimpleQueryStream, Statement};

use super::Lease;
use crate::connect::Allowance;
use crate::error::{Error, Result};
use crate::observe::Trace;

/// A statement whose rows are on their way.
pub(super) struct Started {
    pub(super) statement: Statement,
    pub(super) stream: RowStream,
    /// The answer to the `COMMIT` that was sent after the statement.
    pub(super) commit: Option<SimpleQueryStream>,
}

/// The rows of a statement as they arrive. Dropping it early leaves the connection fit for use.
pub(crate) struct Rows<'e> {
    statement: Statement,
    stream: Pin<Box<RowStream>>,
    commit: Commit,
    /// Whether its end was seen.
    is_over: bool,
    /// Told when the last row is read, or when this is dropped.
    trace: Trace<'e>,
    allowance: Allowance,
    lease: Lease<'e>,
}

impl<'e> Rows<'e> {
    pub(super) fn new(
        started: Started,
        trace: Trace<'e>,
        allowance: Allowance,
        lease: Lease<'e>,
    ) -> Self {
        let Started { statement, stream, commit } = started;
        let (stream, commit) = (Box::pin(stream), commit.map(Box::pin));
        Rows { statement, stream, commit, is_over: false, trace, allowance, lease }
    }

    /// The columns of each row, known before there is one.
    pub(crate) fn columns(&self) -> &[Column] {
        self.statement.columns()
    }

    /// The last row was read, and nobody waits for this statement any more. At most once.
    fn end(&mut self) {
        if !std::mem::replace(&mut self.is_over, true) {
            self.lease.wire().ended();
        }
    }

    /// How many rows the statement wrote or returned; known when there is no next one.
    pub(crate) fn affected(&self) -> u64 {
        self.stream.rows_affected().unwrap_or_default()
    }

    pub(crate) async fn next(&mut self) -> Result<Option<Row>> {
        let next = next_or_end(&mut self.stream, &mut self.commit);
        match self.allowance.wait(next).await {
            Ok(Some(row)) => {
                self.trace.row();
                Ok(Some(row))
            }
            Ok(None) => {
                self.over();
                Ok(None)
            }
            Err(error) => Err(self.failed(error).await),
        }
    }

    /// Gives every row to `take`: those that have arrived at one go, without a future for each.
    ///
    /// # Errors
    /// The server's, or the first of `take`.
    pub(crate) async fn each(&mut self, take: impl FnMut(&Row) -> Result<()>) -> Result<()> {
        let taken = each_and_end(&mut self.stream, &mut self.commit, &mut self.trace, take);
        match self.allowance.wait(taken).await {
            Ok(Ok(())) => {
                self.over();
                Ok(())
            }
            Ok(Err(refused)) => Err(refused),
            Err(error) => Err(self.failed(error).await),
        }
    }

    fn over(&mut self) {
        self.end();
        self.trace.ended(self.affected());
    }

    async fn failed(&mut self, error: Error) -> Error {
        let stream = &mut self.stream;
        let rest = async { while let Ok(Some(_)) = stream.try_next().await {} };
        let wire = self.lease.wire();
        self.allowance.cancel_after(&error, wire.client, wire.session(), rest).await;
        let error = wire.failed(error);
        self.end();
        self.trace.failed(&error);
        error
    }
}

type Commit = Option<Pin<Box<SimpleQueryStream>>>;

/// The next row; after the last one, whether what the statement wrote was committed.
async fn next_or_end(
    stream: &mut Pin<Box<RowStream>>,
    commit: &mut Commit,
) -> Result<Option<Row>, tokio_postgres::Error> {
    let row = stream.try_next().await?;
    if row.is_none() {
        committed(commit).await?;
    }
    Ok(row)
}

/// The same for all rows.
async fn each_and_end(
    stream: &mut Pin<Box<RowStream>>,
    commit: &mut Commit,
    trace: &mut Trace<'_>,
    mut take: impl FnMut(&Row) -> Result<()>,
) -> Result<Result<()>, tokio_postgres::Error> {
    let taken = poll_fn(|context| {
        while let Some(row) = ready!(stream.as_mut().poll_next(context)).transpose()? {
            trace.row();
            if let Err(refused) = take(&row) {
                return Poll::Ready(Ok(Err(refused)));
            }
        }
        Poll::Ready(Ok(Ok(())))
    });
    let taken = taken.await?;
    if taken.is_ok() {
        committed(commit).await?;
    }
    Ok(taken)
}

async fn committed(commit: &mut Commit) -> Result<(), tokio_postgres::Error> {
    if let Some(mut commit) = commit.take() {
        while commit.try_next().await?.is_some() {}
    }
    Ok(())
}
