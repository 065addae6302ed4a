//! Configurations from texts and to texts.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use super::{Config, PASSWORD, environment, pairs};
use crate::error::{Error, Result};

/// A URL, `postgres://user:password@host:port/database?key=value`, or a key-value string,
/// `host=localhost dbname=shop`, completed from the environment.
///
/// # Errors
/// It cannot be read, a key is unknown, a value is none that the key can have, or a file of the environment
/// cannot be read. The error quotes no value.
impl FromStr for Config {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Config::with_vars(text, environment)
    }
}

impl TryFrom<&str> for Config {
    type Error = Error;

    fn try_from(text: &str) -> Result<Self> {
        text.parse()
    }
}

impl TryFrom<&String> for Config {
    type Error = Error;

    fn try_from(text: &String) -> Result<Self> {
        text.parse()
    }
}

impl TryFrom<String> for Config {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<&Config> for Config {
    fn from(config: &Config) -> Self {
        config.clone()
    }
}

/// Lets what takes a string or a [`Config`] take both by `TryInto`.
impl From<Infallible> for Error {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.settings.iter().filter(|(key, _)| **key != PASSWORD);
        for (place, (key, value)) in shown.enumerate() {
            let blank = if place == 0 { "" } else { " " };
            write!(f, "{blank}{key}={}", pairs::quote(value))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Config({self})")
    }
}
