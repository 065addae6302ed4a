//! How one connection is sent a statement.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};

use deadpool_postgres::StatementCache;
use tokio_postgres::{Client, Statement};

use super::rows::Started;
use super::turn::in_turn;
use crate::error::{Error, Kind, Result, is_stale_plan, was_carried_out};
use crate::guard;
use crate::observe::Watch;
use crate::session::Session;
use crate::sql::Sql;
use crate::transaction::Open;

/// Where the prepared statements of a connection are kept.
#[derive(Clone, Copy)]
pub(crate) enum Prepared<'e> {
    /// Nowhere: statements of a bare client are prepared each time.
    Nowhere,
    Own(&'e Session),
    Deadpool(&'e StatementCache),
}

/// A connection to send one statement over.
#[derive(Clone, Copy)]
pub(super) struct Wire<'e> {
    pub(super) client: &'e Client,
    pub(super) prepared: Prepared<'e>,
    pub(super) transaction: InTransaction<'e>,
    /// Who is told of its statements.
    pub(super) watch: Option<&'e Watch>,
}

/// Whether a connection is in a transaction.
#[derive(Clone, Copy)]
pub(super) enum InTransaction<'e> {
    No,
    /// In one of another crate.
    Foreign,
    Ours(&'e Open),
}

impl<'e> Prepared<'e> {
    /// The connection, where it is one of our own.
    pub(crate) fn session(self) -> Option<&'e Session> {
        match self {
            Prepared::Own(session) => Some(session),
            _ => None,
        }
    }

    async fn prepare(
        self,
        client: &Client,
        text: &str,
    ) -> Result<Statement, tokio_postgres::Error> {
        // What a statement needs at its first time is in boxes, so that the futures of all later ones are no larger for it.
        match self {
            Prepared::Nowhere => Box::pin(client.prepare(text)).await,
            Prepared::Own(session) => match session.statements.known(text) {
                Some(statement) => Ok(statement),
                None => Box::pin(session.statements.prepare(client, text)).await,
            },
            Prepared::Deadpool(statements) => Box::pin(statements.prepare(client, text)).await,
        }
    }

    /// Forgets the statement, so that it is prepared again.
    fn remove(self, text: &str) {
        match self {
            Prepared::Nowhere => {}
            Prepared::Own(session) => session.statements.remove(text),
            Prepared::Deadpool(statements) => drop(statements.remove(text, &[])),
        }
    }
}

impl Wire<'_> {
    /// Sends the statement. `sent` says whether it was, also where this fails.
    pub(super) async fn start(
        self,
        sql: &Sql<'_>,
        sent: &AtomicBool,
    ) -> Result<Started, tokio_postgres::Error> {
        let started = self.send(sql, sent).await;
        if !started.as_ref().is_err_and(is_stale_plan) {
            return started;
        }
        self.forget(sql);
        match self.transaction {
            // The server refused the plan before it ran anything, so sending it again is safe; inside a
            // transaction it would only say that the transaction is aborted.
            InTransaction::No if sql.is_read() || !started.as_ref().is_err_and(was_carried_out) => {
                // In a box, so that the futures of other statements are no larger for it.
                Box::pin(self.send(sql, sent)).await
            }
            _ => started,
        }
    }

    async fn send(
        self,
        sql: &Sql<'_>,
        sent: &AtomicBool,
    ) -> Result<Started, tokio_postgres::Error> {
        sent.store(false, Ordering::Relaxed);
        if !sql.guards.is_empty() {
            // In a box, so that the futures of other statements are no larger for it.
            return Box::pin(self.start_guarded(sql, sent)).await;
        }
        let statement = self.prepare(sql.text(), sql.recurring).await?;
        self.leaves(sent);
        let stream = {
            let rows = pin!(self.client.query_raw(&statement, sql.params()));
            in_turn(self.client, rows).await?
        };
        Ok(Started { statement, stream, commit: None })
    }

    pub(super) async fn prepare(
        self,
        text: &str,
        recurring: bool,
    ) -> Result<Statement, tokio_postgres::Error> {
        match recurring {
            true => self.prepared.prepare(self.client, text).await,
            false => Box::pin(self.client.prepare(text)).await,
        }
    }

    pub(super) fn check(self) -> Result<()> {
        match self.transaction {
            InTransaction::Ours(open) if open.is_over() => Err(Error::new(Kind::TransactionOver)),
            _ => Ok(()),
        }
    }

    /// The error of a statement, of which its transaction and its connection take note.
    pub(super) fn failed(self, error: Error) -> Error {
        let is_read_only = match self.transaction {
            InTransaction::Ours(open) => {
                open.note(&error);
                open.is_read_only()
            }
            _ => false,
        };
        let error = match self.session() {
            Some(session) if !is_read_only => session.learn(error),
            _ => error,
        };
        match self.transaction {
            InTransaction::No => error,
            // What is not committed is not kept.
            _ => error.undone(),
        }
    }

    /// A statement is sent from now on, unless there is no connection to send it over any more.
    pub(super) fn leaves(self, sent: &AtomicBool) {
        sent.store(!self.client.is_closed(), Ordering::Relaxed);
    }

    pub(super) fn session(&self) -> Option<&Session> {
        self.prepared.session()
    }

    pub(super) fn began(self) {
        if let Some(session) = self.session() {
            session.began();
        }
    }

    pub(super) fn ended(self) {
        if let Some(session) = self.session() {
            session.ended();
        }
    }

    fn forget(self, sql: &Sql<'_>) {
        self.prepared.remove(sql.text());
        if !sql.guards.is_empty() {
            self.prepared.remove(&guard::set(&sql.guards));
        }
    }
}
