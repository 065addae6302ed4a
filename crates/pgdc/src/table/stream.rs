//! Inserts of more rows than memory holds.

use std::future::Future;

use futures_util::stream::{self, Stream, StreamExt as _};

use super::Table;
use crate::error::Result;
use crate::{Insert, Row};

/// Rows of one statement: enough that the round trip counts for little, and few enough for memory.
const CHUNK: usize = 1000;

impl<'e, R: Row> Table<'e, R> {
    /// Inserts the rows of an iterator, 1000 with each statement, and gives their number. No more than those
    /// 1000 are held at a time.
    ///
    /// Each statement is all or nothing; over a [`Transaction`](crate::Transaction) that is rolled back when
    /// this fails, so is the whole. Over anything else, the statements before the one that failed stay
    /// written.
    ///
    /// # Errors
    /// As [`Table::insert_many`].
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Unscoped, V: Insert<R>>(
    /// #     mut connection: Connection, new: fn(i32) -> V,
    /// # ) -> Result<()> {
    /// let tx = connection.transaction().await?;
    /// let rows: u64 = Table::<R>::new(&tx).insert_iter((0..1_000_000).map(new)).await?;
    /// tx.commit().await?;
    /// # Ok(()) }
    /// ```
    pub fn insert_iter<V, I>(
        &self,
        rows: I,
    ) -> impl Future<Output = Result<u64>> + Send + use<'e, R, V, I>
    where
        V: Insert<R>,
        I: IntoIterator<Item = V, IntoIter: Send>,
    {
        self.insert_stream(stream::iter(rows))
    }

    /// Inserts the rows of a stream, as [`Table::insert_iter`] does those of an iterator.
    ///
    /// # Errors
    /// As [`Table::insert_many`].
    pub fn insert_stream<V, S>(
        &self,
        rows: S,
    ) -> impl Future<Output = Result<u64>> + Send + use<'e, R, V, S>
    where
        V: Insert<R>,
        S: Stream<Item = V> + Send,
    {
        let table = self.clone();
        async move {
            let mut chunks = std::pin::pin!(rows.chunks(CHUNK));
            let mut inserted = 0;
            while let Some(chunk) = chunks.next().await {
                inserted += table.insert_many(chunk).count().await?;
            }
            Ok(inserted)
        }
    }
}
