//! The road to the server: which connection a statement goes over, and how it is sent.

mod guarded;
mod turn;

use std::pin::Pin;

use deadpool_postgres::{ClientWrapper, StatementCache};
use futures_util::TryStreamExt as _;
use tokio_postgres::{Client, Column, RowStream, SimpleQueryStream, Statement};

use crate::error::{Error, Kind, Result, is_stale_plan};
use crate::guard;
use crate::observe::{Trace, Watch};
use crate::sql::Sql;
use crate::transaction::Open;
use crate::{Connection, Pool};
use turn::in_turn;

/// How statements are sent over an [`Executor`](crate::Executor). Opaque, and cheap to copy.
#[derive(Clone, Copy)]
pub struct Link<'e>(Inner<'e>);

#[derive(Clone, Copy)]
enum Inner<'e> {
    Direct(Wire<'e>),
    Pool(&'e deadpool_postgres::Pool, Option<&'e Watch>),
}

/// A connection to send one statement over.
#[derive(Clone, Copy)]
struct Wire<'e> {
    client: &'e Client,
    /// Where its prepared statements are kept. A bare client has no such place, so that its statements
    /// are prepared each time.
    statements: Option<&'e StatementCache>,
    transaction: InTransaction<'e>,
    /// Who is told of its statements.
    watch: Option<&'e Watch>,
}

/// Whether a connection is in a transaction.
#[derive(Clone, Copy)]
enum InTransaction<'e> {
    No,
    /// In one of another crate.
    Foreign,
    Ours(&'e Open),
}

/// A connection held for as long as a statement's rows are read.
enum Lease<'e> {
    Borrowed(Wire<'e>),
    Pooled(deadpool_postgres::Client, Option<&'e Watch>),
}

impl<'e> Link<'e> {
    pub(crate) fn client(
        client: &'e Client,
        statements: Option<&'e StatementCache>,
        watch: Option<&'e Watch>,
    ) -> Self {
        Link(Inner::Direct(Wire { client, statements, transaction: InTransaction::No, watch }))
    }

    pub(crate) fn transaction(open: &'e Open) -> Self {
        let client = open.client();
        Link(Inner::Direct(Wire {
            client,
            statements: Some(&client.statement_cache),
            transaction: InTransaction::Ours(open),
            watch: Some(open.watch()),
        }))
    }

    /// A transaction of another crate.
    pub(crate) fn foreign_transaction(
        client: &'e Client,
        statements: Option<&'e StatementCache>,
    ) -> Self {
        let transaction = InTransaction::Foreign;
        Link(Inner::Direct(Wire { client, statements, transaction, watch: None }))
    }

    pub(crate) fn pool(pool: &'e deadpool_postgres::Pool, watch: Option<&'e Watch>) -> Self {
        Link(Inner::Pool(pool, watch))
    }

    /// Whether locks are kept for statements to come.
    pub(crate) fn is_transaction(self) -> bool {
        matches!(self.0, Inner::Direct(wire) if !matches!(wire.transaction, InTransaction::No))
    }

    /// A connection of its own, out of the pool that statements go over.
    pub(crate) async fn connection(self) -> Result<Connection> {
        match self.0 {
            Inner::Pool(pool, watch) => {
                let watch = watch.cloned().unwrap_or_default();
                Pool::watched(pool.clone(), watch).get().await
            }
            Inner::Direct(_) => Err(Error::new(Kind::NoPool)),
        }
    }

    async fn lease(self) -> Result<Lease<'e>> {
        match self.0 {
            Inner::Direct(wire) => {
                wire.check()?;
                Ok(Lease::Borrowed(wire))
            }
            Inner::Pool(pool, watch) => Ok(Lease::Pooled(pool.get().await?, watch)),
        }
    }

    /// Sends the statement and returns its rows as they arrive.
    pub(crate) async fn query(self, sql: &Sql<'_>) -> Result<Rows<'e>> {
        let lease = self.lease().await?;
        let wire = lease.wire();
        let mut trace = Trace::start(lease.watch(), sql);
        let mut started = wire.start(sql).await;
        if started.as_ref().is_err_and(is_stale_plan) {
            wire.forget(sql);
            // The server refused the plan before it ran anything, so sending it again is safe; inside a
            // transaction it would only say that the transaction is aborted.
            if let InTransaction::No = wire.transaction {
                started = wire.start(sql).await;
            }
        }
        match started {
            Ok(Started { statement, stream, commit }) => {
                let (stream, commit) = (Box::pin(stream), commit.map(Box::pin));
                Ok(Rows { statement, stream, commit, trace, lease })
            }
            Err(error) => {
                let error = wire.failed(error);
                trace.failed(&error);
                Err(error)
            }
        }
    }
}

impl<'e> Lease<'e> {
    fn watch(&self) -> Option<&'e Watch> {
        match self {
            Lease::Borrowed(wire) => wire.watch,
            Lease::Pooled(_, watch) => *watch,
        }
    }

    fn wire(&self) -> Wire<'_> {
        match self {
            Lease::Borrowed(wire) => *wire,
            Lease::Pooled(client, watch) => {
                let client: &ClientWrapper = client;
                Wire {
                    client,
                    statements: Some(&client.statement_cache),
                    transaction: InTransaction::No,
                    watch: *watch,
                }
            }
        }
    }
}

