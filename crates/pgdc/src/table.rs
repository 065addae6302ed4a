//! The handle of a relation: what can be done with its rows.

mod refresh;

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

use crate::error::{Error, Kind, Operation, Result};
use crate::executor::Executor;
use crate::fetch;
use crate::link::Link;
use crate::order::Order;
use crate::param::Param;
use crate::query::Query;
use crate::raw::{IntoParams, SqlText};
use crate::render::{Filter, Statement, Target, render};
use crate::row::KeyParts;
use crate::scope::Scope;
use crate::value::IntoValue;
use crate::values::{Assignments, Columns};
use crate::{Column, Condition, Insert, Keyed, Row, Values, Writable};

/// The handle of a relation with rows `R`, on an [`Executor`].
///
/// A handle is a value: [`xtra`](Table::xtra) gives a narrower one and leaves the old one as it is, and
/// two handles never share state. Methods that reach the server return futures that do not borrow the
/// handle. Displays as the relation's quoted SQL name.
pub struct Table<'e, R> {
    link: Link<'e>,
    scope: Scope,
    marker: PhantomData<fn() -> R>,
}

/// What became of an upserted row.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Upserted<R> {
    /// There was no such row; this one was inserted.
    Inserted(R),
    /// There was a row with the key; this is what it is now.
    Updated(R),
}

impl<R> Upserted<R> {
    /// The row, whichever way it came to be.
    pub fn into_row(self) -> R {
        match self {
            Upserted::Inserted(row) | Upserted::Updated(row) => row,
        }
    }

    /// Whether the row is new.
    pub const fn is_inserted(&self) -> bool {
        matches!(self, Upserted::Inserted(_))
    }
}

impl<'e, R: Row> Table<'e, R> {
    /// The whole relation, on `exec`. Generated modules have a method for each table that does this.
    pub fn new<E: Executor + ?Sized>(exec: &'e E) -> Self {
        Table::on(exec.link())
    }

    /// The whole relation, on a link. For generated code.
    pub fn on(link: Link<'e>) -> Self {
        Table { link, scope: Scope::default(), marker: PhantomData }
    }

    /// The rows of a scope, on a link.
    pub(crate) fn scoped(link: Link<'e>, scope: Scope) -> Self {
        Table { link, scope, marker: PhantomData }
    }

    /// Only the rows whose `column` holds `value`, for everything that is done with the new handle.
    ///
    /// It reads, changes and deletes no other rows; what it inserts carries the value; a write that
    /// contradicts it is an error ([`is_scope_violation`](Error::is_scope_violation)), and no write moves
    /// a row in or out. The value is bound as a parameter and cannot be NULL. Several calls narrow
    /// further.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Keyed<Key = i32>>(pool: Pool, tenant: Column<R, i32>) -> Result<()> {
    /// # let ticket: Table<'_, R> = Table::new(&pool);
    /// let mine = ticket.xtra(tenant, 7);
    /// let found = mine.get(1).await?; // `None` for a ticket of another tenant
    /// # Ok(()) }
    /// ```
    pub fn xtra<T, N>(&self, column: Column<R, T, N>, value: impl IntoValue<T>) -> Self
    where
        T: Param + PartialEq,
    {
        let mut narrower = self.clone();
        narrower.scope.narrow(column.index(), value.into_value());
        narrower
    }

