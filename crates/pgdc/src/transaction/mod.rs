//! Transactions: begun by hand, or around a closure, which may be run again where it lost a race.

mod closure;
mod open;
mod options;

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use crate::Connection;
use crate::error::Result;
use crate::executor::Executor;
use crate::link::Link;

pub(crate) use closure::{Failure, run};
pub(crate) use open::Open;
pub use options::{IsolationLevel, TransactionOptions};

/// A transaction. Dropped without [`commit`](Transaction::commit), it is rolled back.
///
/// Begun by [`Connection::transaction`]; or given to a closure by [`Pool::transact`](crate::Pool::transact)
/// and its kin, which commit it when the closure returns `Ok`. Dereferences to [`tokio_postgres::Client`] for
/// everything else that can be done with one.
pub struct Transaction<'c> {
    open: Arc<Open>,
    /// The connection is its own until it ends.
    connection: PhantomData<&'c mut Connection>,
}

impl Connection {
    /// Begins a transaction: `BEGIN`. Dropped without [`Transaction::commit`], it is rolled back.
    ///
    /// # Errors
    /// The connection is gone.
    pub async fn transaction(&mut self) -> Result<Transaction<'_>> {
        self.transaction_with(TransactionOptions::new()).await
    }

    /// Begins a transaction of an isolation level, read only, or deferrable.
    ///
    /// # Errors
    /// The connection is gone.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(connection: &mut Connection) -> Result<()> {
    /// let options = TransactionOptions::new().isolation(IsolationLevel::RepeatableRead).read_only();
    /// let tx = connection.transaction_with(options).await?;
    /// # Ok(()) }
    /// ```
    pub async fn transaction_with(
        &mut self,
        options: impl Into<TransactionOptions>,
    ) -> Result<Transaction<'_>> {
        Open::begin(&self.0, &options.into()).await.map(Transaction::new)
    }
}

impl<'c> Transaction<'c> {
    pub(crate) fn new(open: Arc<Open>) -> Self {
        Transaction { open, connection: PhantomData }
    }

    /// `COMMIT`; of a nested transaction, `RELEASE SAVEPOINT`.
    ///
    /// # Errors
    /// The transaction is rolled back: a statement in it had failed before, or the server refuses (a deferred
    /// constraint, a serialization failure). Or the connection is gone, and whether it was committed is not
    /// known.
    pub async fn commit(self) -> Result<()> {
        self.open.commit().await
    }

    /// `ROLLBACK`; of a nested transaction, `ROLLBACK TO SAVEPOINT`.
    ///
    /// # Errors
    /// The connection is gone; then the server rolls back by itself.
    pub async fn rollback(self) -> Result<()> {
        self.open.rollback().await
    }

    /// A transaction within this one: `SAVEPOINT`. Rolled back or dropped, it undoes only its own part.
    ///
    /// # Errors
    /// The connection is gone, or the transaction has failed before.
    pub async fn transaction(&mut self) -> Result<Transaction<'_>> {
        Open::nest(&self.open).await.map(Transaction::new)
    }
}

/// What a handle does not own it has nothing to do for; but a type that is dropped by code of its own keeps
/// its borrow until then, and so the connection from sending statements into the open transaction:
///
/// ```compile_fail,E0502
/// # use pgdc::*;
/// # async fn f(mut connection: Connection) -> Result<()> {
/// let tx = connection.transaction().await?;
/// connection.sql("SELECT 1", ()).execute().await?;
/// # Ok(()) }
/// ```
impl Drop for Transaction<'_> {
    fn drop(&mut self) {}
}

impl fmt::Debug for Transaction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction").field("over", &self.open.is_over()).finish_non_exhaustive()
    }
}

impl Deref for Transaction<'_> {
    type Target = tokio_postgres::Client;

    fn deref(&self) -> &Self::Target {
        self.open.client()
    }
}

impl Executor for Transaction<'_> {
    fn link(&self) -> Link<'_> {
        Link::transaction(&self.open)
    }
}
