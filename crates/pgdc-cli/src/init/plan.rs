//! The files to write, all or none.

use std::fs;
use std::path::PathBuf;

use anyhow::{Result, bail};
use pgdc_build::{Outcome, write_if_changed};

use super::package::Package;
use crate::report;

pub(super) struct Plan<'p> {
    package: &'p Package,
    new: Vec<(PathBuf, String)>,
    changed: Vec<(PathBuf, String)>,
}

impl<'p> Plan<'p> {
    pub(super) fn new(package: &'p Package) -> Self {
        Plan { package, new: Vec::new(), changed: Vec::new() }
    }

    /// Refuses to go on where one of the files is there, and names all that are.
    pub(super) fn refuse_existing(&self, files: &[String]) -> Result<()> {
        let paths = files.iter().map(|file| self.package.path(file));
        // A link that leads nowhere is there, too.
        let existing = paths.filter(|path| fs::symlink_metadata(path).is_ok());
        let names: Vec<String> = existing.map(|path| path.display().to_string()).collect();
        if !names.is_empty() {
            bail!("{} is there already, and nothing was changed", names.join(", "));
        }
        Ok(())
    }

    /// A file that is not there yet.
    pub(super) fn create(&mut self, file: &str, text: String) {
        self.new.push((self.package.path(file), text));
    }

    /// A file that is.
    pub(super) fn change(&mut self, file: &str, text: String) {
        self.changed.push((self.package.path(file), text));
    }

    /// Writes all of them. Where one cannot be written, the new ones are taken away again.
    pub(super) fn write(self) -> Result<()> {
        let mut lines = Vec::new();
        for (at, (path, text)) in self.new.iter().enumerate() {
            if let Err(error) = write_if_changed(path, text) {
                self.take_back(at);
                return Err(error.into());
            }
            lines.push(format!("{}: written", path.display()));
        }
        for (path, text) in &self.changed {
            match write_if_changed(path, text) {
                Ok(Outcome::Written) => lines.push(format!("{}: changed", path.display())),
                Ok(Outcome::Unchanged) => {}
                Err(error) => {
                    self.take_back(self.new.len());
                    return Err(error.into());
                }
            }
        }
        lines.iter().for_each(|line| report::result(line));
        Ok(())
    }

    fn take_back(&self, written: usize) {
        for (path, _) in &self.new[..written] {
            // The error that led here is the one to tell.
            let _ = fs::remove_file(path);
        }
    }
}
