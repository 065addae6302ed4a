//! Rows one by one, as the server sends them.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream::{self, Stream, StreamExt as _, TryStreamExt as _};

use crate::Relation;
use crate::error::{Error, Operation, Result};
use crate::link::Rows;

/// The rows of a query as they arrive: a [`Stream`] of `Result<T>`, made by
/// [`Query::stream`](crate::Query::stream).
///
/// The statement is sent when the first row is asked for. Only as many rows are in memory as one message
/// of the network holds, however many there are. Until it is dropped, it keeps the connection that a pool
/// lent it.
///
/// Dropped before its end, it leaves the connection fit for use: the driver throws the rows away that the
/// server still sends, and the next statement waits for that. Where they are many, a
/// [`limit`](crate::Query::limit) is cheaper.
#[must_use = "a stream sends nothing until a row is asked for"]
pub struct RowStream<'e, T>(Pin<Box<dyn Stream<Item = Result<T>> + Send + 'e>>);

impl<'e, T: Send + 'e> RowStream<'e, T> {
    pub(crate) fn new(
        relation: &'static Relation,
        open: impl Future<Output = Result<Rows<'e>>> + Send + 'e,
        decode: impl Fn(&tokio_postgres::Row) -> Result<T> + Send + 'e,
    ) -> Self {
        let raw = |rows: Rows<'e>| {
            stream::try_unfold(rows, |mut rows| async move {
                Ok(rows.next().await?.map(|row| (row, rows)))
            })
        };
        let decoded = stream::once(open).map_ok(raw).try_flatten().map(move |row| {
            row.and_then(|row| decode(&row))
                .map_err(|error: Error| error.at(relation, Operation::Select))
        });
        RowStream::of(decoded)
    }

    /// Of rows that are decoded already.
    pub(crate) fn of(rows: impl Stream<Item = Result<T>> + Send + 'e) -> Self {
        RowStream(Box::pin(rows))
    }

    /// The rows in lists of `size`, the last of which may be shorter. A size of 0 counts as 1.
    pub fn chunks(self, size: usize) -> RowStream<'e, Vec<T>> {
        RowStream(Box::pin(self.0.try_chunks(size.max(1)).map_err(|error| error.1)))
    }
}

impl<T> RowStream<'_, T> {
    /// The next row; none after the last.
    ///
    /// # Errors
    /// The server's, or a value that does not fit its field.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Row>(album: Table<'_, R>) -> Result<()> {
    /// let mut albums = album.rows().stream();
    /// while let Some(album) = albums.try_next().await? {
    ///     // one at a time
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        self.0.try_next().await
    }
}

impl<T> Stream for RowStream<'_, T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        self.0.as_mut().poll_next(context)
    }
}

impl<T> fmt::Debug for RowStream<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowStream").finish_non_exhaustive()
    }
}
