//! Why connection settings cannot be used.

use std::fmt;

/// A mistake in connection settings. It names keys and places, and quotes no value: an unescaped character
/// makes a piece of a password look like anything.
#[derive(Debug)]
pub(crate) struct ConfigFault(String);

impl ConfigFault {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        ConfigFault(text.into())
    }

    /// A value that is none of those a key can have.
    pub(super) fn value(key: &str, expected: &str) -> Self {
        ConfigFault(format!("`{key}` must be {expected}"))
    }

    /// The same, found in `place`.
    pub(super) fn within(self, place: impl fmt::Display) -> Self {
        ConfigFault(format!("{place}: {}", self.0))
    }
}

impl fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
