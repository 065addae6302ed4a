//! The temporary table that lines are copied into.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use super::CsvFault;
use super::batch::Batch;
use super::fault::shortened;
use crate::adhoc::script;
use crate::copy::{CopyFormat, CopyInto, CopyTable};
use crate::error::{Error, Kind, Result};
use crate::ident::Ident;
use crate::{Link, Relation, SqlText};

/// Begins what may have to be undone.
pub(super) const TRY: &str = "SAVEPOINT pgdc_csv";
pub(super) const KEEP: &str = "RELEASE SAVEPOINT pgdc_csv";
pub(super) const UNDO: &str = "ROLLBACK TO SAVEPOINT pgdc_csv; RELEASE SAVEPOINT pgdc_csv";

/// A temporary table that no other load of the program has. Displays as its quoted name.
///
/// Its columns are `l`, the line, and `c0`, `c1`, … in the order of the file, so that no name of the file or of the
/// relation meets one of them.
#[derive(Clone, Debug)]
pub(crate) struct StageName(String);

impl StageName {
    pub(super) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        StageName(format!("pgdc_csv_{}", NEXT.fetch_add(1, Ordering::Relaxed)))
    }
}

impl fmt::Display for StageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pg_temp.{}", Ident(&self.0))
    }
}

/// The table, with what its columns are.
pub(super) struct Stage<'h> {
    pub(super) link: Link<'h>,
    pub(super) name: StageName,
    pub(super) relation: &'static Relation,
    pub(super) format: CopyFormat,
    /// How many values a line has.
    pub(super) width: usize,
    /// The columns of the relation, each with the place of its value.
    pub(super) given: Vec<(u16, usize)>,
}

/// Why a batch was not copied.
pub(super) enum Refused {
    /// The record at this place.
    Record(usize, Error),
    /// Some record, of which the server does not know which.
    Some,
    /// All of them, for a reason that is in none.
    All(Error),
}

impl Stage<'_> {
    /// Makes the table, which is gone with the transaction. It has the types of the relation and none of its
    /// constraints.
    pub(super) async fn create(&self) -> Result<()> {
        let column = |place: usize| {
            let sql_type =
                self.column(place).map_or("text", |column| self.relation.column(column).sql_type());
            format!(", c{place} {sql_type}")
        };
        let columns: String = (0..self.width).map(column).collect();
        let text =
            format!("CREATE TEMPORARY TABLE {} (l bigint{columns}) ON COMMIT DROP", self.name);
        self.execute(text).await
    }

    /// Within a transaction of the caller's, it would stay until that ends.
    pub(super) async fn drop(&self) -> Result<()> {
        self.execute(format!("DROP TABLE {}", self.name)).await
    }

    /// Copies the records from one place up to another.
    pub(super) async fn copy(&self, batch: &Batch, from: usize, to: usize) -> Result<(), Refused> {
        let names = (0..self.width).map(|place| format!("c{place}"));
        let table = CopyTable::new(&self.name.0).in_schema("pg_temp");
        let table = table.columns(std::iter::once("l".to_owned()).chain(names));
        let copy = CopyInto::new(self.link, table).format(self.format.clone());
        let copied = copy.from_bytes(batch.data(from, to)).await;
        copied.map(drop).map_err(|error| self.refused(error, batch, from, to))
    }

    fn refused(&self, error: Error, batch: &Batch, from: usize, to: usize) -> Refused {
        if !is_of_a_row(&error) {
            return Refused::All(error);
        }
        let is_encoding =
            error.code().is_some_and(|code| ["22021", "22P05"].contains(&code.code()));
        // The server converts before it looks for lines, so that it is not sure of the line then.
        let named = error.row().filter(|_| !is_encoding);
        match named.and_then(|line| batch.find(from, line)) {
            Some(place) => Refused::Record(place, self.told(error, batch.line(place))),
            None if to - from == 1 => Refused::Record(from, self.told(error, batch.line(from))),
            None => Refused::Some,
        }
    }

    /// The server's error, with the line of the file, the column and the value.
    fn told(&self, error: Error, line: u64) -> Error {
        let context = error.as_db_error().and_then(|error| error.where_()).unwrap_or_default();
        let place = context.split_once(", column c").map(|(_, rest)| rest);
        let place = place.and_then(|rest| {
            let (place, value) = rest.split_once(':')?;
            Some((place.parse().ok()?, value.trim().trim_matches('"')))
        });
        let column = place.and_then(|(place, _)| self.column(place));
        let column = column.map(|column| self.relation.column(column).name());
        let value =
            place.map(|(_, value)| shortened(value, 40).into_owned()).filter(|_| column.is_some());
        let told = match error.into_server() {
            Ok(source) => Error::from(CsvFault::Value { column, value, source }),
            Err(error) => error,
        };
        told.at_row("line", Some(line))
    }

    fn column(&self, place: usize) -> Option<u16> {
        self.given.iter().find(|(_, other)| *other == place).map(|(column, _)| *column)
    }

    pub(super) async fn execute(&self, text: impl Into<String>) -> Result<()> {
        script::run(self.link, SqlText::trusted(text)).await
    }
}

/// Whether the server refused what stands in a row, and not the whole statement.
pub(super) fn is_of_a_row(error: &Error) -> bool {
    // Connections, transactions, rights, resources, operators, failures.
    const OTHERS: [&str; 9] = ["08", "25", "40", "42", "53", "55", "57", "58", "XX"];
    let is_named = error.row().is_some();
    let is_of_rows = |code: &str| !OTHERS.iter().any(|class| code.starts_with(class));
    // What an input function does not find (`regclass`) is of class 42, and of a row that is named.
    match error.code().map(|code| code.code()) {
        Some(code) => is_of_rows(code) || (is_named && code.starts_with("42")),
        None => matches!(error.kind(), Kind::OutOfScope | Kind::Parent { .. }),
    }
}
