//! What statements can be sent over.

use std::time::Duration;

use deadpool_postgres::ClientWrapper;
use tokio_postgres::Client;

use crate::adhoc::{SqlMany, SqlStatement, script};
use crate::copy::{CopyFrom, CopyInto, CopyTable};
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
    /// [`Table`](struct@crate::Table).
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

    /// A statement of your own that is sent once for each set of values: all of them are done, or none.
    ///
    /// It begins a transaction, or a savepoint within one. On a connection that several tasks share, statements of
    /// others would become part of it.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// let artists = [(1, "AC/DC"), (2, "Accept")];
    /// let text = "INSERT INTO artist (artist_id, name) VALUES (?, ?)";
    /// let written: u64 = pool.sql_many(text, artists).execute().await?;
    /// let text = "SELECT title FROM album WHERE artist_id = ?";
    /// let titles: Vec<Vec<(String,)>> = pool.sql_many(text, [(1,), (2,)]).all().await?;
    /// # Ok(()) }
    /// ```
    fn sql_many<'e, I>(&'e self, text: impl Into<SqlText>, sets: I) -> SqlMany<'e, I>
    where
        Self: Sized,
        I: IntoIterator<Item: IntoParams<'e>, IntoIter: Send> + Send,
    {
        SqlMany::new(self.link(), text.into(), sets)
    }

    /// Sends several statements without values, separated by `;`, and waits for all of them. They are one
    /// transaction, unless they say otherwise.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// pool.batch("CREATE TABLE a (n integer); CREATE TABLE b (n integer)").await?;
    /// # Ok(()) }
    /// ```
    fn batch<'e>(&'e self, text: impl Into<SqlText>) -> impl Future<Output = Result<()>> + Send + 'e
    where
        Self: Sized,
    {
        script::run(self.link(), text.into())
    }

    /// The same, over which no statement takes longer than `limit`, the wait for a connection included: then the
    /// server is told to give it up, and there is an error ([`is_timeout`](crate::Error::is_timeout)). For handles
    /// and [`sql`](Executor::sql) alike; a `COPY` takes as long as it takes.
    ///
    /// A statement that the server ends at that very moment is done all the same; in a transaction, one that is
    /// given up ends the transaction. The server cannot tell statements of one connection apart: where several
    /// tasks share one, let none have a limit.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # use std::time::Duration;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// let quick = pool.with_timeout(Duration::from_secs(1));
    /// let result = quick.sql("SELECT pg_sleep(60)", ()).execute().await;
    /// assert!(result.unwrap_err().is_timeout());
    /// # Ok(()) }
    /// ```
    fn with_timeout(&self, limit: Duration) -> Link<'_> {
        self.link().within(limit)
    }

    /// Copies data into a table, from a file, a reader, memory or a stream: CSV, text or binary. **No scope is
    /// part of it.**
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// let table = CopyTable::new("album").columns(["title", "artist_id"]);
    /// let format = CopyFormat::csv().header().delimiter(';');
    /// let rows = pool.copy_into(table).format(format).from_file("albums.csv").await?;
    /// # Ok(()) }
    /// ```
    fn copy_into(&self, table: impl Into<CopyTable>) -> CopyInto<'_>
    where
        Self: Sized,
    {
        CopyInto::new(self.link(), table.into())
    }

    /// Copies the data of a table, to a file, a writer, memory or a stream: CSV, text or binary. **No scope is
    /// part of it.**
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// let rows = pool.copy_from("album").format(CopyFormat::csv()).to_file("albums.csv").await?;
    /// # Ok(()) }
    /// ```
    fn copy_from(&self, table: impl Into<CopyTable>) -> CopyFrom<'_>
    where
        Self: Sized,
    {
        CopyFrom::table(self.link(), table.into())
    }

    /// Copies what a query returns, as [`copy_from`](Executor::copy_from) does the data of a table. The query has
    /// no placeholders, since `COPY` binds no values.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// let text = "SELECT title, count(*) FROM album GROUP BY title";
    /// let csv: Vec<u8> = pool.copy_query(text).format(CopyFormat::csv().header()).to_vec().await?;
    /// # Ok(()) }
    /// ```
    fn copy_query(&self, text: impl Into<SqlText>) -> CopyFrom<'_>
    where
        Self: Sized,
    {
        CopyFrom::query(self.link(), text.into())
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
