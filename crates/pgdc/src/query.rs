//! A query: which rows of a table, in which order, how many.

mod aggregates;
mod claim;
mod explain;
mod locks;
mod pages;
mod write;

use std::marker::PhantomData;

use crate::columns::Columns;
use crate::error::{Error, Kind, Operation, Result};
use crate::group::GroupBy;
use crate::link::Link;
use crate::order::Order;
use crate::raw::{IntoParams, RawCondition, SqlText};
use crate::reading::{Reading, Shape};
use crate::render::Statement;
use crate::row::Fields;
use crate::row_stream::RowStream;
use crate::scope::Scope;
use crate::selection::Selection;
use crate::{Condition, Cursor, Keyed, Row};

pub use claim::Claimed;

/// Rows of a relation to be read: the handle's scope, narrowed by conditions.
///
/// Made by the methods of [`Table`](struct@crate::Table); nothing is sent before one of the methods that return
/// a future is awaited.
#[must_use = "a query is sent by `all`, `first`, `one`, `optional`, `stream`, `count` or `exists`"]
pub struct Query<'e, R> {
    reading: Reading<'e>,
    /// Whether a write without a condition is meant.
    every_row: bool,
    marker: PhantomData<fn() -> R>,
}

impl<'e, R: Row> Query<'e, R> {
    pub(crate) fn new(link: Link<'e>, scope: Scope) -> Self {
        let reading = Reading::new(link, R::RELATION, scope);
        Query { reading, every_row: false, marker: PhantomData }
    }

    /// Keeps the rows for which `condition` holds too.
    pub fn filter(mut self, condition: Condition<R>) -> Self {
        self.reading.conditions.push(condition.into_node());
        self
    }

    /// Keeps the rows for which the SQL condition `text` holds too, with values for its placeholders: `?`
    /// in their order, `:name`, or `$n`.
    ///
    /// The text stands in parentheses of its own, and text that could reach beyond them is refused:
    /// unbalanced parentheses, comments, `;`, open quotes. PostgreSQL's operators `?`, `?|`, `?&` and
    /// `@?` between two values are left alone. Sub-selects are refused by narrowed handles, since no scope is put into
    /// them ([`is_scope_violation`](crate::Error::is_scope_violation)), unless the text is
    /// [`unscoped`](SqlText::unscoped).
    pub fn rows_where(mut self, text: impl Into<SqlText>, params: impl IntoParams<'e>) -> Self {
        match RawCondition::new(text.into(), params.into_params()) {
            Ok(condition) => self.reading.raw.push(condition),
            Err(refusal) => {
                self.reading.mistake.get_or_insert(refusal);
            }
        }
        self
    }

    /// Orders the rows by a column: `Album::TITLE`, `Album::TITLE.desc()`,
    /// `Album::TITLE.desc().nulls_last()`. Called again, it orders rows that are equal so far.
    pub fn order_by(mut self, order: impl Into<Order<R>>) -> Self {
        self.reading.order.push(order.into().term());
        self
    }

    /// Returns at most `rows` rows; of 0, none.
    pub fn limit(mut self, rows: u32) -> Self {
        self.reading.limit = Some(rows.into());
        self
    }

    /// Leaves out the first `rows` rows.
    pub fn offset(mut self, rows: u64) -> Self {
        self.reading.offset = Some(i64::try_from(rows).unwrap_or(i64::MAX));
        self
    }

    /// Returns equal rows once (`SELECT DISTINCT`).
    pub fn distinct(mut self) -> Self {
        self.reading.distinct = true;
        self
    }

