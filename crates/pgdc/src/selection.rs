//! A query whose rows are tuples of columns and aggregates, or what a function makes of them.

use std::marker::PhantomData;

use crate::aggregate::{Aggregates, GroupCondition, GroupOrder};
use crate::columns::{Columns, Output, Selected};
use crate::error::Result;
use crate::order::{Order, OrderTerm};
use crate::query::{at_most_one, not_found};
use crate::reading::{Reading, Shape};
use crate::row_stream::RowStream;
use crate::{Cursor, Row};

/// Some columns of the rows of a query ([`Query::select`](crate::Query::select)), or groups of them with
/// their aggregates ([`GroupBy::select`](crate::GroupBy::select)), as values of type `T`.
///
/// `O` is what they can be ordered by: columns, and groups by aggregates too.
#[must_use = "a selection is sent by `all`, `first`, `one`, `optional` or `stream`"]
pub struct Selection<'e, R, T, O = Order<R>> {
    reading: Reading<'e>,
    shape: Shape,
    decode: Decode<'e, T>,
    marker: PhantomData<fn() -> (R, O)>,
}

type Decode<'e, T> = Box<dyn Fn(&mut Selected<'_>) -> Result<T> + Send + Sync + 'e>;

/// Groups of rows with what is computed of each, as values of type `T`: a [`Selection`] that can be ordered
/// by aggregates.
pub type Groups<'e, R, T> = Selection<'e, R, T, GroupOrder<R>>;

impl<'e, R: Row, T: Send + 'e> Selection<'e, R, T> {
    pub(crate) fn of_columns<C: Columns<R, Values = T>>(reading: Reading<'e>, columns: C) -> Self {
        Selection::new(reading, Shape::of(&columns, None), C::decode)
    }

    /// Returns equal values once (`SELECT DISTINCT`). PostgreSQL then orders by selected columns alone.
    pub fn distinct(mut self) -> Self {
        self.reading.distinct = true;
        self
    }
}

impl<'e, R: Row, T: Send + 'e> Groups<'e, R, T> {
    /// One group of all rows.
    pub(crate) fn of_aggregates<A: Aggregates<R, Values = T>>(
        mut reading: Reading<'e>,
        aggregates: A,
    ) -> Self {
        reading.group();
        reading.order.clear();
        (reading.limit, reading.offset) = (None, None);
        Selection::new(reading, Shape::of(&aggregates, Some(0)), A::decode)
    }

    /// The groups of equal `K`, each with its aggregates.
    pub(crate) fn of_groups<K, A>(mut reading: Reading<'e>, keys: &K, aggregates: &A) -> Self
    where
        K: Columns<R>,
        A: Aggregates<R>,
        (K, A): Output<R, Values = T>,
    {
        reading.group();
        let mut shape = Shape::of(keys, None);
        shape.groups = shape.output.as_ref().map(Vec::len);
        shape.add(aggregates);
        Selection::new(reading, shape, <(K, A)>::decode)
    }

    /// Keeps the groups for which `condition` holds too (`HAVING`).
    pub fn having(mut self, condition: GroupCondition<R>) -> Self {
        self.shape.having.push(condition.into_having());
        self
    }
}

