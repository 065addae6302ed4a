//! Whether a module still fits its database.

use pgdc_codegen::{Form, normalise};
use pgdc_drift::{Change, changes_between};

use crate::{Error, Module, Settings};

/// A module beside the one that would be generated now.
#[derive(Clone, Debug)]
pub struct Check {
    /// The text that is there, as far as it counts: without what editors and version control change.
    pub found: String,
    /// The text that would be generated, in the same form.
    pub wanted: String,
    /// What changed in the database, what breaks first. None of it where a file is no module of this version of
    /// pgdc, or where the settings or pgdc itself made the difference.
    pub changes: Vec<Change>,
    /// The module that would be generated.
    pub module: Module,
}

impl Settings {
    /// Compares the text of a module with what would be generated now. Blocks.
    ///
    /// # Errors
    /// As [`Settings::generate`].
    pub fn check(&self, found: &str) -> Result<Check, Error> {
        let module = self.generate(Form::Module)?;
        let (found, wanted) = (normalise(found), normalise(&module.generated.text));
        let mut changes = match found == wanted {
            true => Vec::new(),
            false => changes_between(&found, &wanted).unwrap_or_default(),
        };
        changes.sort_by_key(|change| std::cmp::Reverse(change.impact));
        Ok(Check { found, wanted, changes, module })
    }
}

/// What changed between two sources.
#[derive(Clone, Debug)]
pub struct Diff {
    /// The changes, what breaks first.
    pub changes: Vec<Change>,
    /// As [`Reading::origin`](crate::Reading::origin), of what was.
    pub old: String,
    /// The same of what is now.
    pub new: String,
    /// As [`Reading::notes`](crate::Reading::notes), of both.
    pub notes: Vec<String>,
}

impl Settings {
    /// Says what changed from the source of these settings to that of `new`, for a program that was generated from
    /// the first. Blocks.
    ///
    /// # Errors
    /// As [`Settings::generate`], of either.
    pub fn diff(&self, new: &Settings) -> Result<Diff, Error> {
        let (old, new) = (self.generate(Form::Module)?, new.generate(Form::Module)?);
        let texts = (&old.generated.text, &new.generated.text);
        let mut changes = changes_between(texts.0, texts.1).unwrap_or_default();
        changes.sort_by_key(|change| std::cmp::Reverse(change.impact));
        let notes = [old.notes, new.notes].concat();
        Ok(Diff { changes, old: old.origin, new: new.origin, notes })
    }
}

impl Check {
    /// Whether there is nothing to generate anew.
    pub fn is_same(&self) -> bool {
        self.found == self.wanted
    }
}

/// The changes as JSON.
///
/// # Errors
/// As [`snapshot_text`](crate::snapshot_text).
pub fn changes_json(changes: &[Change]) -> Result<String, Error> {
    let text = serde_json::to_string_pretty(changes)
        .map_err(|error| Error::caused("the changes cannot be written as JSON", error))?;
    Ok(text + "\n")
}
