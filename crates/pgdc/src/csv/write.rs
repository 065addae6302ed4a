//! CSV files into the relation of a handle.

use std::future::IntoFuture;

use tokio::io::{AsyncRead, AsyncWrite};

use super::job::{By, CsvReport, Job};
use super::rejects::Rejects;
use crate::conflict::{Action, ConflictTarget, How, On, Resolution};
use crate::copy::{CopyProgress, Teller};
use crate::write::WriteFuture;
use crate::write_fault::WriteFault;
use crate::{Column, ColumnList, IntoValue, Param, Row, Table};

impl<'e, R: Row> Table<'e, R> {
    /// Inserts the rows of a CSV file, of any size. Its first line names the columns, in any order and case; those
    /// that it leaves out get their defaults. Either all rows are written or none.
    ///
    /// The file goes by COPY into a temporary table and from there into this one, in a transaction of its own or
    /// within that of the handle; some 2 MiB of it are held at a time. The rows carry the handle's scope, and a file
    /// with other values for it is a scope violation. Over a connection that is not a pool's, nothing else may be
    /// sent meanwhile. The user needs the right to make temporary tables (`TEMPORARY`).
    ///
    /// # Errors
    /// Of each, [`Error::row`](crate::Error::row) is the line: what the server refuses, with column and value; a
    /// header that names no column, or one twice; a column that takes no values; and those of the reader.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Row>(album: Table<'_, R>, source: Column<R, String>) -> Result<()> {
    /// # let file: &[u8] = b"";
    /// let report = album
    ///     .insert_csv(file) // or a `tokio::fs::File`
    ///     .delimiter(';')
    ///     .skip("comment")
    ///     .fill(source, "import")
    ///     .await?;
    /// println!("{} rows", report.written);
    /// # Ok(()) }
    /// ```
    pub fn insert_csv(&self, file: impl AsyncRead + Send + 'e) -> CsvWrite<'e, R> {
        let job = Job::new(self.link(), R::RELATION, self.scope().clone(), file);
        CsvWrite { job, row: std::marker::PhantomData }
    }

    /// Inserts the rows of a CSV file, and updates those that are there: by default those with the same primary
    /// key. Columns that the file leaves out keep their values; so do those of rows which it does not have.
    ///
    /// All else is as with [`insert_csv`](Table::insert_csv). Where a row is new, what the file leaves out gets its
    /// default.
    ///
    /// # Errors
    /// As [`insert_csv`](Table::insert_csv). Two lines with one key
    /// ([`is_given_twice`](crate::Error::is_given_twice)), unless [`last_wins`](CsvWrite::last_wins). A row in the
    /// way that is outside of the handle's scope is a scope violation.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Row>(album: Table<'_, R>, title: Column<R, String>) -> Result<()> {
    /// # let (file, mut refused): (&[u8], Vec<u8>) = (b"", Vec::new());
    /// let report = album.upsert_csv(file).on_conflict((title,)).rejects(&mut refused).await?;
    /// println!("{} written, {} refused", report.written, report.rejected);
    /// # Ok(()) }
    /// ```
    pub fn upsert_csv(&self, file: impl AsyncRead + Send + 'e) -> CsvWrite<'e, R> {
        let mut write = self.insert_csv(file);
        write.job.conflict =
            Some((By::On(On::PrimaryKey), Action::Update(Resolution::overwrite())));
        write
    }
}

/// A CSV file on its way into a table; made by [`Table::insert_csv`] and [`Table::upsert_csv`]. Awaited, it is
/// written.
#[must_use = "a file is written when this is awaited"]
pub struct CsvWrite<'e, R> {
    job: Job<'e>,
    row: std::marker::PhantomData<fn() -> R>,
}

impl<'e, R: Row> CsvWrite<'e, R> {
    /// What stands between values, instead of a comma.
    pub fn delimiter(mut self, delimiter: char) -> Self {
        self.job.format = self.job.format.delimiter(delimiter);
        self
    }

    /// What stands around values that need it, instead of `"`.
    pub fn quote(mut self, quote: char) -> Self {
        self.job.format = self.job.format.quote(quote);
        self
    }

    /// What stands before a quote within quotes, instead of the quote itself.
    pub fn escape(mut self, escape: char) -> Self {
        self.job.format = self.job.format.escape(escape);
        self
    }