impl Wire<'_> {
    async fn start(self, sql: &Sql<'_>) -> Result<Started, tokio_postgres::Error> {
        if !sql.guards.is_empty() {
            return self.start_guarded(sql).await;
        }
        let statement = self.prepare(sql.text(), sql.recurring).await?;
        let rows = self.client.query_raw(&statement, sql.params());
        let stream = in_turn(self.client, rows).await?;
        Ok(Started { statement, stream, commit: None })
    }

    async fn prepare(
        self,
        text: &str,
        recurring: bool,
    ) -> Result<Statement, tokio_postgres::Error> {
        match self.statements {
            Some(statements) if recurring => statements.prepare(self.client, text).await,
            _ => self.client.prepare(text).await,
        }
    }

    fn check(self) -> Result<()> {
        match self.transaction {
            InTransaction::Ours(open) if open.is_over() => Err(Error::new(Kind::TransactionOver)),
            _ => Ok(()),
        }
    }

    /// The error of a statement, of which its transaction takes note.
    fn failed(self, error: tokio_postgres::Error) -> Error {
        let error = Error::from(error);
        if let InTransaction::Ours(open) = self.transaction {
            open.note(&error);
        }
        error
    }

    fn forget(self, sql: &Sql<'_>) {
        if let Some(statements) = self.statements {
            statements.remove(sql.text(), &[]);
            if !sql.guards.is_empty() {
                statements.remove(&guard::set(&sql.guards), &[]);
            }
        }
    }
}

/// A statement whose rows are on their way.
struct Started {
    statement: Statement,
    stream: RowStream,
    /// The answer to the `COMMIT` that was sent after the statement.
    commit: Option<SimpleQueryStream>,
}

/// The rows of a statement as they arrive. Dropping it early leaves the connection fit for use.
pub(crate) struct Rows<'e> {
    statement: Statement,
    stream: Pin<Box<RowStream>>,
    commit: Option<Pin<Box<SimpleQueryStream>>>,
    /// Told when the last row is read, or when this is dropped.
    trace: Trace<'e>,
    lease: Lease<'e>,
}

impl Rows<'_> {
    /// The columns of each row, known before there is one.
    pub(crate) fn columns(&self) -> &[Column] {
        self.statement.columns()
    }

    /// How many rows the statement wrote or returned; known when there is no next one.
    pub(crate) fn affected(&self) -> u64 {
        self.stream.rows_affected().unwrap_or_default()
    }

    pub(crate) async fn next(&mut self) -> Result<Option<tokio_postgres::Row>> {
        match self.next_or_end().await {
            Ok(Some(row)) => {
                self.trace.row();
                Ok(Some(row))
            }
            Ok(None) => {
                self.trace.ended(self.affected());
                Ok(None)
            }
            Err(error) => {
                let error = self.lease.wire().failed(error);
                self.trace.failed(&error);
                Err(error)
            }
        }
    }

    /// The next row; after the last one, whether what the statement wrote was committed.
    async fn next_or_end(&mut self) -> Result<Option<tokio_postgres::Row>, tokio_postgres::Error> {
        let row = self.stream.try_next().await?;
        if row.is_none()
            && let Some(mut commit) = self.commit.take()
        {
            while commit.try_next().await?.is_some() {}
        }
        Ok(row)
    }
}
