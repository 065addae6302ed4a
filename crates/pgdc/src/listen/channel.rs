//! Names of channels.

use std::fmt;

use crate::error::{Error, Kind, Result};
use crate::ident::Ident;

/// The longest name, in bytes (PostgreSQL's `NAMEDATALEN`, less one). `LISTEN` cuts a longer one in silence,
/// and would hear another channel.
const LONGEST: usize = 63;

/// A name that a channel can have; displayed as a quoted identifier.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Channel(String);

impl Channel {
    pub(super) fn new(name: String) -> Result<Self> {
        let problem = match name.len() {
            0 => "it is empty",
            1..=LONGEST if name.contains('\0') => "it has a NUL in it",
            1..=LONGEST => return Ok(Channel(name)),
            _ => "it is longer than 63 bytes",
        };
        Err(Error::new(Kind::Channel { name, problem }))
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ident(&self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_no_channel_has_are_refused() {
        for (name, expected) in [
            (String::new(), "is no name of a channel: it is empty"),
            ("a\0b".to_owned(), "is no name of a channel: it has a NUL in it"),
            ("ä".repeat(32), "is no name of a channel: it is longer than 63 bytes"),
        ] {
            let error = Channel::new(name.clone()).expect_err("refused");
            assert!(error.is_refused());
            assert_eq!(error.to_string(), format!("{name:?} {expected}"));
        }
        let name = format!("\"{}", "x".repeat(62));
        let quoted = format!("\"\"\"{}\"", "x".repeat(62));
        assert_eq!(Channel::new(name).expect("a name").to_string(), quoted);
    }
}