    /// What stands for NULL where it is not within quotes, instead of an empty value.
    pub fn null(mut self, null: impl Into<String>) -> Self {
        self.job.format = self.job.format.null(null);
        self
    }

    /// The encoding of the file, as PostgreSQL names it (`LATIN1`, `WIN1252`), instead of UTF-8.
    pub fn encoding(mut self, encoding: impl Into<String>) -> Self {
        self.job.format = self.job.format.encoding(encoding);
        self
    }

    /// Leaves out the column of the file that has this name, in any case. It need not be one of the table; nor be
    /// there.
    pub fn skip(mut self, column: impl Into<String>) -> Self {
        self.job.skips.push(column.into());
        self
    }

    /// This column, which the file has not, holds `value` in all rows.
    pub fn fill<T: Param + PartialEq, N>(
        mut self,
        column: Column<R, T, N>,
        value: impl IntoValue<T>,
    ) -> Self {
        self.job.fills.retain(|(other, _)| *other != column.index());
        self.job.fills.push((column.index(), Box::new(value.into_value())));
        self
    }

    /// What rows are known by: the primary key by default, else columns of a unique index, its constant or an
    /// [`Arbiter`](crate::Arbiter). Rows that are there get the values of the file.
    pub fn on_conflict(mut self, target: impl ConflictTarget<R>) -> Self {
        let action = self.job.conflict.take().map(|(_, action)| action);
        let action = action.unwrap_or_else(|| Action::Update(Resolution::overwrite()));
        self.job.conflict = Some((By::On(target.into_target().0), action));
        self
    }

    /// Rows that are there stay as they are, and those of the file are left out (`DO NOTHING`).
    pub fn ignore(mut self) -> Self {
        let by = self.job.conflict.take().map_or(By::On(On::PrimaryKey), |(by, _)| by);
        self.job.conflict = Some((by, Action::Ignore));
        self
    }

    /// Where a row is there, these columns keep the old value.
    pub fn keep(self, columns: impl ColumnList<R>) -> Self {
        self.resolve(columns, How::Keep)
    }

    /// Where a row is there, these columns keep the old value if the new one is NULL.
    pub fn coalesce(self, columns: impl ColumnList<R>) -> Self {
        self.resolve(columns, How::Coalesce)
    }

    /// Where a row is there, these `jsonb` objects keep their members, and get the new ones besides or instead.
    pub fn merge(self, columns: impl ColumnList<R>) -> Self {
        self.resolve(columns, How::Merge)
    }

    /// Of lines with one key, the last is written, instead of an error.
    pub fn last_wins(mut self) -> Self {
        self.job.last_wins = true;
        self
    }

    /// Lines that the server refuses go to `writer`, and the others are written.
    ///
    /// They are CSV of the same form, with two columns before those of the file: `reject_line` and `reject_reason`.
    /// Mended, they can be read again with these two skipped. Of lines with one key, the first is written. A value
    /// that contradicts the scope is an error all the same. Where constraints refuse rows, the others are written in
    /// several statements, so that a row may not refer to one of a later line then.
    pub fn rejects(mut self, writer: impl AsyncWrite + Send + 'e) -> Self {
        self.job.rejects = Some(Rejects::new(writer));
        self
    }

    /// Calls `callback` as the file is read, about once for each MiB.
    pub fn progress(mut self, callback: impl FnMut(CopyProgress) + Send + 'e) -> Self {
        self.job.teller = Teller::to(callback);
        self
    }

    fn resolve(mut self, columns: impl ColumnList<R>, how: How) -> Self {
        let columns = columns.into_indexes().0;
        let is_jsonb = |c: &u16| R::RELATION.column(*c).sql_type() == "jsonb";
        if let (How::Merge, Some(other)) = (how, columns.iter().find(|c| !is_jsonb(c))) {
            let column = R::RELATION.column(*other).name();
            self.job.mistake = Some(WriteFault::Merge { column }.into());
        }
        if let Some((_, Action::Update(resolution))) = &mut self.job.conflict {
            resolution.put(columns, how);
        }
        self
    }
}

impl<'e, R: Row> IntoFuture for CsvWrite<'e, R> {
    type Output = crate::Result<CsvReport>;
    type IntoFuture = WriteFuture<'e, CsvReport>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.job.run())
    }
}
