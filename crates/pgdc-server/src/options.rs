//! What a caller may ask of the search for a server.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::Error;

/// Which PostgreSQL to start. The default takes the newest one that the search finds.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Folder that holds `postgres` and `initdb`. When given, nothing else is tried.
    pub pg_bin: Option<PathBuf>,
    /// Major version wanted, for example `16`.
    pub pg_version: Option<u32>,
    /// Never call npm or pip to fetch binaries.
    pub offline: bool,
    /// Addresses to listen on for TCP beside the socket, as PostgreSQL has them (`127.0.0.1`, `localhost`), on
    /// the port of [`Database::config`](crate::Database::config). Whoever reaches them may log in as anybody
    /// until `pg_hba.conf` says otherwise. `None`: none.
    pub listen_addresses: Option<String>,
    /// Settings of the server beside its own, each as `name=value`; of two, the later one holds.
    pub settings: Vec<String>,
    /// Told one line before something slow or visible from outside happens, such as a download.
    pub on_notice: Option<fn(&str)>,
}

impl Options {
    /// The options that the environment states: `PGDC_PG_BIN` (a folder), `PGDC_PG_VERSION` (a major
    /// version), `PGDC_OFFLINE` (anything but empty and `0`).
    ///
    /// # Errors
    /// When `PGDC_PG_VERSION` is no number.
    pub fn from_env() -> Result<Options, Error> {
        Options::from_vars(|name| std::env::var_os(name))
    }

    fn from_vars(var: impl Fn(&str) -> Option<OsString>) -> Result<Options, Error> {
        let var = |name| var(name).filter(|value| !value.is_empty());
        let pg_version = match var("PGDC_PG_VERSION") {
            None => None,
            Some(text) => Some(text.to_string_lossy().parse().map_err(|_| {
                Error::new(format!(
                    "PGDC_PG_VERSION={} is no major version of PostgreSQL; write for example PGDC_PG_VERSION=18",
                    text.to_string_lossy()
                ))
            })?),
        };
        Ok(Options {
            pg_bin: var("PGDC_PG_BIN").map(PathBuf::from),
            pg_version,
            offline: var("PGDC_OFFLINE").is_some_and(|value| value != "0"),
            listen_addresses: None,
            settings: Vec::new(),
            on_notice: None,
        })
    }

    pub(crate) fn notice(&self, line: &str) {
        if let Some(tell) = self.on_notice {
            tell(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(vars: &[(&str, &str)]) -> Result<Options, Error> {
        Options::from_vars(|name| {
            vars.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn variables_become_options() {
        let read = options(&[
            ("PGDC_PG_BIN", "/opt/pg/bin"),
            ("PGDC_PG_VERSION", "16"),
            ("PGDC_OFFLINE", "1"),
        ])
        .unwrap();
        assert_eq!(read.pg_bin.as_deref(), Some("/opt/pg/bin".as_ref()));
        assert_eq!(read.pg_version, Some(16));
        assert!(read.offline);
    }

    #[test]
    fn empty_variables_count_as_absent() {
        let read = options(&[("PGDC_PG_BIN", ""), ("PGDC_PG_VERSION", ""), ("PGDC_OFFLINE", "0")]);
        let read = read.unwrap();
        assert!(read.pg_bin.is_none() && read.pg_version.is_none() && !read.offline);
    }

    #[test]
    fn a_version_that_is_no_number_is_an_error() {
        let error = options(&[("PGDC_PG_VERSION", "newest")]).unwrap_err();
        assert!(error.to_string().starts_with("PGDC_PG_VERSION=newest is no major version"));
    }
}
