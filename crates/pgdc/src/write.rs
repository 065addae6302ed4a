//! A write that is ready to be sent, and the choice of what comes back.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use crate::error::Result;

/// A future on the heap, as the builders of writes make it.
pub type WriteFuture<'f, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'f>>;

/// A write that has not been sent. Awaited, it is sent and gives a `T`: the rows as they are then
/// (`RETURNING`). By [`count`](Write::count) it is sent and only says how many rows it wrote.
///
/// ```no_run
/// # use pgdc::*;
/// # async fn f<R: Keyed<Key = i32> + Writable>(table: Table<'_, R>, patch: R::Patch) -> Result<()> {
/// # let other: R::Patch = todo!();
/// let row: R = table.patch(1, patch).await?;
/// let rows: u64 = table.patch_many(vec![(2, other)]).count().await?;
/// # Ok(()) }
/// ```
#[must_use = "a write is sent when it is awaited, or by `count`"]
pub struct Write<'f, T: 'f>(Box<dyn Job<'f, T> + 'f>);

impl<'f, T: 'f> Write<'f, T> {
    pub(crate) fn new(job: impl Job<'f, T>) -> Self {
        Write(Box::new(job))
    }

    /// Sends the write without `RETURNING`, so that no row travels, and gives the number of rows that it
    /// wrote.
    ///
    /// # Errors
    /// As when it is awaited.
    pub fn count(self) -> impl Future<Output = Result<u64>> + Send + use<'f, T> {
        self.0.count()
    }
}

impl<'f, T: 'f> IntoFuture for Write<'f, T> {
    type Output = Result<T>;
    type IntoFuture = WriteFuture<'f, T>;

    fn into_future(self) -> Self::IntoFuture {
        self.0.rows()
    }
}

/// A write with all that it needs, to be sent in one of two ways.
///
/// The lifetime is the trait's: where its methods say what outlives it, the compiler asks of everything under their futures
/// once more whether it is `Send`, a tenth of what it takes for this crate.
pub(crate) trait Job<'f, T>: Send + 'f {
    fn rows(self: Box<Self>) -> WriteFuture<'f, T>;

    fn count(self: Box<Self>) -> WriteFuture<'f, u64>;
}

/// What a statement that writes is to answer with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Answer {
    /// The rows it wrote.
    Rows,
    /// How many they are: by the number the server reports, or in the one row that it returns.
    Count,
}
