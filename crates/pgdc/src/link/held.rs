//! A connection that is held for more than one message: those of a COPY, or of a cursor.

use std::future::ready;
use std::time::Duration;

use tokio_postgres::{Client, Statement};

use super::{InTransaction, Inner, Lease, Link};
use crate::connect::Allowance;
use crate::error::{Error, Result};
use crate::observe::{Trace, Watch};
use crate::sql::Sql;

/// A connection that is held until this is dropped.
pub(crate) struct Held<'e> {
    lease: Lease<'e>,
    unscoped: Option<&'static str>,
    limit: Option<Duration>,
}

impl<'e> Link<'e> {
    /// A connection for more than one message.
    ///
    /// # Errors
    /// The pool has none, or the transaction has ended.
    pub(crate) async fn hold(self) -> Result<Held<'e>> {
        let lease = self.lease(&mut Allowance::of(self.limit)).await?;
        Ok(Held { lease, unscoped: self.unscoped, limit: self.limit })
    }
}

impl<'e> Held<'e> {
    pub(crate) fn client(&self) -> &Client {
        self.lease.wire().client
    }

    /// What sends statements over it, in the [`Block`](super::Block) that was begun on it.
    pub(crate) fn in_block(&self) -> Link<'_> {
        let mut wire = self.lease.wire();
        if let InTransaction::No = wire.transaction {
            wire.transaction = InTransaction::Foreign;
        }
        Link { inner: Inner::Direct(wire), unscoped: self.unscoped, limit: self.limit }
    }

    pub(crate) fn is_transaction(&self) -> bool {
        !matches!(self.lease.wire().transaction, InTransaction::No)
    }

    /// Tells those who watch of a statement.
    pub(crate) fn trace(&self, sql: &Sql<'_>) -> Trace<'e> {
        Trace::start(self.lease.watch(), sql, self.unscoped)
    }

    /// The error of a statement, of which its transaction takes note.
    pub(crate) fn failed(&self, error: tokio_postgres::Error) -> Error {
        self.lease.wire().failed(error.into())
    }

    /// The answer of a statement, which may take as long as the link says.
    pub(crate) async fn in_time<T>(
        &self,
        work: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T> {
        let limit = self.lease.watch().and_then(Watch::limit);
        let mut allowance = Allowance::of(self.limit).on(limit);
        let done = allowance.wait(work).await;
        if let Err(error) = &done {
            allowance
                .cancel_after(error, self.client(), self.lease.wire().session(), ready(()))
                .await;
        }
        done.map_err(|error| self.lease.wire().failed(error))
    }

    /// Whether statements over it may only take so long.
    pub(crate) fn has_limit(&self) -> bool {
        self.limit.or(self.lease.watch().and_then(Watch::limit)).is_some()
    }

    /// # Errors
    /// The transaction has ended.
    pub(crate) fn check(&self) -> Result<()> {
        self.lease.wire().check()
    }

    /// Prepares a statement that is not kept: what it tells of its columns is what they are now.
    pub(crate) async fn prepare(&self, sql: &Sql<'_>) -> Result<Statement> {
        self.client().prepare(sql.text()).await.map_err(|error| self.failed(error))
    }

    /// Closes the connection, where it is one of a pool, which makes another.
    pub(crate) fn discard(self) {
        if let Lease::Pooled(taken, _) = self.lease {
            taken.discard();
        }
    }
}
