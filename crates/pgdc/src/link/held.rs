//! A connection that is held for more than one message: those of a COPY, or of a cursor.

use tokio_postgres::{Client, Statement};

use super::{Lease, Link};
use crate::error::{Error, Result};
use crate::observe::Trace;
use crate::sql::Sql;

/// A connection that is held until this is dropped.
pub(crate) struct Held<'e> {
    lease: Lease<'e>,
    unscoped: Option<&'static str>,
}

impl<'e> Link<'e> {
    /// A connection for more than one message.
    ///
    /// # Errors
    /// The pool has none, or the transaction has ended.
    pub(crate) async fn hold(self) -> Result<Held<'e>> {
        Ok(Held { lease: self.lease().await?, unscoped: self.unscoped })
    }
}

impl<'e> Held<'e> {
    pub(crate) fn client(&self) -> &Client {
        self.lease.wire().client
    }

    /// Tells those who watch of a statement.
    pub(crate) fn trace(&self, sql: &Sql<'_>) -> Trace<'e> {
        Trace::start(self.lease.watch(), sql, self.unscoped)
    }

    /// The error of a statement, of which its transaction takes note.
    pub(crate) fn failed(&self, error: tokio_postgres::Error) -> Error {
        self.lease.wire().failed(error)
    }

    /// Prepares a statement that is not kept: what it tells of its columns is what they are now.
    pub(crate) async fn prepare(&self, sql: &Sql<'_>) -> Result<Statement> {
        self.client().prepare(sql.text()).await.map_err(|error| self.failed(error))
    }

    /// Closes the connection, where it is one of a pool, which makes another.
    pub(crate) fn discard(self) {
        if let Lease::Pooled(client, _) = self.lease {
            drop(deadpool_postgres::Object::take(client));
        }
    }
}