    /// Reads some columns instead of whole rows: one column, or a tuple of up to twelve. Columns that may
    /// hold NULL come as `Option`.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Row>(
    /// #     track: Table<'_, R>, name: Column<R, String>, length: Column<R, i32, Nullable>,
    /// # ) -> Result<()> {
    /// let lengths: Vec<(String, Option<i32>)> = track.rows().select((name, length)).all().await?;
    /// # Ok(()) }
    /// ```
    pub fn select<C: Columns<R>>(self, columns: C) -> Selection<'e, R, C::Values> {
        Selection::of_columns(self.reading, columns)
    }

    /// Puts rows with equal values in these columns together: one column, or a tuple of up to twelve. What
    /// is computed of each group is said by [`GroupBy::select`].
    pub fn group_by<C: Columns<R>>(self, columns: C) -> GroupBy<'e, R, C> {
        GroupBy::new(self.reading, columns)
    }

    /// All rows.
    ///
    /// # Errors
    /// The server's, or a value that does not fit its field.
    pub async fn all(self) -> Result<Vec<R>> {
        self.reading.all(&Shape::default(), decode).await
    }

    /// All rows, each with its primary key.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub async fn with_keys(self) -> Result<Vec<(R::Key, R)>>
    where
        R: Keyed,
    {
        let with_key = |row: &tokio_postgres::Row| decode(row).map(|row: R| (row.key(), row));
        self.reading.all(&Shape::default(), with_key).await
    }

    /// All rows as they arrive, in constant memory.
    pub fn stream(self) -> RowStream<'e, R> {
        self.reading.stream(Shape::default(), decode)
    }

    /// All rows as they arrive, in lists of `size`, the last of which may be shorter.
    pub fn chunks(self, size: usize) -> RowStream<'e, Vec<R>> {
        self.stream().chunks(size)
    }

    /// The rows by a cursor on the server, `prefetch` at a time: to read some of them, pass over others, and do
    /// something else in the transaction between.
    ///
    /// # Errors
    /// As [`Query::all`]; and where the handle is on no transaction
    /// ([`is_outside_transaction`](Error::is_outside_transaction)).
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Unscoped>(mut connection: Connection) -> Result<()> {
    /// let tx = connection.transaction().await?;
    /// # let album = Table::<R>::new(&tx);
    /// let mut albums = album.rows().cursor(100).await?;
    /// let first: Vec<R> = albums.fetch(10).await?;
    /// albums.forward(20).await?;
    /// while let Some(album) = albums.try_next().await? {
    ///     // one at a time
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn cursor(self, prefetch: u32) -> Result<Cursor<'e, R>> {
        self.reading.cursor(Shape::default(), prefetch, decode).await
    }

    /// The first row, if there is any. Without [`order_by`](Query::order_by), which one is first is up to
    /// the server.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub async fn first(mut self) -> Result<Option<R>> {
        self.reading.cap(1);
        Ok(self.all().await?.pop())
    }

    /// The only row. At most two are read to know.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) when there is none,
    /// [`is_not_unique`](Error::is_not_unique) when there are more.
    pub async fn one(self) -> Result<R> {
        self.optional().await?.ok_or_else(|| not_found(R::RELATION))
    }

    /// The only row, or none.
    ///
    /// # Errors
    /// [`is_not_unique`](Error::is_not_unique) when there is more than one.
    pub async fn optional(mut self) -> Result<Option<R>> {
        self.reading.cap(2);
        at_most_one(self.all().await?, R::RELATION)
    }

    /// How many rows there are, whatever `distinct`, limit and offset say.
    ///
    /// # Errors
    /// The server's.
    pub async fn count(self) -> Result<u64> {
        let count: i64 = self.reading.scalar(|filter| Statement::Count { filter }).await?;
        Ok(count.unsigned_abs())
    }

    /// Whether there is any row, whatever limit and offset say.
    ///
    /// # Errors
    /// The server's.
    pub async fn exists(self) -> Result<bool> {
        self.reading.scalar(|filter| Statement::Exists { filter }).await
    }
}

fn decode<R: Row>(row: &tokio_postgres::Row) -> Result<R> {
    R::decode(&Fields::new(row, R::RELATION))
}

pub(crate) fn not_found(relation: &'static crate::Relation) -> Error {
    Error::new(Kind::NotFound { key: None }).at(relation, Operation::Select)
}

/// The only item of a list.
pub(crate) fn at_most_one<T>(
    mut rows: Vec<T>,
    relation: &'static crate::Relation,
) -> Result<Option<T>> {
    if rows.len() > 1 {
        return Err(Error::new(Kind::NotUnique).at(relation, Operation::Select));
    }
    Ok(rows.pop())
}
