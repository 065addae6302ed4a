//! The one error of this crate.

use std::error::Error as StdError;
use std::fmt;

/// Why no module was made: what failed and where, and what to do about it where that is known.
///
/// `Display` gives the message alone; the causes are in [`source`](StdError::source), the advice in
/// [`help`](Error::help). `Debug` gives all of it as a person would read it, since that is what cargo
/// shows when a build script's `main` returns the error. Passwords are part of neither.
pub struct Error(Box<Inner>);

struct Inner {
    message: String,
    help: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Error(Box::new(Inner { message: message.into(), help: None, source: None }))
    }

    pub(crate) fn caused(
        message: impl Into<String>,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        let mut error = Error::new(message);
        error.0.source = Some(source.into());
        error
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// What to do about it, in one line or more.
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut cause = self.source();
        while let Some(error) = cause {
            write!(f, "\n  caused by: {error}")?;
            cause = error.source();
        }
        self.help().map_or(Ok(()), |help| write!(f, "\nhelp: {help}"))
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_is_the_whole_story() {
        let cause = std::io::Error::other("disk full");
        let error = Error::caused("cannot write src/db.rs", cause).with_help("make room");
        assert_eq!(
            format!("{error:?}"),
            "cannot write src/db.rs\n  caused by: disk full\nhelp: make room"
        );
        assert_eq!(error.to_string(), "cannot write src/db.rs");
    }
}
