//! Rows of a handle, by `COPY` in binary.

use std::future::Future;

use futures_util::stream::{self, Stream, StreamExt as _, TryStreamExt as _};
use tokio_postgres::binary_copy::{BinaryCopyOutRow, BinaryCopyOutStream};
use tokio_postgres::types::Type;

use super::encode::{Encoder, check_columns};
use super::inflow::{Inflow, row_of};
use crate::error::{Error, Operation, Result};
use crate::link::Held;
use crate::render::{Select, Statement, copied};
use crate::row::Fields;
use crate::values::{Assignments, Columns};
use crate::{Insert, Row, RowStream, Table};

impl<'e, R: Row> Table<'e, R> {
    /// Writes new rows by `COPY`, the fastest way there is, and gives their number. Either all are written or
    /// none, and only a few hundred KiB of them are held at a time.
    ///
    /// All rows set the columns that the first one sets; each carries the handle's scope. The server returns no
    /// rows, so that what it fills in is to be read afterwards; rows in the way are an error. What the server
    /// refuses is told when all rows are sent.
    ///
    /// # Errors
    /// As [`Table::insert`]; and rows that COPY cannot take ([`is_refused`](Error::is_refused)): those that set
    /// other columns than the first, SQL expressions, types that travel as text; [`insert_many`](Table::insert_many)
    /// takes them. [`Error::row`] says which row it was. A COPY that the server refuses before it reads a row, for
    /// being in a read-only transaction say, costs the connection.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Row, V: Insert<R>>(album: Table<'_, R>, new: fn(i32) -> V) -> Result<()> {
    /// let rows: u64 = album.copy_in((0..1_000_000).map(new)).await?;
    /// # Ok(()) }
    /// ```
    pub fn copy_in<V, I>(
        &self,
        rows: I,
    ) -> impl Future<Output = Result<u64>> + Send + use<'e, R, V, I>
    where
        V: Insert<R>,
        I: IntoIterator<Item = V, IntoIter: Send>,
    {
        self.copy_in_stream(stream::iter(rows))
    }

    /// Writes the rows of a stream, as [`Table::copy_in`] does those of an iterator.
    ///
    /// # Errors
    /// As [`Table::copy_in`].
    pub fn copy_in_stream<V, S>(
        &self,
        rows: S,
    ) -> impl Future<Output = Result<u64>> + Send + use<'e, R, V, S>
    where
        V: Insert<R>,
        S: Stream<Item = V> + Send,
    {
        let table = self.clone();
        async move {
            let mut rows = std::pin::pin!(rows);
            let Some(first) = rows.next().await else { return Ok(0) };
            let (held, mut copying) = Copying::prepare(table, &first).await?;
            copying.row(&first)?;
            // Of rows that fit one message, nothing is sent before all of them are known to be right.
            let mut is_full = copying.fill(&mut rows).await?;
            let mut inflow = copying.open(held).await?;
            while is_full {
                inflow.send(copying.encoder.take()).await.map_err(at::<R>)?;
                is_full = copying.fill(&mut rows).await?;
            }
            inflow.send(copying.encoder.end()).await.map_err(at::<R>)?;
            inflow.finish().await.map_err(at::<R>)
        }
    }

    /// Every row of the relation, by `COPY` in binary, as they arrive.
    ///
    /// A `COPY` binds no values, and so none of a scope: on a narrowed handle it is refused
    /// ([`is_scope_violation`](Error::is_scope_violation)), and [`stream`](crate::Query::stream) reads its rows.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Row>(album: Table<'_, R>) -> Result<()> {
    /// let mut albums = album.copy_out();
    /// while let Some(album) = albums.try_next().await? {
    ///     // one at a time
    /// }
    /// # Ok(()) }
    /// ```
    pub fn copy_out(&self) -> RowStream<'e, R> {
        let table = self.clone();
        let decoded = stream::once(async move { table.copied_rows().await }).try_flatten();
        RowStream::of(decoded.map(|row| {
            row.and_then(|row| R::decode(&Fields::copied(&row, R::RELATION)))
                .map_err(|error: Error| error.at(R::RELATION, Operation::Copy))
        }))
    }

    async fn copied_rows(self) -> Result<impl Stream<Item = Result<BinaryCopyOutRow>> + Send + 'e> {
        let copy = self.sql_of(Statement::CopyOut, Operation::Copy)?;
        let select = Statement::Select { filter: Default::default(), select: Select::default() };
        let select = self.sql_of(select, Operation::Copy)?;
        let held = self.link().hold().await?;
        let mut trace = held.trace(&copy);
        let types = types(&held.prepare(&select).await?);
        let rows = held.client().copy_out(copy.text()).await;
        let rows = rows.map_err(|error| {
            let error = held.failed(error);
            trace.failed(&error);
            error
        })?;
        let rows = Box::pin(BinaryCopyOutStream::new(rows, &types));
        // The connection is held as long as there are rows.
        Ok(stream::try_unfold((rows, trace, held), async |(mut rows, mut trace, held)| match rows
            .try_next()
            .await
        {
            Ok(Some(row)) => {
                trace.row();
                Ok(Some((row, (rows, trace, held))))
            }
            Ok(None) => {
                trace.ended(0);
                Ok(None)
            }
            Err(error) => {
                let error = held.failed(error);
                trace.failed(&error);
                Err(error)
            }
        }))
    }
}

