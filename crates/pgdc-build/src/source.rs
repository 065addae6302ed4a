//! Where the catalog comes from.

use std::path::PathBuf;

use pgdc_catalog::Catalog;

use crate::{Config, Error, SourceSettings, snapshot};

/// What to read the catalog from.
#[derive(Clone, Eq, PartialEq)]
pub enum Source {
    /// A live database, by its URL.
    Database(String),
    /// A DDL file, loaded into a throw-away server, or into a scratch database of the server at the URL.
    Schema(PathBuf, Option<String>),
    /// A snapshot.
    Catalog(PathBuf),
}

/// Without the URL, which may hold a password.
impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Source::Database(_) => f.write_str("Database"),
            Source::Schema(path, _) => write!(f, "Schema({path:?})"),
            Source::Catalog(path) => write!(f, "Catalog({path:?})"),
        }
    }
}

/// Which server a DDL file is loaded into.
#[derive(Clone, Debug, Default)]
pub struct ServerOptions {
    /// The folder of `postgres` and `initdb`.
    pub pg_bin: Option<PathBuf>,
    /// The major version wanted.
    pub pg_version: Option<u32>,
    /// Never fetch a server.
    pub offline: bool,
    /// Extensions to leave out of the DDL.
    pub skip_extension: Vec<String>,
    /// Told one line before something slow happens.
    pub on_notice: Option<fn(&str)>,
}

/// A catalog, and what it was read from.
#[derive(Clone, Debug)]
pub struct Read {
    /// The catalog.
    pub catalog: Catalog,
    /// What it was read from, for a message: `schema.sql (PostgreSQL 18.4 from /usr/bin)`.
    pub from: String,
    /// What was left out or forgiven in a DDL file, a line each.
    pub notes: Vec<String>,
}

impl Source {
    /// The source that the settings name; `DATABASE_URL` where they name none.
    ///
    /// # Errors
    /// They name none, or two that exclude each other.
    pub fn from_settings(settings: &SourceSettings) -> Result<Self, Error> {
        let SourceSettings { db, schema, catalog } = settings.clone();
        match (db, schema, catalog) {
            (db, Some(path), None) => Ok(Source::Schema(path, db)),
            (None, None, Some(path)) => Ok(Source::Catalog(path)),
            (Some(url), None, None) => Ok(Source::Database(url)),
            (None, None, None) => match std::env::var("DATABASE_URL") {
                Ok(url) if !url.is_empty() => Ok(Source::Database(url)),
                _ => Err(Error::new("there is nothing to read the schema from").with_help(
                    "give --schema FILE (DDL), --db URL (a live database, or set DATABASE_URL) or \
                     --catalog FILE (a snapshot); or name one under [source] in pgdc.toml",
                )),
            },
            (_, _, Some(_)) => Err(Error::new("a snapshot excludes the other sources")
                .with_help("give one of --catalog, --schema and --db")),
        }
    }

    /// Reads the catalog of the schemas that `config` asks for.
    ///
    /// # Errors
    /// What was to be read is not there, or cannot be read; of a DDL file, with the line.
    pub fn read(&self, config: &Config, server: &ServerOptions) -> Result<Read, Error> {
        match self {
            Source::Catalog(path) => {
                let catalog = snapshot::read(path)?;
                Ok(Read { catalog, from: path.display().to_string(), notes: Vec::new() })
            }
            #[cfg(feature = "database")]
            Source::Database(url) => crate::database::read(url, config),
            #[cfg(not(feature = "database"))]
            Source::Database(_) => Err(missing("database")),
            #[cfg(feature = "schema")]
            Source::Schema(path, url) => {
                crate::database::load(path, url.as_deref(), config, server)
            }
            #[cfg(not(feature = "schema"))]
            Source::Schema(..) => {
                let _ = (config, server);
                Err(missing("schema"))
            }
        }
    }
}

#[cfg(not(feature = "schema"))]
fn missing(feature: &str) -> Error {
    Error::new(format!("this build of pgdc-build lacks the feature `{feature}`")).with_help(format!(
        "cargo add --build pgdc-build --features {feature}, or read a snapshot that `pgdc snapshot` wrote"
    ))
}
