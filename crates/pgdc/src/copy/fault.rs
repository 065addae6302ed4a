//! What can be wrong with a COPY, beyond what the server says of it.

use std::fmt;

use crate::__private::BoxError;
use crate::Error;
use crate::error::Kind;

/// Why a COPY was not begun, or was given up.
#[derive(Debug)]
pub(crate) enum CopyFault {
    /// Out of the rows of a narrowed handle.
    Narrowed,
    /// By a handle that looks at what rows reference.
    Parents,
    /// By a handle that tells the server its scope.
    Guarded,
    /// A row sets other columns than the one before it.
    OtherColumns,
    /// The first row sets no column at all.
    NoColumns,
    /// A value that is an SQL expression.
    Expression { column: &'static str },
    /// A column whose values pgdc cannot send in binary.
    NoBinary { column: &'static str, sql_type: &'static str },
    /// A value that could not be encoded.
    Value { column: &'static str, source: BoxError },
    /// The file, reader or writer failed.
    Io(std::io::Error),
    /// The caller's stream gave an error.
    Given(BoxError),
}

impl CopyFault {
    pub(crate) fn column(&self) -> Option<&'static str> {
        match self {
            CopyFault::Expression { column }
            | CopyFault::NoBinary { column, .. }
            | CopyFault::Value { column, .. } => Some(column),
            _ => None,
        }
    }

    pub(crate) fn is_scope_violation(&self) -> bool {
        matches!(self, CopyFault::Narrowed)
    }

    /// Whether it is of a sort that COPY never takes.
    pub(crate) fn is_refused(&self) -> bool {
        use CopyFault::{Expression, Guarded, NoBinary, NoColumns, OtherColumns, Parents};
        matches!(
            self,
            Parents | Guarded | OtherColumns | NoColumns | Expression { .. } | NoBinary { .. }
        )
    }
}

impl From<CopyFault> for Error {
    fn from(fault: CopyFault) -> Self {
        Error::new(Kind::Copy(fault))
    }
}

impl fmt::Display for CopyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CopyFault::Narrowed => f.write_str(
                "COPY has no place for the handle's scope, to which the rows are narrowed; nothing was \
                 sent; read them by `stream()`",
            ),
            CopyFault::Parents => f.write_str(
                "COPY cannot look at what a row references, as the handle is to do (`within`); nothing was \
                 written; use `insert_many`",
            ),
            CopyFault::Guarded => f.write_str(
                "COPY cannot tell the server the handle's scope, and is refused under row-level security; \
                 nothing was written; use `insert_many`",
            ),
            CopyFault::OtherColumns => f.write_str(
                "the row sets other columns than the first, and COPY has one list of them; nothing was \
                 written; use `insert_many`",
            ),
            CopyFault::NoColumns => f.write_str(
                "the row sets no column, and COPY needs a list of them; nothing was written; use \
                 `insert_many`",
            ),
            CopyFault::Expression { .. } => f.write_str(
                "an SQL expression is no value that COPY takes; nothing was written; use `insert_many`",
            ),
            CopyFault::NoBinary { sql_type, .. } => write!(
                f,
                "a value of the type {sql_type} that is sent as text, and COPY takes it in binary; nothing was \
                 written; use `insert_many`"
            ),
            CopyFault::Value { source, .. } => {
                write!(f, "the value cannot be sent: {source}; nothing was written")
            }
            CopyFault::Io(error) => write!(f, "the copy was given up: {error}"),
            CopyFault::Given(error) => {
                write!(f, "the copy was given up, and nothing written: {error}")
            }
        }
    }
}
