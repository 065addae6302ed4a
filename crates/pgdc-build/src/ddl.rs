//! The DDL that makes the tables.

use crate::reading::all_of;
use crate::{Error, Reading, Settings};

/// The DDL of what the settings select, and where it is from.
#[derive(Clone, Debug)]
pub struct Script {
    /// A text for psql, in one transaction.
    pub text: String,
    /// How many statements it has, but for those around the transaction.
    pub statements: usize,
    /// What must be there before, and what is not made, a line each.
    pub unmade: Vec<String>,
    /// As [`Reading::origin`].
    pub origin: String,
    /// As [`Reading::notes`].
    pub notes: Vec<String>,
}

impl Settings {
    /// Writes the DDL that makes the selected tables and views in an empty database, with their types, sequences, keys,
    /// indexes and comments. Blocks.
    ///
    /// # Errors
    /// As [`Settings::read_catalog`]; and a pattern matches nothing.
    pub fn ddl(&self) -> Result<Script, Error> {
        let Reading { catalog, origin, notes } = self.read_catalog()?;
        let ddl = pgdc_codegen::ddl(&catalog, &self.generate)
            .map_err(|refused| Error::new(all_of(&refused)))?;
        let unmade = ddl.unmade.iter().map(ToString::to_string).collect();
        Ok(Script { text: ddl.script(), statements: ddl.steps.len(), unmade, origin, notes })
    }
}
