//! Rows of which nothing is known before they arrive.

use std::fmt;
use std::io::{self, Write as _};
use std::ops::Deref;

use tokio_postgres::types::FromSqlOwned;

use super::any::AnyValue;
use super::{from_row, show};
use crate::error::{Error, Kind, Result};

/// A row of any statement: its values by name and index, each read as the type that is asked for.
pub struct Record(tokio_postgres::Row);

/// The rows of a statement with the names of their columns. Displays as a text table.
///
/// Dereferences to a slice of [`Record`]s.
pub struct Records {
    columns: Vec<String>,
    records: Vec<Record>,
}

/// What a column of a [`Record`] is found by: its name, or its place from 0.
pub trait ColumnIndex {
    #[doc(hidden)]
    fn place(&self, record: &Record) -> Result<usize>;
}

impl ColumnIndex for &str {
    fn place(&self, record: &Record) -> Result<usize> {
        from_row::place(record.0.columns(), self)
    }
}

impl ColumnIndex for usize {
    fn place(&self, record: &Record) -> Result<usize> {
        if *self < record.len() {
            return Ok(*self);
        }
        let problem = format!("there is no column {self}: the statement returns {}", record.len());
        Err(Error::new(Kind::Shape { column: None, problem }))
    }
}

impl Record {
    pub(super) fn new(row: tokio_postgres::Row) -> Self {
        Record(row)
    }

    /// The value of a column. NULL is read as an `Option`.
    ///
    /// # Errors
    /// There is no such column, or several of the name, or its value does not fit `T`
    /// ([`is_decode`](Error::is_decode)).
    ///
    /// ```no_run
    /// # fn f(record: pgdc::Record) -> pgdc::Result<()> {
    /// let title: String = record.get("title")?;
    /// let rating: Option<i16> = record.get(1)?;
    /// # Ok(()) }
    /// ```
    pub fn get<T: FromSqlOwned>(&self, column: impl ColumnIndex) -> Result<T> {
        from_row::value(&self.0, column.place(self)?)
    }

    /// How many columns it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has no columns.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names of its columns, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.columns().iter().map(tokio_postgres::Column::name)
    }

    /// The names of its columns with their values, whatever their types.
    ///
    /// # Errors
    /// A value that is not what its type says.
    pub fn values(&self) -> impl Iterator<Item = Result<(&str, AnyValue)>> {
        let names = self.names().enumerate();
        names.map(|(place, name)| Ok((name, from_row::value(&self.0, place)?)))
    }

    /// As a JSON object. Of several columns with one name, the last one is kept.
    ///
    /// # Errors
    /// As [`Record::values`].
    #[cfg(feature = "json")]
    pub fn to_json(&self) -> Result<serde_json::Value> {
        let fields = self.values().map(|value| {
            let (name, value) = value?;
            Ok((name.to_owned(), value.to_json()))
        });
        fields.collect::<Result<serde_json::Map<_, _>>>().map(serde_json::Value::Object)
    }

    /// The text of each value, for a table.
    pub(super) fn texts(&self) -> impl Iterator<Item = String> {
        self.values().map(|value| match value {
            Ok((_, value)) => value.to_string(),
            Err(error) => format!("({error})"),
        })
    }
}

impl Records {
    pub(super) fn new(columns: Vec<String>) -> Self {
        Records { columns, records: Vec::new() }
    }

    pub(super) fn push(&mut self, row: tokio_postgres::Row) {
        self.records.push(Record(row));
    }

    /// The names of the columns, in their order, even where there is no row.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// As a JSON array of objects.
    ///
    /// # Errors
    /// As [`Record::values`].
    #[cfg(feature = "json")]
    pub fn to_json(&self) -> Result<serde_json::Value> {
        self.iter().map(Record::to_json).collect::<Result<_>>().map(serde_json::Value::Array)
    }

    /// As an HTML table.
    pub fn to_html(&self) -> String {
        show::html(&self.columns, &self.records)
    }

    /// Shows the HTML table in a notebook of evcxr, which calls this for the last value of a cell.
    pub fn evcxr_display(&self) {
        let html = self.to_html();
        // Notebooks read it from the standard output; where that is closed, nobody looks.
        let _ = writeln!(io::stdout(), "EVCXR_BEGIN_CONTENT text/html\n{html}\nEVCXR_END_CONTENT");
    }
}

impl Deref for Records {
    type Target = [Record];

    fn deref(&self) -> &[Record] {
        &self.records
    }
}

impl IntoIterator for Records {
    type Item = Record;
    type IntoIter = std::vec::IntoIter<Record>;

    fn into_iter(self) -> Self::IntoIter {
        self.records.into_iter()
    }
}

impl fmt::Display for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show::table(f, &self.columns, &self.records)
    }
}

impl fmt::Debug for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.names().zip(self.texts())).finish()
    }
}
