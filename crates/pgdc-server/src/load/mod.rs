//! Runs a schema file in a database as psql would, over one connection.
//!
//! Statements are sent one by one, so that an error has its exact line and statements that refuse to
//! run in a transaction work. Of psql's commands those that only talk to psql are skipped, `\i` and
//! `\ir` include files, and all others are errors; a shell is never run. Everything goes into the one
//! database: `\connect`, `CREATE DATABASE` and the like are skipped with a [`Note`]. Roles that the
//! file names and the server lacks are made on the way.
//!
//! After the load the connection's settings are those that the file left: a dump leaves an empty
//! `search_path`. Use a new connection for what follows.

mod error;
mod folder;
mod hints;
mod lex;
mod policy;
mod run;
mod source;
mod split;
#[cfg(test)]
mod split_tests;

use std::fmt;
use std::path::Path;

use tokio_postgres::Client;

pub use error::LoadError;
use run::Loader;
use source::Source;

/// What to load of a file.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// Load the rows of `COPY … FROM stdin` too. Types and keys need none.
    pub with_data: bool,
    /// Extensions to leave out, by name.
    pub skip_extension: Vec<String>,
}

/// Something that was left out or forgiven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The file, as it was named.
    pub file: String,
    /// The line in it, from 1.
    pub line: usize,
    /// What was done and why, in one line.
    pub text: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.text)
    }
}

/// Loads a file: UTF-8 with or without a byte order mark. Or a folder of migrations in their order, without what
/// undoes them: those of sqlx, refinery, Flyway, diesel, Prisma, dbmate and goose, and plain files.
///
/// # Errors
/// At the first thing that cannot be done; what was loaded before stays.
pub async fn load_file(
    client: &Client,
    path: &Path,
    options: &LoadOptions,
) -> Result<Vec<Note>, LoadError> {
    if !path.is_dir() {
        return Loader::new(client, options).run(Source::read(path)?).await;
    }
    let mut notes = Vec::new();
    for migration in folder::migrations(path)? {
        let source = Source::migration(&migration)?;
        notes.extend(Loader::new(client, options).run(source).await?);
    }
    Ok(notes)
}

/// Loads a text; `name` stands for the file's name in notes and errors. Files that it includes are
/// looked for in the current folder.
///
/// # Errors
/// As [`load_file`].
pub async fn load_text(
    client: &Client,
    name: &str,
    text: &str,
    options: &LoadOptions,
) -> Result<Vec<Note>, LoadError> {
    Loader::new(client, options).run(Source::new(name, text.as_bytes())?).await
}
