//! The road to the server: which connection a statement goes over, and how it is sent.

use deadpool_postgres::{ClientWrapper, StatementCache};
use futures_util::TryStreamExt as _;
use tokio_postgres::{Client, RowStream};

use crate::error::{Error, Result, is_stale_plan};
use crate::sql::Sql;

/// Anything that statements can be sent over: [`Pool`](crate::Pool), [`Connection`](crate::Connection),
/// [`Transaction`](crate::Transaction), and those of tokio-postgres and deadpool-postgres as they are.
///
/// Over a pool, each call takes a connection and gives it back. Implement it for a type of your own by
/// handing on the link of what it holds.
#[diagnostic::on_unimplemented(
    message = "statements cannot be sent over `{Self}`",
    note = "give a reference to a pgdc, tokio-postgres or deadpool-postgres pool, client or transaction"
)]
pub trait Executor {
    /// How statements are sent over it.
    fn link(&self) -> Link<'_>;
}

/// How statements are sent over an [`Executor`]. Opaque, and cheap to copy.
#[derive(Clone, Copy)]
pub struct Link<'e>(Inner<'e>);

#[derive(Clone, Copy)]
enum Inner<'e> {
    Direct(Wire<'e>),
    Pool(&'e deadpool_postgres::Pool),
}

/// A connection to send one statement over.
#[derive(Clone, Copy)]
struct Wire<'e> {
    client: &'e Client,
    /// Where its prepared statements are kept. A bare client has no such place, so that its statements
    /// are prepared each time.
    statements: Option<&'e StatementCache>,
    in_transaction: bool,
}

/// A connection held for as long as a statement's rows are read.
#[expect(
    clippy::large_enum_variant,
    reason = "it lives in one future at a time; a box would cost more"
)]
enum Lease<'e> {
    Borrowed(Wire<'e>),
    Pooled(deadpool_postgres::Client),
}

impl<'e> Link<'e> {
    pub(crate) fn client(client: &'e Client, statements: Option<&'e StatementCache>) -> Self {
        Link(Inner::Direct(Wire { client, statements, in_transaction: false }))
    }

    pub(crate) fn transaction(client: &'e Client, statements: Option<&'e StatementCache>) -> Self {
        Link(Inner::Direct(Wire { client, statements, in_transaction: true }))
    }

    pub(crate) fn pool(pool: &'e deadpool_postgres::Pool) -> Self {
        Link(Inner::Pool(pool))
    }

    async fn lease(self) -> Result<Lease<'e>> {
        match self.0 {
            Inner::Direct(wire) => Ok(Lease::Borrowed(wire)),
            Inner::Pool(pool) => Ok(Lease::Pooled(pool.get().await?)),
        }
    }

    /// Sends the statement and returns its rows as they arrive.
    pub(crate) async fn query(self, sql: &Sql<'_>) -> Result<Rows<'e>> {
        let lease = self.lease().await?;
        let wire = lease.wire();
        let stream = match wire.start(sql).await {
            // The server refused the plan before it ran anything, so sending it again is safe; inside a
            // transaction it would only say that the transaction is aborted.
            Err(error) if is_stale_plan(&error) && !wire.in_transaction => {
                wire.forget(sql);
                wire.start(sql).await?
            }
            other => other?,
        };
        Ok(Rows { stream: Box::pin(stream), _lease: lease })
    }
}

impl Lease<'_> {
    fn wire(&self) -> Wire<'_> {
        match self {
            Lease::Borrowed(wire) => *wire,
            Lease::Pooled(client) => {
                let client: &ClientWrapper = client;
                Wire { client, statements: Some(&client.statement_cache), in_transaction: false }
            }
        }
    }
}

impl Wire<'_> {
    async fn start(self, sql: &Sql<'_>) -> Result<RowStream, tokio_postgres::Error> {
        let statement = match self.statements {
            Some(statements) if sql.recurring => {
                statements.prepare(self.client, sql.text()).await?
            }
            _ => self.client.prepare(sql.text()).await?,
        };
        self.client.query_raw(&statement, sql.params()).await
    }

    fn forget(self, sql: &Sql<'_>) {
        if let Some(statements) = self.statements {
            statements.remove(sql.text(), &[]);
        }
    }
}

/// The rows of a statement as they arrive. Dropping it early leaves the connection fit for use.
pub(crate) struct Rows<'e> {
    stream: std::pin::Pin<Box<RowStream>>,
    _lease: Lease<'e>,
}

impl Rows<'_> {
    pub(crate) async fn next(&mut self) -> Result<Option<tokio_postgres::Row>> {
        self.stream.try_next().await.map_err(Error::from)
    }

    /// How many rows the statement wrote, once all that it returned were read.
    pub(crate) fn affected(&self) -> u64 {
        self.stream.rows_affected().unwrap_or_default()
    }
}

impl<E: Executor + ?Sized> Executor for &E {
    fn link(&self) -> Link<'_> {
        (**self).link()
    }
}

impl Executor for Link<'_> {
    fn link(&self) -> Link<'_> {
        *self
    }
}

impl Executor for Client {
    fn link(&self) -> Link<'_> {
        Link::client(self, None)
    }
}

impl Executor for tokio_postgres::Transaction<'_> {
    fn link(&self) -> Link<'_> {
        Link::transaction(self.client(), None)
    }
}

impl Executor for deadpool_postgres::Pool {
    fn link(&self) -> Link<'_> {
        Link::pool(self)
    }
}

impl Executor for deadpool_postgres::Client {
    fn link(&self) -> Link<'_> {
        let client: &ClientWrapper = self;
        client.link()
    }
}

impl Executor for ClientWrapper {
    fn link(&self) -> Link<'_> {
        Link::client(self, Some(&self.statement_cache))
    }
}

impl Executor for deadpool_postgres::Transaction<'_> {
    fn link(&self) -> Link<'_> {
        Link::transaction(self.client(), Some(&self.statement_cache))
    }
}
