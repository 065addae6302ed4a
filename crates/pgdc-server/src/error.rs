//! The one error type of starting servers and making databases.

use std::error::Error as StdError;
use std::fmt;

/// Why a server could not be started or a database not be made.
///
/// `Display` gives one complete message: what failed, what was tried and what to do. The cause, when
/// there is one below it, is in [`source`](StdError::source). Passwords are never part of either.
pub struct Error {
    message: String,
    attempts: Vec<Attempt>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// One place where a server was looked for, and why it did not serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The place or the client: a folder, `npm`, `pip`, or a whole step of the search.
    pub place: String,
    /// Why it did not serve, in one line or more.
    pub reason: String,
}

impl Attempt {
    pub(crate) fn new(place: impl Into<String>, reason: impl Into<String>) -> Attempt {
        Attempt { place: place.into(), reason: reason.into() }
    }
}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Error {
        Error { message: message.into(), attempts: Vec::new(), source: None }
    }

    pub(crate) fn caused(
        message: impl Into<String>,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Error {
        Error { source: Some(source.into()), ..Error::new(message) }
    }

    pub(crate) fn no_server(message: impl Into<String>, attempts: Vec<Attempt>) -> Error {
        Error { attempts, ..Error::new(message) }
    }

    /// Everything that was tried before giving up, in order. Empty for errors of another kind.
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// The message with all of its causes in one line, for a reader who sees nothing but this text.
    pub(crate) fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Error");
        debug.field("message", &self.message);
        if let Some(source) = &self.source {
            debug.field("source", source);
        }
        debug.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
