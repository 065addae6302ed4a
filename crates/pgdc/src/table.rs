//! The handle of a relation: what can be done with its rows.

mod by_key;
mod each;
mod get_many;
mod guarded;
mod insert;
mod loader;
mod refresh;
mod resolve;
mod stream;
mod version;
mod within;

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
use crate::render::{Filter, Select, Statement, Target, render};
use crate::row::KeyParts;
use crate::scope::Scope;
use crate::sql::Sql;
use crate::value::IntoValue;
use crate::{Column, Condition, Insert, Keyed, Many, One, Row, Unscoped};

pub use insert::{Inserting, OnConflict};
pub use loader::Loader;
pub use resolve::Resolve;

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

/// The whole relation, whatever scope was declared for it. For generated code, which narrows it, or was told why
/// not.
pub fn whole_table<R: Row>(link: Link<'_>) -> Table<'_, R> {
    Table::scoped(link, Scope::default())
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
    pub fn new<E: Executor + ?Sized>(exec: &'e E) -> Self
    where
        R: Unscoped,
    {
        Table::on(exec.link())
    }

    /// The whole relation, on a link. For generated code.
    pub fn on(link: Link<'e>) -> Self
    where
        R: Unscoped,
    {
        whole_table(link)
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
    /// # async fn f<R: Unscoped + Keyed<Key = i32>>(pool: Pool, tenant: Column<R, i32>) -> Result<()> {
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
    /// identity columns among them. By [`on_conflict`](Inserting::on_conflict) it says what happens where the
    /// row is there already.
    ///
    /// # Errors
    /// The server's, such as a [`constraint`](Error::constraint); or a value that contradicts the
    /// handle's scope.
    pub fn insert<V: Insert<R>>(&self, row: V) -> Inserting<'e, R, One<V>> {
        Inserting::new(self, One(row))
    }

    /// Inserts rows in one statement and returns them in the order given. Either all are inserted or
    /// none. Rows may set different columns.
    ///
    /// # Errors
    /// As [`Table::insert`]; besides, rows with array columns must fit the protocol's limit of 65535
    /// values a statement.
    pub fn insert_many<V: Insert<R>>(&self, rows: Vec<V>) -> Inserting<'e, R, Many<V>> {
        Inserting::new(self, Many(rows))
    }

    pub(crate) fn link(&self) -> Link<'e> {
        self.link
    }

    pub(crate) fn scope(&self) -> &Scope {
        &self.scope
    }

    #[inline]
    pub(crate) fn sql_of<'v>(
        &'v self,
        statement: Statement<'v>,
        operation: Operation,
    ) -> Result<Box<Sql<'v>>> {
        render(self.target(), statement).map_err(|error| error.at(R::RELATION, operation))
    }

    pub(crate) fn target(&self) -> Target<'_> {
        Target { relation: R::RELATION, scope: &self.scope }
    }

    fn missing(&self, operation: Operation, key: Option<String>) -> Error {
        Error::new(Kind::NotFound { key }).at(R::RELATION, operation)
    }
}

impl<'e, R: Row> Table<'e, R> {
    /// The row with this primary key, if there is one in the handle's scope.
    ///
    /// # Errors
    /// The server's, or a value that does not fit its field.
    pub fn get(&self, key: R::Key) -> impl Future<Output = Result<Option<R>>> + Send + use<'e, R>
    where
        R: Keyed,
    {
        let table = self.clone();
        async move {
            let sql = table.get_sql(&key)?;
            fetch::one(&table.link, &sql, Operation::Select).await
        }
    }

    /// The row with this primary key.
    ///
    /// # Errors
    /// As [`Table::get`]; and [`is_not_found`](Error::is_not_found), naming table and key, when there is
    /// none in the handle's scope.
    pub fn one(&self, key: R::Key) -> impl Future<Output = Result<R>> + Send + use<'e, R>
    where
        R: Keyed,
    {
        let table = self.clone();
        async move {
            let found = table.get(key.clone()).await?;
            found.ok_or_else(|| table.missing_key(Operation::Select, &key))
        }
    }

    #[inline]
    fn get_sql<'v>(&'v self, key: &'v R::Key) -> Result<Box<Sql<'v>>>
    where
        R: Keyed,
    {
        let filter = Filter::by_key(KeyParts::of::<R>(key));
        self.sql_of(Statement::Select { filter, select: Select::default() }, Operation::Select)
    }

    fn missing_key(&self, operation: Operation, key: &R::Key) -> Error
    where
        R: Keyed,
    {
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
        let scope = self.scope.items().iter().map(|item| R::RELATION.column(item.column).name());
        write!(f, "Table({}, scope {:?})", R::RELATION, scope.collect::<Vec<_>>())
    }
}
