//! Errors that statements of this crate raise on the server, so that all they did is undone, and how they
//! are known again.
//!
//! SQL has no expression that raises an error with a text of one's own, but a cast of text that is no number
//! fails, and the message quotes the text.

use tokio_postgres::error::SqlState;

use crate::Relation;
use crate::error::{Error, Kind, Operation};

/// Before the place of a row that could not be found.
pub(crate) const MISSING: &str = "pgdc: no row for place ";

/// A row in the way is outside of the scope.
pub(crate) const OUTSIDE: &str = "pgdc: outside of the scope";

/// Before the number of the first column of a foreign key: a parent is outside of the scope, or absent.
pub(crate) const PARENT: &str = "pgdc: no parent in the scope for column ";

/// What a statement raised.
pub(crate) enum Raised {
    /// The row at this place of those given is not there.
    Missing(usize),
    /// A row in the way is outside of the scope.
    Outside,
    /// What a row references by the foreign key of this column is outside of the scope, or absent.
    Parent(usize),
    /// Two of the given rows are one.
    Twice,
}

/// What `error` says, where a statement of this crate raised it.
pub(crate) fn raised(error: &Error) -> Option<Raised> {
    let error = error.as_db_error()?;
    match *error.code() {
        // A subquery that gives two rows has the same code.
        SqlState::CARDINALITY_VIOLATION => {
            (error.routine() == Some("ExecOnConflictUpdate")).then_some(Raised::Twice)
        }
        SqlState::INVALID_TEXT_REPRESENTATION => {
            let message = error.message();
            if message.contains(OUTSIDE) {
                return Some(Raised::Outside);
            }
            number_after(message, PARENT)
                .map(Raised::Parent)
                .or_else(|| number_after(message, MISSING).map(Raised::Missing))
        }
        _ => None,
    }
}

fn number_after(message: &str, mark: &str) -> Option<usize> {
    let (_, rest) = message.split_once(mark)?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// The error of a statement on `relation`. What a check of parents raised is a scope violation.
pub(crate) fn told(error: Error, relation: &'static Relation, operation: Operation) -> Error {
    let column = match raised(&error) {
        // Text of a user's own can read like this too.
        Some(Raised::Parent(column)) => relation.columns.get(column),
        _ => None,
    };
    let error = column.map_or(error, |column| Error::new(Kind::Parent { column: column.name() }));
    error.at(relation, operation)
}