    /// The rows, to be narrowed, ordered and read.
    pub fn rows(&self) -> Query<'e, R> {
        Query::new(self.link, self.scope.clone())
    }

    /// The rows for which a typed condition holds; see [`Query::filter`].
    pub fn filter(&self, condition: Condition<R>) -> Query<'e, R> {
        self.rows().filter(condition)
    }

    /// The rows for which an SQL condition holds; see [`Query::rows_where`].
    pub fn rows_where(
        &self,
        text: impl Into<SqlText>,
        params: impl IntoParams<'e>,
    ) -> Query<'e, R> {
        self.rows().rows_where(text, params)
    }

    /// The rows in the order of a column; see [`Query::order_by`].
    pub fn order_by(&self, order: impl Into<Order<R>>) -> Query<'e, R> {
        self.rows().order_by(order)
    }

    /// At most `rows` rows; see [`Query::limit`].
    pub fn limit(&self, rows: u32) -> Query<'e, R> {
        self.rows().limit(rows)
    }

    /// All rows but the first `rows`; see [`Query::offset`].
    pub fn offset(&self, rows: u64) -> Query<'e, R> {
        self.rows().offset(rows)
    }

    /// Every row.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub fn all(&self) -> impl Future<Output = Result<Vec<R>>> + Send + use<'e, R> {
        self.rows().all()
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// As [`Query::count`].
    pub fn count(&self) -> impl Future<Output = Result<u64>> + Send + use<'e, R> {
        self.rows().count()
    }

    /// Inserts a row and returns it as PostgreSQL wrote it, with defaults and generated columns.
    ///
    /// Of a whole row given back, what only PostgreSQL may write is left out: `GENERATED ALWAYS` columns,
    /// identity columns among them.
    ///
    /// # Errors
    /// The server's, such as a [`constraint`](Error::constraint); or a value that contradicts the
    /// handle's scope.
    pub fn insert<V: Insert<R>>(
        &self,
        row: V,
    ) -> impl Future<Output = Result<R>> + Send + use<'e, R, V> {
        let table = self.clone();
        async move {
            let rows = table.insert_rows(std::slice::from_ref(&row)).await?;
            rows.into_iter().next().ok_or_else(|| table.missing(Operation::Insert, None))
        }
    }

    /// Inserts rows in one statement and returns them in the order given. Either all are inserted or
    /// none. Rows may set different columns.
    ///
    /// # Errors
    /// As [`Table::insert`]; besides, rows with array columns must fit the protocol's limit of 65535
    /// values a statement.
    pub fn insert_many<V: Insert<R>>(
        &self,
        rows: Vec<V>,
    ) -> impl Future<Output = Result<Vec<R>>> + Send + use<'e, R, V> {
        let table = self.clone();
        async move { table.insert_rows(&rows).await }
    }

    async fn insert_rows<V: Insert<R>>(&self, rows: &[V]) -> Result<Vec<R>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<Columns<'_>> = rows.iter().map(Assignments::of).collect();
        let sql = render(self.target(), Statement::Insert { rows })
            .map_err(|error| error.at(R::RELATION, Operation::Insert))?;
        fetch::inserted(self.link, &sql).await
    }

    fn target(&self) -> Target<'_> {
        Target { relation: R::RELATION, scope: &self.scope }
    }

    fn missing(&self, operation: Operation, key: Option<String>) -> Error {
        Error::new(Kind::NotFound { key }).at(R::RELATION, operation)
    }
}

