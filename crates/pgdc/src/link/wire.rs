//! How one connection is sent a statement.

use std::sync::atomic::{AtomicBool, Ordering};

use deadpool_postgres::StatementCache;
use futures_util::FutureExt as _;
use tokio_postgres::{Client, Statement};

use super::rows::Started;
use super::turn::InTurn;
use crate::error::{Error, Kind, Result, is_stale_plan, was_carried_out};
use crate::guard;
use crate::observe::Watch;
use crate::session::Session;
use crate::sql::Sql;
use crate::statements::Key;
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
        key: Key<'_>,
    ) -> Result<Statement, tokio_postgres::Error> {
        match self {
            Prepared::Nowhere => client.prepare(key.text).await,
            Prepared::Own(session) => match session.statements.known(key) {
                Some(statement) => Ok(statement),
                None => session.statements.prepare(client, key).await,
            },
            Prepared::Deadpool(statements) => statements.prepare(client, key.text).await,
        }
    }

    /// Forgets the statement, so that it is prepared again.
    fn remove(self, key: Key<'_>) {
        match self {
            Prepared::Nowhere => {}
            Prepared::Own(session) => session.statements.remove(key),
            Prepared::Deadpool(statements) => drop(statements.remove(key.text, &[])),
        }
    }
}

impl Wire<'_> {
    /// Sends the statement. `sent` says whether it was, also where this fails.
    ///
    /// What a statement needs at its first time alone is in boxes, so that the futures of all later ones are no larger
    /// for it.
    pub(super) async fn start(
        &self,
        sql: &Sql<'_>,
        sent: &AtomicBool,
    ) -> Result<Started, tokio_postgres::Error> {
        let started = match self.at_hand(sql) {
            Some(statement) => self.send(statement, sql, sent).await,
            None => self.prepare_and_send(sql, sent).boxed().await,
        };
        let error = match started {
            Err(error) if is_stale_plan(&error) => error,
            started => return started,
        };
        self.forget(sql);
        match self.transaction {
            // The server refused the plan before it ran anything, so sending it again is safe; inside a
            // transaction it would only say that the transaction is aborted.
            InTransaction::No if sql.is_read() || !was_carried_out(&error) => {
                sent.store(false, Ordering::Relaxed);
                self.prepare_and_send(sql, sent).boxed().await
            }
            _ => Err(error),
        }
    }

    /// The statement, where it can be sent at once.
    fn at_hand(&self, sql: &Sql<'_>) -> Option<Statement> {
        match self.prepared {
            Prepared::Own(session) if sql.recurring && sql.guards.is_empty() => {
                session.statements.known(sql.key())
            }
            _ => None,
        }
    }

    async fn prepare_and_send(
        &self,
        sql: &Sql<'_>,
        sent: &AtomicBool,
    ) -> Result<Started, tokio_postgres::Error> {
        if !sql.guards.is_empty() {
            return self.start_guarded(sql, sent).await;
        }
        let statement = self.prepare(sql.key(), sql.recurring).await?;
        self.send(statement, sql, sent).await
    }

    async fn send(
        &self,
        statement: Statement,
        sql: &Sql<'_>,
        sent: &AtomicBool,
    ) -> Result<Started, tokio_postgres::Error> {
        self.leaves(sent);
        // In a box: the driver's future has room for preparing, a thousand bytes, and those of all operations around it
        // would have it too, and be moved with it.
        let rows = self.client.query_raw(&statement, sql.params()).boxed();
        let stream = InTurn::new(self.client, rows).await?;
        Ok(Started { statement, stream, commit: None })
    }

    pub(super) async fn prepare(
        self,
        key: Key<'_>,
        recurring: bool,
    ) -> Result<Statement, tokio_postgres::Error> {
        match recurring {
            true => self.prepared.prepare(self.client, key).await,
            false => self.client.prepare(key.text).await,
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
        self.prepared.remove(sql.key());
        if !sql.guards.is_empty() {
            self.prepared.remove(Key::of(&guard::set(&sql.guards)));
        }
    }
}
