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

/// What the tests of conversions share.
#[cfg(all(test, any(feature = "chrono", feature = "jiff", feature = "time")))]
pub(super) mod testing {
    use std::fmt::Debug;

    use super::ConvertError;

    /// The value that a text of the server's stands for.
    pub(crate) fn pg<T: std::str::FromStr>(text: &str) -> T {
        text.parse().unwrap_or_else(|_| panic!("{text}"))
    }

    /// Whether a value converts and comes back.
    pub(crate) fn there_and_back<A, B>(value: A)
    where
        A: Copy + Debug + PartialEq + TryFrom<B, Error = ConvertError>,
        B: TryFrom<A, Error = ConvertError>,
    {
        assert_eq!(B::try_from(value).and_then(A::try_from), Ok(value));
    }

    /// Whether a value does not convert, with this error.
    pub(crate) fn refused<A: TryInto<B, Error = ConvertError>, B>(value: A, message: &str) {
        match value.try_into() {
            Ok(_) => panic!("no error, but should be: {message}"),
            Err(error) => assert_eq!(error.to_string(), message),
        }
    }
}
