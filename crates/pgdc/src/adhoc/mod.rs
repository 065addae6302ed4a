//! Statements written by the user, and what their rows can be read as.

mod any;
mod describe;
mod from_row;
mod many;
mod record;
pub(crate) mod script;
mod show;

use std::pin::Pin;
use std::time::Duration;

use futures_util::stream::{Stream, try_unfold};
use tokio_postgres::types::FromSqlOwned;

use crate::cursor::{Cursor, CursorName};
use crate::error::{Error, Kind, Result};
use crate::link::{Link, Rows};
use crate::raw::{Params, RawStatement, SqlText};
use crate::sql::Sql;

pub use any::AnyValue;
pub use describe::Description;
pub use from_row::FromRow;
pub use many::SqlMany;
pub use record::{ColumnIndex, Record, Records};

/// An SQL statement of the user's own with its values; made by [`Executor::sql`](crate::Executor::sql).
///
/// Nothing is sent before one of the methods that return a future is awaited. A statement whose text is a
/// `&'static str` is prepared once for each connection; text put together at run time, each time.
///
/// # Errors
/// Of each method: the server's; text or values that cannot be used
/// ([`is_refused`](Error::is_refused)), several statements among them; a value or column that does not fit
/// the type that is asked for ([`is_decode`](Error::is_decode)).
#[must_use = "a statement is sent by `execute`, `all`, `one` and the like"]
pub struct SqlStatement<'e> {
    link: Link<'e>,
    statement: Result<RawStatement<'e>>,
}

impl<'e> SqlStatement<'e> {
    pub(crate) fn new(link: Link<'e>, text: SqlText, params: Params<'e>) -> Self {
        let statement = RawStatement::new(text, params).map_err(Error::from);
        SqlStatement { link, statement }
    }

    /// Lets it take no longer than this; see [`Executor::with_timeout`](crate::Executor::with_timeout).
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.link = self.link.within(limit);
        self
    }

    /// Runs it, and tells how many rows it wrote, or, of a query, returned.
    pub async fn execute(self) -> Result<u64> {
        let mut rows = self.start("", "").await?;
        while rows.next().await?.is_some() {}
        Ok(rows.affected())
    }

    /// All rows, read as `T`: a row of a generated module, a tuple of columns, or a [`Record`].
    pub async fn all<T: FromRow>(self) -> Result<Vec<T>> {
        let mut rows = self.read().await?;
        let mut all = Vec::new();
        while let Some(row) = rows.next().await? {
            all.push(row);
        }
        Ok(all)
    }

    /// The only row; an error when there is none ([`is_not_found`](Error::is_not_found)) or there are more
    /// ([`is_not_unique`](Error::is_not_unique)). What the statement wrote is written all the same.
    pub async fn one<T: FromRow>(self) -> Result<T> {
        self.optional().await?.ok_or_else(|| Error::new(Kind::NotFound { key: None }))
    }

    /// The only row, or none; an error when there are more ([`is_not_unique`](Error::is_not_unique)).
    pub async fn optional<T: FromRow>(self) -> Result<Option<T>> {
        let mut rows = self.read().await?;
        let Some(row) = rows.next().await? else { return Ok(None) };
        match rows.next().await? {
            Some(_) => Err(Error::new(Kind::NotUnique)),
            None => Ok(Some(row)),
        }
    }

    /// The only value: of the only column of the only row.
    pub async fn item<T: FromSqlOwned + Send>(self) -> Result<T> {
        self.one().await.map(|(item,)| item)
    }

    /// The values of the only column.
    pub async fn items<T: FromSqlOwned + Send>(self) -> Result<Vec<T>> {
        let rows: Vec<(T,)> = self.all().await?;
        Ok(rows.into_iter().map(|(item,)| item).collect())
    }

    /// The rows as they arrive. The connection is in use until the stream ends or is dropped.
    pub fn stream<T: FromRow + 'e>(self) -> Pin<Box<dyn Stream<Item = Result<T>> + Send + 'e>> {
        /// The statement, and then its rows.
        enum State<'e, T: FromRow> {
            Unsent(SqlStatement<'e>),
            Sent(Typed<'e, T>),
        }
        Box::pin(try_unfold(State::Unsent(self), |state| async {
            let mut rows = match state {
                State::Unsent(statement) => statement.open().await?,
                State::Sent(rows) => rows,
            };
            let row = rows.next().await?;
            Ok(row.map(|row| (row, State::Sent(rows))))
        }))
    }

    /// The rows by a cursor on the server, `prefetch` at a time; of a query, in a transaction. See
    /// [`Query::cursor`](crate::Query::cursor).
    pub async fn cursor<T: FromRow + 'e>(self, prefetch: u32) -> Result<Cursor<'e, T>>
    where
        T::Shape: Sync,
    {
        let (statement, name) = (self.statement?, CursorName::new());
        let mut sql = Sql::new();
        sql.push(&format!("DECLARE {name} NO SCROLL CURSOR FOR "));
        statement.write(&mut sql);
        Cursor::open(self.link, &sql, &name, prefetch, |columns| {
            let shape = T::shape(columns)?;
            Ok(Box::new(move |row| T::read(row, &shape)))
        })
        .await
    }

    /// All rows as they are, to be looked at: by name and index, as a text table, as HTML, as JSON.
    pub async fn records(self) -> Result<Records> {
        let mut rows = self.start("", "").await?;
        let columns = rows.columns().iter().map(|column| column.name().to_owned()).collect();
        let mut records = Records::new(columns);
        while let Some(row) = rows.next().await? {
            records.push(row);
        }
        Ok(records)
    }

    /// How many rows the query returns, which the server counts.
    pub async fn count(self) -> Result<u64> {
        // A comment at the end of the text ends with its line.
        let mut rows = self.start("SELECT count(*) FROM (", "\n) AS counted").await?;
        let Some(row) = rows.next().await? else {
            return Err(Error::new(Kind::NotFound { key: None }));
        };
        let count: i64 = row.try_get(0)?;
        // There is no other, but only at the end is the connection known to be at nothing.
        while rows.next().await?.is_some() {}
        Ok(count.unsigned_abs())
    }

    /// For who reads all rows at once.
    async fn read<T: FromRow>(self) -> Result<Typed<'e, T>> {
        Typed::of(self.start("", "").await?)
    }

    /// For who takes them at a pace of its own.
    async fn open<T: FromRow>(self) -> Result<Typed<'e, T>> {
        let statement = self.statement?;
        let mut sql = Sql::new();
        statement.write(&mut sql);
        Typed::of(self.link.query(&sql).await?)
    }

    /// Sends the statement between two pieces of text, for who reads all rows at once.
    async fn start(self, before: &str, after: &str) -> Result<Rows<'e>> {
        let statement = self.statement?;
        let mut sql = Sql::new();
        sql.push(before);
        statement.write(&mut sql);
        sql.push(after);
        self.link.query_at_once(&sql).await
    }
}

/// Rows as they arrive, read as `T`.
struct Typed<'e, T: FromRow> {
    rows: Rows<'e>,
    shape: T::Shape,
}

impl<'e, T: FromRow> Typed<'e, T> {
    fn of(rows: Rows<'e>) -> Result<Self> {
        let shape = T::shape(rows.columns())?;
        Ok(Typed { rows, shape })
    }

    async fn next(&mut self) -> Result<Option<T>> {
        let row = self.rows.next().await?;
        row.map(|row| T::read(row, &self.shape)).transpose()
    }
}
