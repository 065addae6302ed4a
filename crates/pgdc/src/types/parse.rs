//! What parsing the text form of a PostgreSQL type may answer.

use std::error::Error as StdError;
use std::fmt;

/// A text is no value of the PostgreSQL type that it was parsed as.
///
/// The text itself is not part of the message, since it may be somebody's data.
///
/// ```
/// use pgdc::types::Lsn;
///
/// let error = "16-B374D848".parse::<Lsn>().unwrap_err();
/// assert_eq!(error.to_string(), "not a value of type pg_lsn: expected two hexadecimal numbers, as in 16/B374D848");
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ParseError {
    type_name: &'static str,
    expected: &'static str,
}

impl ParseError {
    /// `expected` completes the sentence "expected …".
    pub(crate) fn new(type_name: &'static str, expected: &'static str) -> ParseError {
        ParseError { type_name, expected }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a value of type {}: expected {}", self.type_name, self.expected)
    }
}

impl StdError for ParseError {}
