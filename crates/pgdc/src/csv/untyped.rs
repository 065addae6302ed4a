//! CSV files into tables that are known at run time alone.

use tokio::io::{AsyncRead, AsyncWrite};

use super::job::{By, CsvReport, Job};
use super::rejects::Rejects;
use crate::conflict::{Action, On, Resolution};
use crate::copy::{CopyProgress, Teller};
use crate::error::Result;
use crate::scope::Scope;
use crate::{Executor, Relation};

/// A CSV file on its way into a table that no generated module knows, over an executor: for tools such as `pgdc copy`.
/// It has no scope; programs use [`Table::insert_csv`](crate::Table::insert_csv), where all is explained.
///
/// ```no_run
/// # use pgdc::*;
/// # async fn f(pool: Pool, album: &'static Relation, file: &[u8]) -> Result<()> {
/// let report = CsvInto::new(&pool, album, file).upsert(None).run().await?;
/// println!("{} rows", report.written);
/// # Ok(()) }
/// ```
#[must_use = "a file is written by `run`"]
pub struct CsvInto<'e>(Job<'e>);

impl<'e> CsvInto<'e> {
    /// A file for a table, which the caller knows from the catalog.
    pub fn new<E: Executor + ?Sized>(
        exec: &'e E,
        relation: &'static Relation,
        file: impl AsyncRead + Send + 'e,
    ) -> Self {
        CsvInto(Job::new(exec.link(), relation, Scope::default(), file))
    }

    /// What stands between values.
    pub fn delimiter(mut self, delimiter: char) -> Self {
        self.0.format = self.0.format.delimiter(delimiter);
        self
    }

    /// What stands around values that need it.
    pub fn quote(mut self, quote: char) -> Self {
        self.0.format = self.0.format.quote(quote);
        self
    }

    /// What stands before a quote within quotes.
    pub fn escape(mut self, escape: char) -> Self {
        self.0.format = self.0.format.escape(escape);
        self
    }

    /// What stands for NULL.
    pub fn null(mut self, null: impl Into<String>) -> Self {
        self.0.format = self.0.format.null(null);
        self
    }

    /// Leaves out the column of the file that has this name, in any case.
    pub fn skip(mut self, column: impl Into<String>) -> Self {
        self.0.skips.push(column.into());
        self
    }

    /// Updates rows that are there, which are known by the unique index of this name, or else by the primary key.
    pub fn upsert(mut self, index: Option<String>) -> Self {
        let by = index.map_or(By::On(On::PrimaryKey), By::Index);
        self.0.conflict = Some((by, Action::Update(Resolution::overwrite())));
        self
    }

    /// Of lines with one key, the last is written, instead of an error.
    pub fn last_wins(mut self) -> Self {
        self.0.last_wins = true;
        self
    }

    /// Lines that the server refuses go to `writer`, and the others are written.
    pub fn rejects(mut self, writer: impl AsyncWrite + Send + 'e) -> Self {
        self.0.rejects = Some(Rejects::new(writer));
        self
    }

    /// Calls `callback` as the file is read, about once for each MiB.
    pub fn progress(mut self, callback: impl FnMut(CopyProgress) + Send + 'e) -> Self {
        self.0.teller = Teller::to(callback);
        self
    }

    /// Writes the file.
    ///
    /// # Errors
    /// As [`Table::insert_csv`](crate::Table::insert_csv) and [`Table::upsert_csv`](crate::Table::upsert_csv).
    pub async fn run(self) -> Result<CsvReport> {
        self.0.run().await
    }
}