impl<'e, R: Keyed> Table<'e, R> {
    /// The row with this primary key, if there is one in the handle's scope.
    ///
    /// # Errors
    /// The server's, or a value that does not fit its field.
    pub fn get(&self, key: R::Key) -> impl Future<Output = Result<Option<R>>> + Send + use<'e, R> {
        let table = self.clone();
        async move {
            let filter = Filter::by_key(KeyParts::of::<R>(&key));
            let select = Statement::Select { filter, order: &[], limit: None, offset: None };
            table.run(select, Operation::Select).await
        }
    }

    /// The row with this primary key.
    ///
    /// # Errors
    /// As [`Table::get`]; and [`is_not_found`](Error::is_not_found), naming table and key, when there is
    /// none in the handle's scope.
    pub fn one(&self, key: R::Key) -> impl Future<Output = Result<R>> + Send + use<'e, R> {
        let table = self.clone();
        async move {
            let found = table.get(key.clone()).await?;
            found.ok_or_else(|| table.missing_key(Operation::Select, &key))
        }
    }

    /// Deletes the row with this primary key and returns what it was.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) when there is none in the handle's scope, or the server's,
    /// such as a foreign key that still points at it.
    pub fn delete(&self, key: R::Key) -> impl Future<Output = Result<R>> + Send + use<'e, R>
    where
        R: Writable,
    {
        let table = self.clone();
        async move {
            let filter = Filter::by_key(KeyParts::of::<R>(&key));
            let deleted = table.run(Statement::Delete { filter }, Operation::Delete).await?;
            deleted.ok_or_else(|| table.missing_key(Operation::Delete, &key))
        }
    }

    /// Writes every column of `row` that an update may write to the row with its key, and returns it as
    /// it is then.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) when there is none in the handle's scope; a value that
    /// contradicts the scope; or the server's.
    pub fn update<'r>(&self, row: &'r R) -> impl Future<Output = Result<R>> + Send + use<'e, 'r, R>
    where
        R: Writable + Values<R>,
    {
        let table = self.clone();
        async move {
            let mut set = Assignments::of(row);
            set.retain(|column| table.scope.binds(column) || !R::RELATION.is_key(column));
            table.update_by_key(&row.key(), set).await
        }
    }

    /// Writes the columns of `patch` to the row with this primary key, and returns it as it is then.
    ///
    /// # Errors
    /// As [`Table::update`].
    pub fn patch(
        &self,
        key: R::Key,
        patch: R::Patch,
    ) -> impl Future<Output = Result<R>> + Send + use<'e, R>
    where
        R: Writable,
    {
        let table = self.clone();
        async move { table.update_by_key(&key, Assignments::of(&patch)).await }
    }

    /// Inserts the row, or, where its primary key is taken, writes the given columns to the row that has
    /// it. One statement, so that two callers at once both succeed.
    ///
    /// Columns that are not given take their default in a new row and keep their value in an old one.
    ///
    /// # Errors
    /// [`is_scope_violation`](Error::is_scope_violation) when the row with that key is outside the
    /// handle's scope: it is left as it is. Else as [`Table::insert`].
    pub fn upsert<V: Insert<R>>(
        &self,
        row: V,
    ) -> impl Future<Output = Result<Upserted<R>>> + Send + use<'e, R, V>
    where
        R: Writable,
    {
        let table = self.clone();
        async move {
            let at = |error: Error| error.at(R::RELATION, Operation::Upsert);
            let statement = Statement::Upsert { row: Assignments::of(&row) };
            let sql = render(table.target(), statement).map_err(at)?;
            match fetch::upserted(table.link, &sql).await? {
                Some((row, true)) => Ok(Upserted::Inserted(row)),
                Some((row, false)) => Ok(Upserted::Updated(row)),
                None => Err(at(Error::new(Kind::OutOfScope))),
            }
        }
    }

    async fn update_by_key<'v>(&'v self, key: &'v R::Key, set: Columns<'v>) -> Result<R> {
        let filter = Filter::by_key(KeyParts::of::<R>(key));
        let updated = self.run(Statement::Update { set, filter }, Operation::Update).await?;
        updated.ok_or_else(|| self.missing_key(Operation::Update, key))
    }

    /// Runs a statement that touches one row at most.
    async fn run<'v>(
        &'v self,
        statement: Statement<'v>,
        operation: Operation,
    ) -> Result<Option<R>> {
        let sql =
            render(self.target(), statement).map_err(|error| error.at(R::RELATION, operation))?;
        Ok(fetch::all(self.link, &sql, operation).await?.pop())
    }

    fn missing_key(&self, operation: Operation, key: &R::Key) -> Error {
        self.missing(operation, Some(format!("{key:?}")))
    }
}

impl<R> Clone for Table<'_, R> {
    fn clone(&self) -> Self {
        Table { link: self.link, scope: self.scope.clone(), marker: PhantomData }
    }
}

impl<R: Row> fmt::Display for Table<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        R::RELATION.fmt(f)
    }
}

/// The relation and the scope's columns; values are not printed.
impl<R: Row> fmt::Debug for Table<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scope = self.scope.items().iter().map(|item| R::RELATION.column(item.column).name);
        write!(f, "Table({}, scope {:?})", R::RELATION, scope.collect::<Vec<_>>())
    }
}
