//! What can be wrong with a CSV file, beyond what the server says of it.

use std::borrow::Cow;
use std::fmt;

use crate::Error;
use crate::error::Kind;

/// Why a CSV file was not written.
#[derive(Debug)]
pub(crate) enum CsvFault {
    /// The reader of the file, or the writer of what was refused, failed.
    Io(std::io::Error),
    /// No first line, or one without names.
    NoHeader,
    /// The names of the header are not in the encoding of the file.
    Encoding,
    /// A name of the header is that of no column.
    Unknown { name: String, nearest: Option<&'static str> },
    /// A name that several columns have, but for their case.
    Ambiguous { name: String, columns: Vec<&'static str> },
    /// Two names of the header mean one column.
    Twice { column: &'static str },
    /// A column that takes no values.
    Computed { column: &'static str },
    /// The server numbers it.
    Identity { column: &'static str },
    /// A value was given for a column of the file.
    Filled { column: &'static str },
    /// The file has no values for the key that rows are known by.
    NoKey { column: &'static str },
    /// No unique index has this name.
    NoIndex { name: String },
    /// More than one byte between values, or around them.
    Sign { sign: char },
    /// The quote that was opened on this line is not closed.
    Unclosed,
    /// The value of a column, or a whole line, is not what the server takes.
    Value { column: Option<&'static str>, value: Option<String>, source: tokio_postgres::Error },
    /// The key of a line is that of an earlier one.
    SameKey { first: u64 },
    /// A line contradicts the scope.
    Scope { column: &'static str },
}

impl CsvFault {
    pub(crate) fn column(&self) -> Option<&'static str> {
        match self {
            CsvFault::Value { column, .. } => *column,
            CsvFault::Twice { column }
            | CsvFault::Computed { column }
            | CsvFault::Identity { column }
            | CsvFault::Filled { column }
            | CsvFault::NoKey { column }
            | CsvFault::Scope { column } => Some(column),
            _ => None,
        }
    }

    /// What is the matter with a line alone, where the others are written.
    pub(super) fn reason(&self) -> String {
        match self {
            CsvFault::SameKey { first } => format!("its key is that of line {first} too"),
            other => other.to_string(),
        }
    }

    pub(crate) fn server(&self) -> Option<&tokio_postgres::Error> {
        match self {
            CsvFault::Value { source, .. } => Some(source),
            _ => None,
        }
    }

    pub(crate) fn is_scope_violation(&self) -> bool {
        matches!(self, CsvFault::Scope { .. })
    }

    pub(crate) fn is_given_twice(&self) -> bool {
        matches!(self, CsvFault::SameKey { .. })
    }

    /// Whether the header, or what was said of the file, cannot be.
    pub(crate) fn is_refused(&self) -> bool {
        use CsvFault::{Io, SameKey, Scope, Unclosed, Value};
        !matches!(self, Io(_) | SameKey { .. } | Scope { .. } | Unclosed | Value { .. })
    }
}

impl From<CsvFault> for Error {
    fn from(fault: CsvFault) -> Self {
        Error::new(Kind::Csv(Box::new(fault)))
    }
}

impl fmt::Display for CsvFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CsvFault::Io(error) => write!(f, "the file was given up, and nothing written: {error}"),
            CsvFault::NoHeader => f.write_str(
                "the file has no header; its first line names the columns, with the same delimiter as the \
                 values",
            ),
            CsvFault::Encoding => f.write_str(
                "the names of the columns are not in UTF-8; say what the file is in by `encoding`",
            ),
            CsvFault::Unknown { name, nearest } => {
                write!(f, "there is no column {name:?}")?;
                if let Some(nearest) = nearest {
                    write!(f, "; did you mean {nearest:?}?")?;
                }
                f.write_str("; to leave it out, skip it (`skip`)")
            }
            CsvFault::Ambiguous { name, columns } => write!(
                f,
                "{name:?} may mean any of the columns {}; write it as one of them is written",
                columns.join(", ")
            ),
            CsvFault::Twice { .. } => {
                f.write_str("two columns of the file mean it; skip one (`skip`)")
            }
            CsvFault::Computed { .. } => {
                f.write_str("the server computes it, and takes no values for it; skip it (`skip`)")
            }
            CsvFault::Identity { .. } => f.write_str(
                "the server numbers it by itself (GENERATED ALWAYS AS IDENTITY); skip it (`skip`)",
            ),
            CsvFault::Filled { .. } => f.write_str(
                "it is filled with a value, and the file has values for it too; skip those (`skip`)",
            ),
            CsvFault::NoKey { .. } => f.write_str(
                "the file has no values for it, and rows that are there are known by it; name another \
                 unique index by `on_conflict`, or insert",
            ),
            CsvFault::NoIndex { name } => write!(f, "it has no unique index {name:?}"),
            CsvFault::Sign { sign } => {
                write!(f, "{sign:?} cannot stand between or around values; take one ASCII character")
            }
            CsvFault::Unclosed => {
                f.write_str("a quote is opened here and never closed; nothing was written")
            }
            CsvFault::Value { value, source, .. } => {
                if let Some(value) = value {
                    write!(f, "{value:?} cannot be stored: ")?;
                }
                match source.as_db_error() {
                    Some(db) => write!(f, "{} ({})", shortened(db.message(), 160), db.code().code())?,
                    None => write!(f, "{source}")?,
                }
                f.write_str("; nothing was written")
            }
            CsvFault::SameKey { first } => write!(
                f,
                "its key is that of line {first} too; nothing was written; where the last line is meant, say \
                 so (`last_wins`)"
            ),
            CsvFault::Scope { .. } => {
                f.write_str("the value contradicts the handle's scope; nothing was written")
            }
        }
    }
}

/// Values are told to be found, not to be read whole.
pub(super) fn shortened(text: &str, longest: usize) -> Cow<'_, str> {
    match text.char_indices().nth(longest) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}
