//! What a conversion between a PostgreSQL type and a Rust type may answer.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

/// A value cannot be converted without losing a part of it; the message says which.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ConvertError(Cow<'static, str>);

impl ConvertError {
    /// `message` is a whole sentence, without the full stop: "infinity is no time::Date".
    pub(crate) fn new(message: impl Into<Cow<'static, str>>) -> ConvertError {
        ConvertError(message.into())
    }
}

impl fmt::Display for ConvertError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for ConvertError {}
