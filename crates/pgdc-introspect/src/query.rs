//! From a query to rows as plain structs.

use pgdc_catalog::QualifiedName;
use tokio_postgres::types::FromSql;
use tokio_postgres::{Row, Transaction};

use crate::Error;

/// A query of the system catalogs.
pub(crate) struct Query {
    /// What it reads, for messages.
    pub(crate) what: &'static str,
    pub(crate) sql: &'static str,
}

/// A row of one query.
pub(crate) trait FromColumns: Sized {
    const QUERY: Query;

    /// Takes the columns in the order of the query.
    fn from_columns(columns: &mut Columns<'_>) -> Result<Self, Error>;
}

/// The columns of a row, taken from left to right: looking each up by its name costs more than all the
/// rest of the decoding.
pub(crate) struct Columns<'a> {
    what: &'static str,
    row: &'a Row,
    next: usize,
}

impl<'a> Columns<'a> {
    pub(crate) fn take<T: FromSql<'a>>(&mut self) -> Result<T, Error> {
        let value =
            self.row.try_get(self.next).map_err(|source| Error::server(self.what, source))?;
        self.next += 1;
        Ok(value)
    }

    /// Takes two columns: a schema and a name in it, both NULL or neither.
    pub(crate) fn take_name(&mut self) -> Result<Option<QualifiedName>, Error> {
        let schema: Option<String> = self.take()?;
        let name: Option<String> = self.take()?;
        Ok(schema.zip(name).map(|(schema, name)| QualifiedName { schema, name }))
    }
}

/// Runs the query of `T`. One round trip and no named statement, so that it works through a pooler too.
pub(crate) async fn fetch<T: FromColumns>(transaction: &Transaction<'_>) -> Result<Vec<T>, Error> {
    let Query { what, sql } = T::QUERY;
    let rows =
        transaction.query_typed(sql, &[]).await.map_err(|source| Error::server(what, source))?;
    rows.iter().map(|row| T::from_columns(&mut Columns { what, row, next: 0 })).collect()
}
