//! What statements can be sent over.

use deadpool_postgres::ClientWrapper;
use tokio_postgres::Client;

use crate::adhoc::SqlStatement;
use crate::error::Result;
use crate::link::{Link, Prepared};
use crate::raw::{IntoParams, SqlText};

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

    /// An SQL statement of your own, with values for its placeholders: `?` in their order, `:name`, or `$n`.
    ///
    /// It is sent as it is: **no scope is part of it**. That is why it is here and not on a
    /// [`Table`](crate::Table).
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// let rows: Vec<(String, i64)> = pool
    ///     .sql("SELECT title, count(*) FROM album GROUP BY title HAVING count(*) > ?", (1_i64,))
    ///     .all()
    ///     .await?;
    /// let latest: String = pool
    ///     .sql("SELECT max(title) FROM album WHERE artist_id = :artist", params![artist = 1])
    ///     .item()
    ///     .await?;
    /// println!("{}", pool.sql("SELECT * FROM album", ()).records().await?);
    /// # Ok(()) }
    /// ```
    fn sql<'e>(&'e self, text: impl Into<SqlText>, params: impl IntoParams<'e>) -> SqlStatement<'e>
    where
        Self: Sized,
    {
        SqlStatement::new(self.link(), text.into(), params.into_params())
    }

    /// Sends a message to all who listen to a channel ([`Config::listen`](crate::Config::listen)), by
    /// `pg_notify`. In a transaction it is sent when that is committed, and of several that are the same only
    /// one.
    ///
    /// # Errors
    /// The server refuses it: a channel without a name or with one of more than 63 bytes, a payload of more than
    /// 7999 bytes.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// pool.notify("orders", r#"{"order": 7}"#).await?;
    /// # Ok(()) }
    /// ```
    fn notify<'e>(
        &'e self,
        channel: impl Into<String>,
        payload: impl Into<String>,
    ) -> impl Future<Output = Result<()>> + Send + 'e
    where
        Self: Sized,
    {
        let params = (channel.into(), payload.into());
        let statement = self.sql("SELECT pg_catalog.pg_notify($1, $2)", params);
        async { statement.execute().await.map(drop) }
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
        Link::client(self, Prepared::Nowhere, None)
    }
}

impl Executor for tokio_postgres::Transaction<'_> {
    fn link(&self) -> Link<'_> {
        Link::foreign_transaction(self.client(), Prepared::Nowhere)
    }
}

impl Executor for deadpool_postgres::Pool {
    fn link(&self) -> Link<'_> {
        Link::deadpool(self)
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
        Link::client(self, Prepared::Deadpool(&self.statement_cache), None)
    }
}

impl Executor for deadpool_postgres::Transaction<'_> {
    fn link(&self) -> Link<'_> {
        Link::foreign_transaction(self.client(), Prepared::Deadpool(&self.statement_cache))
    }
}
