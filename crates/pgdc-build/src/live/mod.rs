//! A live database, for its rows: what `pgdc rows` and `pgdc copy` do.

mod copy_in;
mod copy_out;
mod csv_form;
mod find;
mod load;
mod read;
mod rows;
mod sizes;

use pgdc::Connection;
use tokio::runtime::{Builder, Runtime};

pub use copy_in::Input;
pub use copy_out::{CopyOut, OutForm};
pub use csv_form::CsvForm;
pub use find::{LiveColumn, LiveTable};
pub use load::LoadChoice;
pub use rows::{RowChoice, RowFormat, RowsRead, TextRows};

use crate::database::{config, origin};
use crate::step::{Tell, step};
use crate::{Error, Settings};

/// A live database, connected. Its methods block.
///
/// ```no_run
/// use pgdc_build::{RowChoice, RowFormat, Settings, Source};
///
/// # fn main() -> Result<(), pgdc_build::Error> {
/// let source = Some(Source::Database("postgres:///shop".into()));
/// let settings = Settings { source, ..Settings::default() };
/// let mut live = settings.connect()?;
/// let album = live.find("album")?;
/// let choice = RowChoice { filter: Some("price > 10".into()), ..RowChoice::default() };
/// live.write_rows(&album, &choice, RowFormat::Json, &mut std::io::stdout())?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Live {
    runtime: Option<Runtime>,
    connection: Connection,
    origin: String,
    /// Where tables are looked for that the search path does not find.
    schemas: Vec<String>,
    tell: Tell,
}

impl Settings {
    /// Connects to the live database asked for, or else to that of the environment: where the tables are read from
    /// does not count, if that is no database. Blocks.
    ///
    /// # Errors
    /// There is none, or it cannot be reached.
    pub fn connect(&self) -> Result<Live, Error> {
        let url = self.database()?;
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::caused("cannot start an async runtime", error))?;
        let config = config(&url)?;
        let origin = origin(&url);
        let connection = step(self.on_step, &format!("connect to {origin}"), || {
            // The message says what to do about it.
            let connected = runtime.block_on(config.connect());
            connected.map_err(|error| Error::new(error.to_string()))
        })?;
        let schemas = self.generate.schemas.clone();
        Ok(Live { runtime: Some(runtime), connection, origin, schemas, tell: self.on_step })
    }
}

impl Live {
    /// The database in a few words, without user and password: `database shop at localhost:5432`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Does what a future says over the connection, as a step that is told.
    fn run<T>(
        &mut self,
        what: &str,
        work: impl AsyncFnOnce(&mut Connection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let Live { runtime, connection, .. } = self;
        let Some(runtime) = runtime else { return Err(Error::new("the connection is closed")) };
        step(self.tell, what, || runtime.block_on(work(connection)))
    }
}

impl Drop for Live {
    /// Without waiting for a standard input that nobody writes to any more.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// An error of the server or of the connection, with what it was about.
fn failed(what: &str, error: &pgdc::Error) -> Error {
    Error::new(format!("{what}: {error}"))
}
