//! Questions about COPY, cursors and statements with a limit.

use super::{Error, Kind};

impl Error {
    /// With the row it happened at, from 1: a row, a line, a set.
    pub(crate) fn at_row(mut self, what: &'static str, row: Option<u64>) -> Self {
        self.0.row = self.0.row.or(row.map(|row| (what, row)));
        self
    }

    /// Which of the rows that were given to a COPY could not be written, from 1; of text and CSV, which line; of
    /// the sets of values of one statement, which one. None where it is not known.
    pub fn row(&self) -> Option<u64> {
        self.0.row.map(|(_, row)| row)
    }

    /// Whether something was asked for that lasts as long as a transaction, where there is none; nothing was sent.
    pub fn is_outside_transaction(&self) -> bool {
        matches!(self.0.kind, Kind::NoTransaction | Kind::CursorOutside)
    }
}
