//! For programs without `async`: a runtime that waits for futures.

use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::pin::Pin;

use futures_util::Stream;
use tokio::runtime;

use crate::error::{Error, Kind, Result};
use crate::{Pool, Transaction};

/// Runs what this crate returns, for programs without `async`. With the feature `blocking`.
///
/// Pools, connections, handles and queries are the same as everywhere; only instead of `.await`, each call goes
/// through [`run`](Runtime::run). One thread of its own drives the connections. It can be shared by threads.
///
/// ```no_run
/// use pgdc::blocking::Runtime;
/// use pgdc::{Executor as _, Pool};
///
/// fn main() -> pgdc::Result<()> {
///     let runtime = Runtime::new()?;
///     let pool = Pool::new("postgres://app@localhost/shop", 8)?;
///     let titles: Vec<String> = runtime.run(pool.sql("SELECT title FROM album", ()).items())?;
///     let deleted = runtime.transact(&pool, |tx| {
///         runtime.run(tx.sql("DELETE FROM track WHERE album_id = ?", (1,)).execute())?;
///         runtime.run(tx.sql("DELETE FROM album WHERE album_id = ?", (1,)).execute())
///     })?;
///     println!("{} albums, {deleted} deleted", titles.len());
///     Ok(())
/// }
/// ```
///
/// # Panics
/// Its methods panic where they are called by `async` code, whose thread they would block, and so does dropping
/// it there.
pub struct Runtime(runtime::Runtime);

impl Runtime {
    /// Starts the thread.
    ///
    /// # Errors
    /// The system has no thread or no file descriptor left.
    pub fn new() -> Result<Self> {
        let mut builder = runtime::Builder::new_multi_thread();
        let runtime = builder.worker_threads(1).thread_name("pgdc").enable_all().build();
        runtime.map(Runtime).map_err(|error| Error::new(Kind::Runtime(error)))
    }

    /// Waits for a future, or what becomes one by `.await`, such as a write.
    ///
    /// What needs a runtime and is no future goes into one: a pool that keeps connections open is built by
    /// `runtime.run(async { builder.build() })`.
    pub fn run<F: IntoFuture>(&self, future: F) -> F::Output {
        self.0.block_on(async { future.await })
    }

    /// The items of a stream, each waited for when it is asked for: rows as they arrive, or the events of a
    /// [`Listener`](crate::Listener).
    ///
    /// ```no_run
    /// # use pgdc::{Pool, Executor as _, blocking::Runtime};
    /// # fn f(runtime: Runtime, pool: Pool) -> pgdc::Result<()> {
    /// for row in runtime.each(pool.sql("SELECT album_id, title FROM album", ()).stream()) {
    ///     let (id, title): (i32, String) = row?;
    ///     println!("{id}: {title}");
    /// }
    /// # Ok(()) }
    /// ```
    pub fn each<S: Stream>(&self, stream: S) -> Each<'_, S> {
        Each { runtime: self, stream: Box::pin(stream) }
    }

    /// Runs `work` in a transaction on a connection of its own: committed when it returns `Ok`, rolled back when
    /// it returns `Err` or panics.
    ///
    /// # Errors
    /// What `work` returns, and those of taking a connection, `BEGIN` and [`Transaction::commit`].
    pub fn transact<T, E: From<Error>>(
        &self,
        pool: &Pool,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.run(pool.get())?;
        let mut tx = self.run(connection.transaction())?;
        let value = match work(&mut tx) {
            Ok(value) => value,
            Err(error) => {
                // Where this fails, the connection is gone, and the server rolls back by itself.
                let _ = self.run(tx.rollback());
                return Err(error);
            }
        };
        self.run(tx.commit())?;
        Ok(value)
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime").finish_non_exhaustive()
    }
}

/// The items of a stream, one after the other; made by [`Runtime::each`].
#[must_use = "nothing is asked for before `next`"]
pub struct Each<'r, S> {
    runtime: &'r Runtime,
    stream: Pin<Box<S>>,
}

impl<S: Stream> Iterator for Each<'_, S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        self.runtime.run(poll_fn(|cx| self.stream.as_mut().poll_next(cx)))
    }
}

impl<S> fmt::Debug for Each<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Each").finish_non_exhaustive()
    }
}
