//! From the server's rows to the user's structs.

use smallvec::SmallVec;
use tokio_postgres::binary_copy::BinaryCopyOutRow;
use tokio_postgres::types::FromSqlOwned;

use crate::bounds::Checked;
use crate::error::{Error, Kind, Result};
use crate::param::Param;
use crate::{Executor, FieldValues, Relation, Table, Values, field_values};

/// A struct that holds one row of a relation. Implemented by generated modules.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no row of a relation",
    note = "rows are the structs that `pgdc generate` writes for tables and views, and those that derive `pgdc::Table`"
)]
pub trait Row: Sized + Send + Sync + 'static {
    /// The relation.
    const RELATION: &'static Relation;

    /// Makes the struct from the columns of [`Row::RELATION`], in their order.
    ///
    /// # Errors
    /// A value that does not fit its field; the error names the column.
    fn decode(row: &Fields<'_>) -> Result<Self>;
}

/// A row of a relation that can be reached without a scope. Implemented by generated modules, but for what the
/// scope declared in `pgdc.toml` keeps apart.
#[diagnostic::on_unimplemented(
    message = "rows of `{Self}` are reached by way of a scope alone",
    note = "take the handle from that of a tenant, `Db::new(&pool).tenant(id)`, or say why not: \
            `Db::new(&pool).unscoped(\"reason\")`"
)]
pub trait Unscoped: Row {
    /// The handle of the whole relation, on a pool, a connection or a transaction.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<Album: Unscoped>(pool: Pool) -> Result<()> {
    /// let albums = Album::table(&pool).all().await?;
    /// # Ok(()) }
    /// ```
    fn table<E: Executor + ?Sized>(exec: &E) -> Table<'_, Self> {
        Table::new(exec)
    }
}

/// A row of a table with a primary key. Implemented by generated modules.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no primary key",
    label = "a row cannot be addressed by its key",
    note = "views and tables without a PRIMARY KEY can be filtered, but not read or written by key"
)]
pub trait Keyed: Row {
    /// The type of the key: the column's own, or a struct with a field for each part.
    type Key: Clone + std::fmt::Debug + Send + Sync + 'static;

    /// The row's key.
    fn key(&self) -> Self::Key;

    /// Gives the parts of a key, in the order of [`Relation::key`].
    fn bind_key<'v>(key: &'v Self::Key, parts: &mut KeyParts<'v>);
}

/// A row of a relation that can be written. Implemented by generated modules.
#[diagnostic::on_unimplemented(
    message = "rows of `{Self}` cannot be changed",
    note = "pgdc writes to tables, not to views"
)]
pub trait Writable: Row {
    /// The columns of a partial update, all optional.
    type Patch: Values<Self> + 'static;
}

/// A row of a materialized view. Implemented by generated modules.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no row of a materialized view",
    note = "only what a materialized view stores can be refreshed"
)]
pub trait Materialized: Row {}

/// The parts of a key on their way into a statement.
#[derive(Default)]
pub struct KeyParts<'v>(SmallVec<[&'v dyn Param; 4]>);

impl<'v> KeyParts<'v> {
    /// The next part.
    pub fn push(&mut self, part: &'v dyn Param) {
        self.0.push(part);
    }

    pub(crate) fn of<R: Keyed>(key: &'v R::Key) -> Self {
        let mut parts = KeyParts::default();
        R::bind_key(key, &mut parts);
        debug_assert_eq!(parts.0.len(), R::RELATION.key.len(), "key parts of {}", R::RELATION);
        parts
    }

    pub(crate) fn as_slice(&self) -> &[&'v dyn Param] {
        &self.0
    }
}

/// The values of one row as the server sent them.
#[derive(Debug)]
pub struct Fields<'r> {
    source: Source<'r>,
    relation: &'static Relation,
    /// Where each column of the relation stands, if not in its own place.
    places: Option<&'r [usize]>,
}

/// What sent the values.
#[derive(Clone, Copy)]
enum Source<'r> {
    /// A query.
    Row(&'r tokio_postgres::Row),
    /// A COPY in binary.
    Copied(&'r BinaryCopyOutRow),
}

impl<'r> Fields<'r> {
    pub(crate) fn new(row: &'r tokio_postgres::Row, relation: &'static Relation) -> Self {
        Fields { source: Source::Row(row), relation, places: None }
    }

    /// Of a row that a COPY sent.
    pub(crate) fn copied(row: &'r BinaryCopyOutRow, relation: &'static Relation) -> Self {
        Fields { source: Source::Copied(row), relation, places: None }
    }

    /// Of a row whose columns stand in other places: that of each column of the relation.
    pub(crate) fn placed(
        row: &'r tokio_postgres::Row,
        relation: &'static Relation,
        places: &'r [usize],
    ) -> Self {
        Fields { source: Source::Row(row), relation, places: Some(places) }
    }

    /// The value of the column at `index`.
    ///
    /// # Errors
    /// The value does not fit `T`; the error names the column.
    pub fn get<T: FromSqlOwned>(&self, index: usize) -> Result<T> {
        let place = self.places.map_or(index, |places| places[index]);
        let value = match self.source {
            Source::Row(row) => row.try_get(place),
            Source::Copied(row) => row.try_get(place),
        };
        match value {
            Ok(Checked(value)) => Ok(value),
            Err(error) => Err(self.error(index, error)),
        }
    }

    /// The values of the columns from `first` on, as many as the tuple has.
    ///
    /// # Errors
    /// A value that does not fit its place in the tuple; the error names the column.
    #[inline]
    pub fn values<T: FieldValues>(&self, first: usize) -> Result<T> {
        field_values::read(self, first)
    }

    #[cold]
    fn error(&self, index: usize, error: tokio_postgres::Error) -> Error {
        decode_error(self.relation.columns.get(index).map_or("?", |column| column.name()), error)
    }
}

/// Values are not printed.
impl std::fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Source::Row(_) => "row of a query",
            Source::Copied(_) => "row of a COPY",
        })
    }
}

/// A value that does not fit its type, without the wire library's words for it.
#[cold]
pub(crate) fn decode_error(column: &str, error: tokio_postgres::Error) -> Error {
    let source = match std::error::Error::source(&error) {
        Some(cause) => cause.to_string().into(),
        None => error.into(),
    };
    Error::new(Kind::Decode { column: column.to_owned(), source })
}
