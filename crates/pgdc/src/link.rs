//! The road to the server: which connection a statement goes over, and how it is sent.

mod block;
mod guarded;
mod held;
mod turn;

use std::future::ready;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use deadpool_postgres::StatementCache;
use futures_util::TryStreamExt as _;
use tokio_postgres::{Client, Column, RowStream, SimpleQueryStream, Statement};

use crate::connect::Allowance;
use crate::error::{Error, Kind, Result, is_stale_plan, was_carried_out};
use crate::guard;
use crate::observe::{Trace, Watch};
use crate::pool::Taken;
use crate::session::Session;
use crate::sql::Sql;
use crate::transaction::Open;
use crate::{Connection, Pool};
pub(crate) use block::Block;
pub(crate) use held::Held;
use turn::in_turn;

/// How statements are sent over an [`Executor`](crate::Executor). Opaque, and cheap to copy.
#[derive(Clone, Copy)]
pub struct Link<'e> {
    inner: Inner<'e>,
    /// Why the declared scope does not hold.
    unscoped: Option<&'static str>,
    /// How long each statement may take.
    limit: Option<Duration>,
}

#[derive(Clone, Copy)]
enum Inner<'e> {
    Direct(Wire<'e>),
    Pool(&'e Pool),
    Deadpool(&'e deadpool_postgres::Pool),
}

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
struct Wire<'e> {
    client: &'e Client,
    prepared: Prepared<'e>,
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
    Pooled(Taken, Option<&'e Watch>),
}

impl<'e> Link<'e> {
    const fn to(inner: Inner<'e>) -> Self {
        Link { inner, unscoped: None, limit: None }
    }

    /// The same, over which rows of every tenant are reached. The reason is told with each statement, to hooks
    /// ([`StatementEvent::unscoped`](crate::StatementEvent::unscoped)) and spans. For generated code.
    #[must_use]
    pub const fn unscoped(mut self, reason: &'static str) -> Self {
        self.unscoped = Some(reason);
        self
    }

    /// The same, over which no statement keeps its caller waiting for longer.
    #[must_use]
    pub(crate) const fn within(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    pub(crate) fn client(
        client: &'e Client,
        prepared: Prepared<'e>,
        watch: Option<&'e Watch>,
    ) -> Self {
        Link::to(Inner::Direct(Wire { client, prepared, transaction: InTransaction::No, watch }))
    }

    pub(crate) fn transaction(open: &'e Open) -> Self {
        Link::to(Inner::Direct(Wire {
            client: open.client(),
            prepared: open.prepared(),
            transaction: InTransaction::Ours(open),
            watch: Some(open.watch()),
        }))
    }

    /// A transaction of another crate.
    pub(crate) fn foreign_transaction(client: &'e Client, prepared: Prepared<'e>) -> Self {
        let transaction = InTransaction::Foreign;
        Link::to(Inner::Direct(Wire { client, prepared, transaction, watch: None }))
    }

    pub(crate) fn pool(pool: &'e Pool) -> Self {
        Link::to(Inner::Pool(pool))
    }

    pub(crate) fn deadpool(pool: &'e deadpool_postgres::Pool) -> Self {
        Link::to(Inner::Deadpool(pool))
    }

    /// Whether locks are kept for statements to come.
    pub(crate) fn is_transaction(self) -> bool {
        matches!(self.inner, Inner::Direct(wire) if !matches!(wire.transaction, InTransaction::No))
    }

    /// A connection of its own, out of the pool that statements go over.
    pub(crate) async fn connection(self) -> Result<Connection> {
        match self.inner {
            Inner::Pool(pool) => pool.get().await,
            Inner::Deadpool(pool) => Pool::from(pool.clone()).get().await,
            Inner::Direct(_) => Err(Error::new(Kind::NoPool)),
        }
    }

    async fn lease(self) -> Result<Lease<'e>> {
        match self.inner {
            Inner::Direct(wire) => {
                wire.check()?;
                Ok(Lease::Borrowed(wire))
            }
            Inner::Pool(pool) => Ok(Lease::Pooled(pool.take().await?, Some(pool.watch()))),
            Inner::Deadpool(pool) => Ok(Lease::Pooled(Taken::Deadpool(pool.get().await?), None)),
        }
    }

    /// Sends the statement and returns its rows as they arrive.
    pub(crate) async fn query(self, sql: &Sql<'_>) -> Result<Rows<'e>> {
        let mut allowance = Allowance::of(self.limit);
        let lease = allowance.wait(self.lease()).await?;
        let mut allowance = allowance.on(lease.watch().and_then(Watch::limit));
        let wire = lease.wire();
        let mut trace = Trace::start(lease.watch(), sql, self.unscoped);
        let sent = AtomicBool::new(false);
        wire.began();
        match allowance.wait(wire.start(sql, &sent)).await {
            Ok(Started { statement, stream, commit }) => {
                let (stream, commit) = (Box::pin(stream), commit.map(Box::pin));
                let is_over = false;
                Ok(Rows { statement, stream, commit, is_over, trace, allowance, lease })
            }
            Err(error) => {
                allowance.cancel_after(&error, wire.client, wire.session(), ready(())).await;
                wire.ended();
                let error = match sent.into_inner() {
                    true => wire.failed(error),
                    false => wire.failed(error).undone(),
                };
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
            Lease::Pooled(taken, watch) => Wire {
                client: taken.client(),
                prepared: taken.prepared(),
                transaction: InTransaction::No,
                watch: *watch,
            },
        }
    }
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
        match self {
            Prepared::Nowhere => client.prepare(text).await,
            Prepared::Own(session) => session.statements.prepare(client, text).await,
            Prepared::Deadpool(statements) => statements.prepare(client, text).await,
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
    async fn start(
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

    async fn prepare(
        self,
        text: &str,
        recurring: bool,
    ) -> Result<Statement, tokio_postgres::Error> {
        match recurring {
            true => self.prepared.prepare(self.client, text).await,
            false => self.client.prepare(text).await,
        }
    }

    fn check(self) -> Result<()> {
        match self.transaction {
            InTransaction::Ours(open) if open.is_over() => Err(Error::new(Kind::TransactionOver)),
            _ => Ok(()),
        }
    }

    /// The error of a statement, of which its transaction and its connection take note.
    fn failed(self, error: Error) -> Error {
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
    fn leaves(self, sent: &AtomicBool) {
        sent.store(!self.client.is_closed(), Ordering::Relaxed);
    }

    fn session(&self) -> Option<&Session> {
        self.prepared.session()
    }

    fn began(self) {
        if let Some(session) = self.session() {
            session.began();
        }
    }

    fn ended(self) {
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
    /// Whether its end was seen.
    is_over: bool,
    /// Told when the last row is read, or when this is dropped.
    trace: Trace<'e>,
    allowance: Allowance,
    lease: Lease<'e>,
}

impl Rows<'_> {
    /// The columns of each row, known before there is one.
    pub(crate) fn columns(&self) -> &[Column] {
        self.statement.columns()
    }

    /// The last row was read, and nobody waits for this statement any more. At most once.
    fn end(&mut self) {
        if !std::mem::replace(&mut self.is_over, true) {
            self.lease.wire().ended();
        }
    }

    /// How many rows the statement wrote or returned; known when there is no next one.
    pub(crate) fn affected(&self) -> u64 {
        self.stream.rows_affected().unwrap_or_default()
    }

    pub(crate) async fn next(&mut self) -> Result<Option<tokio_postgres::Row>> {
        let next = next_or_end(&mut self.stream, &mut self.commit);
        match self.allowance.wait(next).await {
            Ok(Some(row)) => {
                self.trace.row();
                Ok(Some(row))
            }
            Ok(None) => {
                self.end();
                self.trace.ended(self.affected());
                Ok(None)
            }
            Err(error) => {
                let stream = &mut self.stream;
                let rest = async { while let Ok(Some(_)) = stream.try_next().await {} };
                let wire = self.lease.wire();
                self.allowance.cancel_after(&error, wire.client, wire.session(), rest).await;
                let error = wire.failed(error);
                self.end();
                self.trace.failed(&error);
                Err(error)
            }
        }
    }
}

/// The next row; after the last one, whether what the statement wrote was committed.
async fn next_or_end(
    stream: &mut Pin<Box<RowStream>>,
    commit: &mut Option<Pin<Box<SimpleQueryStream>>>,
) -> Result<Option<tokio_postgres::Row>, tokio_postgres::Error> {
    let row = stream.try_next().await?;
    if row.is_none()
        && let Some(mut commit) = commit.take()
    {
        while commit.try_next().await?.is_some() {}
    }
    Ok(row)
}
