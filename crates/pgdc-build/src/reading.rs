//! From settings to a catalog, and from there to a module.

use pgdc_catalog::Catalog;
use pgdc_codegen::{Form, Generated, Refused};

use crate::step::step;
use crate::{Error, Settings, Source, read_snapshot};

/// A catalog, and where it came from.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What was read. It may hold more schemas than were asked for: the generator selects.
    pub catalog: Catalog,
    /// The source in a few words, for messages: `schema shop.sql (PostgreSQL 15.18 from /usr/bin)`.
    pub origin: String,
    /// What was left out or forgiven while a DDL file was loaded.
    pub notes: Vec<String>,
}

/// A generated module, and where it came from.
#[derive(Clone, Debug)]
pub struct Module {
    /// The module.
    pub generated: Generated,
    /// As [`Reading::origin`].
    pub origin: String,
    /// As [`Reading::notes`].
    pub notes: Vec<String>,
}

impl Settings {
    /// Reads the catalog from the settings' source. Blocks.
    ///
    /// # Errors
    /// There is no source, it cannot be read, or it lacks a schema that was asked for.
    pub fn read_catalog(&self) -> Result<Reading, Error> {
        let source = self.source()?;
        step(self.on_step, &format!("read {}", source.describe()), || self.read_source(source))
    }

    fn read_source(&self, source: Source) -> Result<Reading, Error> {
        match source {
            Source::Catalog(path) => Ok(Reading {
                catalog: read_snapshot(&path)?,
                origin: format!("snapshot {}", path.display()),
                notes: Vec::new(),
            }),
            #[cfg(feature = "database")]
            Source::Database(url) => crate::database::read(&url, &self.generate.schemas),
            #[cfg(not(feature = "database"))]
            Source::Database(_) => Err(lacking("a live database", "database")),
            #[cfg(feature = "schema")]
            Source::Schema(path) => {
                crate::schema::read(&path, &self.server, &self.generate.schemas)
            }
            #[cfg(not(feature = "schema"))]
            Source::Schema(_) => Err(lacking("a DDL file", "schema")),
        }
    }

    /// As [`Settings::read_catalog`], but only the schemas and relations that the settings select. Blocks.
    ///
    /// # Errors
    /// As [`Settings::read_catalog`]; and a pattern matches nothing.
    pub fn read_selected(&self) -> Result<Reading, Error> {
        let Reading { catalog, origin, notes } = self.read_catalog()?;
        let catalog = pgdc_codegen::narrowed(catalog, &self.generate)
            .map_err(|refused| Error::new(all_of(&refused)))?;
        Ok(Reading { catalog, origin, notes })
    }

    /// Makes the module. Blocks.
    ///
    /// # Errors
    /// As [`Settings::read_catalog`]; and when the settings do not fit the catalog: every mistake is
    /// told.
    pub fn generate(&self, form: Form) -> Result<Module, Error> {
        self.generate_from(&self.read_catalog()?, form)
    }

    /// Makes the module of what was read already.
    ///
    /// # Errors
    /// The settings do not fit the catalog: every mistake is told.
    pub fn generate_from(&self, reading: &Reading, form: Form) -> Result<Module, Error> {
        let Reading { catalog, origin, notes } = reading;
        let generated = pgdc_codegen::generate(catalog, &self.generate, form)
            .map_err(|refused| Error::new(all_of(&refused)))?;
        Ok(Module { generated, origin: origin.clone(), notes: notes.clone() })
    }
}

/// One mistake in one line, several in a list.
pub(crate) fn all_of(refused: &Refused) -> String {
    match refused.mistakes.as_slice() {
        [mistake] => mistake.to_string(),
        mistakes => mistakes
            .iter()
            .fold(format!("{} mistakes in what to generate:", mistakes.len()), |text, mistake| {
                format!("{text}\n  {mistake}")
            }),
    }
}

#[cfg(not(all(feature = "database", feature = "schema")))]
fn lacking(source: &str, feature: &str) -> Error {
    Error::new(format!("this build of pgdc-build does not read {source}")).with_help(format!(
        "turn its feature on: pgdc-build = {{ version = \"…\", features = [\"{feature}\"] }}; or \
         read a snapshot, which needs none"
    ))
}