/// A COPY of rows that set the same columns.
struct Copying<'e, R> {
    table: Table<'e, R>,
    columns: Vec<u16>,
    encoder: Encoder,
    /// How many rows were given.
    rows: u64,
}

impl<'e, R: Row> Copying<'e, R> {
    /// For rows that set the columns that the first one sets.
    async fn prepare(table: Table<'e, R>, first: &impl Insert<R>) -> Result<(Held<'e>, Self)> {
        let columns: Vec<u16> =
            given(&table, first, 1)?.as_slice().iter().map(|(column, _)| *column).collect();
        check_columns(R::RELATION, &columns)
            .map_err(|error| at::<R>(error).at_row("row", Some(1)))?;
        let held = table.link().hold().await.map_err(at::<R>)?;
        let types = ask(&held, &table, &columns).await?;
        let encoder = Encoder::new(R::RELATION, &columns, types);
        Ok((held, Copying { table, columns, encoder, rows: 0 }))
    }

    fn row(&mut self, row: &impl Insert<R>) -> Result<()> {
        self.rows += 1;
        let row = given(&self.table, row, self.rows)?;
        let encoded = self.encoder.row(&row);
        encoded.map_err(|error| at::<R>(error).at_row("row", Some(self.rows)))
    }

    /// Encodes rows until there are enough of them for a message; false where there are no more.
    async fn fill<V: Insert<R>>(
        &mut self,
        rows: &mut (impl Stream<Item = V> + Unpin),
    ) -> Result<bool> {
        while !self.encoder.is_full() {
            let Some(row) = rows.next().await else { return Ok(false) };
            self.row(&row)?;
        }
        Ok(true)
    }

    async fn open(&self, held: Held<'e>) -> Result<Inflow<'e>> {
        let statement = Statement::CopyIn { columns: &self.columns };
        let sql = self.table.sql_of(statement, Operation::Copy)?;
        Inflow::open(held, &sql, true).await.map_err(at::<R>)
    }
}

/// Asks the server for the types of the columns, and whether it would take them: an insert is refused for most
/// of the reasons for which a COPY is.
async fn ask<R: Row>(held: &Held<'_>, table: &Table<'_, R>, columns: &[u16]) -> Result<Vec<Type>> {
    let select = table.sql_of(Statement::CopyTypes { columns }, Operation::Copy)?;
    let check = table.sql_of(Statement::CopyCheck { columns }, Operation::Copy)?;
    let statement = held.prepare(&select).await.map_err(at::<R>)?;
    let checked = held.client().simple_query(check.text()).await;
    checked.map_err(|error| at::<R>(held.failed(error)))?;
    Ok(types(&statement))
}

/// The error of a COPY, with the row that the server names.
fn at<R: Row>(error: Error) -> Error {
    let row = row_of(&error, R::RELATION.name);
    error.at(R::RELATION, Operation::Copy).at_row("row", row)
}

/// What a row sets under the scope of the handle.
fn given<'v, R: Row>(
    table: &'v Table<'_, R>,
    row: &'v impl Insert<R>,
    number: u64,
) -> Result<Columns<'v>> {
    let mut columns = Assignments::of(row);
    match copied(table.target(), &mut columns) {
        Ok(()) => Ok(columns),
        Err(error) => Err(error.at(R::RELATION, Operation::Copy).at_row("row", Some(number))),
    }
}

fn types(statement: &tokio_postgres::Statement) -> Vec<Type> {
    statement.columns().iter().map(|column| column.type_().clone()).collect()
}
