//! Where a database is, with its password kept out of sight.

use std::fmt;

/// How to reach a database: a libpq URL (`postgres://user@host/database`) or a key-value string.
///
/// It may hold a password, so `Debug` shows nothing of it and it has no `Display`.
#[derive(Clone, Eq, PartialEq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    #[cfg(feature = "database")]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is a password in it, so that it belongs in no file that is shared. Needs the feature
    /// `database`.
    ///
    /// # Errors
    /// It cannot be read.
    ///
    /// ```
    /// use pgdc_build::DatabaseUrl;
    ///
    /// assert!(DatabaseUrl::from("postgres://app:secret@localhost/shop").has_password()?);
    /// assert!(!DatabaseUrl::from("postgres://app@localhost/shop").has_password()?);
    /// # Ok::<(), pgdc_build::Error>(())
    /// ```
    #[cfg(feature = "database")]
    pub fn has_password(&self) -> Result<bool, crate::Error> {
        crate::database::has_password(self)
    }
}

impl<T: Into<String>> From<T> for DatabaseUrl {
    fn from(url: T) -> Self {
        DatabaseUrl(url.into())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseUrl(…)")
    }
}