impl<'e, R: Row, T: Send + 'e, O: OrderTerm> Selection<'e, R, T, O> {
    fn new(
        reading: Reading<'e>,
        shape: Shape,
        decode: impl Fn(&mut Selected<'_>) -> Result<T> + Send + Sync + 'e,
    ) -> Self {
        Selection { reading, shape, decode: Box::new(decode), marker: PhantomData }
    }

    /// Makes something else of each value, such as a struct of your own.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// struct Length { name: String, ms: i32 }
    /// # async fn f<R: Row>(
    /// #     track: Table<'_, R>, name: Column<R, String>, length: Column<R, i32>,
    /// # ) -> Result<()> {
    /// let lengths: Vec<Length> =
    ///     track.rows().select((name, length)).map(|(name, ms)| Length { name, ms }).all().await?;
    /// # Ok(()) }
    /// ```
    pub fn map<U: Send + 'e>(
        self,
        make: impl Fn(T) -> U + Send + Sync + 'e,
    ) -> Selection<'e, R, U, O> {
        let decode = self.decode;
        Selection::new(self.reading, self.shape, move |values| Ok(make(decode(values)?)))
    }

    /// Orders by a column. Called again, it orders what is equal so far.
    pub fn order_by(mut self, order: impl Into<O>) -> Self {
        self.reading.order.push(order.into().into_term());
        self
    }

    /// Returns at most `rows` values; of 0, none.
    pub fn limit(mut self, rows: u32) -> Self {
        self.reading.limit = Some(rows.into());
        self
    }

    /// Leaves out the first `rows` values.
    pub fn offset(mut self, rows: u64) -> Self {
        self.reading.offset = Some(i64::try_from(rows).unwrap_or(i64::MAX));
        self
    }

    /// All values.
    ///
    /// # Errors
    /// The server's, or a value that does not fit its type.
    pub async fn all(self) -> Result<Vec<T>> {
        let decode = |row: &tokio_postgres::Row| {
            (self.decode)(&mut Selected::new(row, R::RELATION, self.shape.output()))
        };
        self.reading.all(&self.shape, decode).await
    }

    /// All values as they arrive, in constant memory.
    pub fn stream(self) -> RowStream<'e, T> {
        let Selection { reading, shape, decode, .. } = self;
        let expressions = shape.output().to_vec();
        reading.stream(shape, move |row| decode(&mut Selected::new(row, R::RELATION, &expressions)))
    }

    /// All values as they arrive, in lists of `size`, the last of which may be shorter.
    pub fn chunks(self, size: usize) -> RowStream<'e, Vec<T>> {
        self.stream().chunks(size)
    }

    /// All values by a cursor on the server, `prefetch` at a time; see [`Query::cursor`](crate::Query::cursor).
    ///
    /// # Errors
    /// As [`Selection::all`]; and where the handle is on no transaction
    /// ([`is_outside_transaction`](crate::Error::is_outside_transaction)).
    pub async fn cursor(self, prefetch: u32) -> Result<Cursor<'e, T>> {
        let Selection { reading, shape, decode, .. } = self;
        let expressions = shape.output().to_vec();
        let decode = move |row: &tokio_postgres::Row| {
            decode(&mut Selected::new(row, R::RELATION, &expressions))
        };
        reading.cursor(shape, prefetch, decode).await
    }

    /// The first value, if there is any.
    ///
    /// # Errors
    /// As [`Selection::all`].
    pub async fn first(mut self) -> Result<Option<T>> {
        self.reading.cap(1);
        Ok(self.all().await?.pop())
    }

    /// The only value. At most two are read to know.
    ///
    /// # Errors
    /// [`is_not_found`](crate::Error::is_not_found) when there is none,
    /// [`is_not_unique`](crate::Error::is_not_unique) when there are more.
    pub async fn one(self) -> Result<T> {
        self.optional().await?.ok_or_else(|| not_found(R::RELATION))
    }

    /// The only value, or none.
    ///
    /// # Errors
    /// [`is_not_unique`](crate::Error::is_not_unique) when there is more than one.
    pub async fn optional(mut self) -> Result<Option<T>> {
        self.reading.cap(2);
        at_most_one(self.all().await?, R::RELATION)
    }

    /// The SQL text that [`all`](Selection::all) would send, with `$n` for the values.
    ///
    /// # Errors
    /// A condition that is refused.
    pub fn sql(&self) -> Result<String> {
        Ok(self.reading.select(&self.shape)?.text().to_owned())
    }

    /// The server's plan (`EXPLAIN`); see [`Query::explain`](crate::Query::explain).
    ///
    /// # Errors
    /// The server's, or a condition that is refused.
    pub async fn explain(self) -> Result<String> {
        self.reading.explain(&self.shape, false).await
    }
}
