//! Transactions around a closure.
//!
//! The closure is given the transaction itself and not a reference to it: futures that borrow from their
//! caller for any lifetime cannot be shown to be `Send` by today's compilers, and could not be spawned.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::Arc;
use std::time::Duration;

use super::{Open, Transaction, TransactionOptions};
use crate::connection::Owned;
use crate::error::{Error, Result};
use crate::{Connection, Pool};

impl Pool {
    /// Runs `work` in a transaction on a connection of its own: committed when it returns `Ok`, rolled back
    /// when it returns `Err`, panics or is dropped.
    ///
    /// # Errors
    /// What `work` returns, and those of taking a connection, `BEGIN` and [`Transaction::commit`], made into
    /// an error of the same type.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Unscoped + Keyed<Key = i32> + Writable>(pool: Pool) -> Result<()> {
    /// let deleted = pool
    ///     .transact(async |tx| {
    ///         let table: Table<'_, R> = Table::new(&tx);
    ///         table.delete(1).await?;
    ///         table.delete(2).await
    ///     })
    ///     .await?;
    /// # Ok(()) }
    /// ```
    pub async fn transact<T, E, F>(
        &self,
        work: impl FnOnce(Transaction<'static>) -> F,
    ) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>>,
        E: From<Error>,
    {
        self.transact_with(TransactionOptions::new(), work).await
    }

    /// The same in a transaction of an isolation level, read only, or deferrable.
    ///
    /// # Errors
    /// As [`Pool::transact`].
    pub async fn transact_with<T, E, F>(
        &self,
        options: impl Into<TransactionOptions>,
        work: impl FnOnce(Transaction<'static>) -> F,
    ) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>>,
        E: From<Error>,
    {
        let connection = self.get().await?;
        let open = Open::begin(&connection.0, &options.into()).await?;
        run(open, work).await.map_err(Failure::into_error)
    }

    /// As [`Pool::transact_with`], and runs `work` again, in a new transaction, where it lost a race: the
    /// server reported a serialization failure (40001) or a deadlock (40P01), or that a column had changed
    /// since a statement was prepared ([`is_stale_plan`](Error::is_stale_plan)), to a statement of a table
    /// handle or of [`sql`](crate::Executor::sql), or at `COMMIT`. Statements that are sent through
    /// tokio-postgres are not watched.
    ///
    /// Between two attempts it waits: 5 to 10 ms after the first, twice as long after each further one, up
    /// to a second. Needs tokio's timer.
    ///
    /// # Errors
    /// As [`Pool::transact`]; of the last attempt, where all have lost.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// let options = TransactionOptions::from(IsolationLevel::Serializable).attempts(10);
    /// pool.retry(options, async |tx| {
    ///     // …
    ///     Ok::<_, Error>(())
    /// })
    /// .await?;
    /// # Ok(()) }
    /// ```
    pub async fn retry<T, E, F>(
        &self,
        options: impl Into<TransactionOptions>,
        work: impl FnMut(Transaction<'static>) -> F,
    ) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>>,
        E: From<Error>,
    {
        retry(Source::Pool(self), options.into(), work).await
    }
}

impl Connection {
    /// Runs `work` in a transaction: committed when it returns `Ok`, rolled back when it returns `Err`,
    /// panics or is dropped.
    ///
    /// # Errors
    /// As [`Pool::transact`].
    pub async fn transact<'c, T, E, F>(
        &'c mut self,
        work: impl FnOnce(Transaction<'c>) -> F,
    ) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>>,
        E: From<Error>,
    {
        self.transact_with(TransactionOptions::new(), work).await
    }

    /// The same in a transaction of an isolation level, read only, or deferrable.
    ///
    /// # Errors
    /// As [`Pool::transact`].
    pub async fn transact_with<'c, T, E, F>(
        &'c mut self,
        options: impl Into<TransactionOptions>,
        work: impl FnOnce(Transaction<'c>) -> F,
    ) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>>,
        E: From<Error>,
    {
        let open = Open::begin(&self.0, &options.into()).await?;
        run(open, work).await.map_err(Failure::into_error)
    }

    /// As [`Pool::retry`], on this connection.
    ///
    /// # Errors
    /// As [`Pool::retry`].
    pub async fn retry<'c, T, E, F>(
        &'c mut self,
        options: impl Into<TransactionOptions>,
        work: impl FnMut(Transaction<'c>) -> F,
    ) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>>,
        E: From<Error>,
    {
        retry(Source::Connection(&self.0), options.into(), work).await
    }
}

impl Transaction<'_> {
    /// Runs `work` in a transaction within this one: its part is kept when it returns `Ok`, undone when it
    /// returns `Err`, panics or is dropped.
    ///
    /// # Errors
    /// As [`Pool::transact`].
    pub async fn transact<'t, T, E, F>(
        &'t mut self,
        work: impl FnOnce(Transaction<'t>) -> F,
    ) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>>,
        E: From<Error>,
    {
        let open = Open::nest(&self.open).await?;
        run(open, work).await.map_err(Failure::into_error)
    }
}

/// Where the attempts of a transaction find a connection.
enum Source<'s> {
    Pool(&'s Pool),
    Connection(&'s Arc<Owned>),
}

async fn retry<'t, T, E, F>(
    source: Source<'_>,
    options: TransactionOptions,
    mut work: impl FnMut(Transaction<'t>) -> F,
) -> Result<T, E>
where
    F: Future<Output = Result<T, E>>,
    E: From<Error>,
{
    let mut attempt = 1;
    loop {
        // Not kept between attempts: while this one waits, others may have the connection.
        let held = match source {
            Source::Pool(pool) => pool.get().await?.0,
            Source::Connection(held) => Arc::clone(held),
        };
        let open = Open::begin(&held, &options).await?;
        drop(held);
        match run(open, &mut work).await {
            Ok(value) => return Ok(value),
            Err(Failure::Conflict(_)) if attempt < options.attempts => {
                tokio::time::sleep(pause(attempt, random())).await;
                attempt += 1;
            }
            Err(failure) => return Err(failure.into_error()),
        }
    }
}

/// Why a closure's transaction was rolled back.
pub(crate) enum Failure<E> {
    /// It lost a race, and is worth another attempt.
    Conflict(E),
    Other(E),
}

impl<E> Failure<E> {
    pub(crate) fn into_error(self) -> E {
        match self {
            Failure::Conflict(error) | Failure::Other(error) => error,
        }
    }
}

/// Runs `work`, then commits or rolls back.
pub(crate) async fn run<'t, T, E, F>(
    open: Arc<Open>,
    work: impl FnOnce(Transaction<'t>) -> F,
) -> Result<T, Failure<E>>
where
    F: Future<Output = Result<T, E>>,
    E: From<Error>,
{
    let worked = work(Transaction::new(Arc::clone(&open))).await;
    let ended = match worked {
        Ok(value) => open.commit().await.map(|()| value).map_err(E::from),
        Err(error) => {
            // Where this fails, the connection is gone, and the server rolls back by itself.
            let _ = open.rollback().await;
            Err(error)
        }
    };
    let met_conflict = open.met_conflict();
    ended.map_err(
        |error| {
            if met_conflict { Failure::Conflict(error) } else { Failure::Other(error) }
        },
    )
}

/// How long to wait after an attempt: exponential, with jitter, so that those who met do not meet again.
fn pause(attempt: u32, random: u64) -> Duration {
    const FIRST: u64 = 10_000;
    const LONGEST: u64 = 1_000_000;
    let longest = (FIRST << (attempt - 1).min(10)).min(LONGEST);
    Duration::from_micros(longest / 2 + random % (longest / 2))
}

/// The seed of the standard library's hash maps, which it draws at random.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_second() {
        let shortest = |attempt| pause(attempt, 0).as_millis();
        assert_eq!([1, 2, 3, 8, 100].map(shortest), [5, 10, 20, 500, 500]);
        let by_chance: Vec<u64> = (0..100).map(|_| random()).collect();
        assert!(by_chance.iter().all(|random| pause(100, *random).as_millis() <= 1000));
        assert_ne!(random(), random());
    }
}
