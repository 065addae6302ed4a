//! Errors that statements of this crate raise on the server, so that all they did is undone, and how they
//! are known again.
//!
//! SQL has no expression that raises an error with a text of one's own, but a cast of text that is no number
//! fails, and the message quotes the text.

use tokio_postgres::error::SqlState;

/// Before the place of a row that could not be found.
pub(crate) const MISSING: &str = "pgdc: no row for place ";

/// A row in the way is outside of the scope.
pub(crate) const OUTSIDE: &str = "pgdc: outside of the scope";

/// What a statement raised.
pub(crate) enum Raised {
    /// The row at this place of those given is not there.
    Missing(usize),
    /// A row in the way is outside of the scope.
    Outside,
    /// Two of the given rows are one.
    Twice,
}

/// What `error` says, where a statement of this crate raised it.
pub(crate) fn raised(error: &crate::Error) -> Option<Raised> {
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
            let (_, place) = message.split_once(MISSING)?;
            let digits = place.split(|c: char| !c.is_ascii_digit()).next()?;
            digits.parse().ok().map(Raised::Missing)
        }
        _ => None,
    }
}
