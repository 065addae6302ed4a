//! The front end for build scripts.
//!
//! Cargo reads what a build script prints, so printing is this module's job; no other one prints.

use std::path::{Path, PathBuf};

use crate::settings::DATABASE_URL;
use crate::{DatabaseUrl, Error, Form, Module, Settings, Source, write_if_changed};

/// What a build script makes, set by step.
///
/// ```no_run
/// fn main() -> Result<(), pgdc_build::Error> {
///     pgdc_build::Config::new()
///         .catalog("pgdc.json")
///         .exclude(["*_log"])
///         .generate("db.rs")
/// }
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "nothing is made before `generate`"]
pub struct Config {
    settings: Settings,
    settings_file: Option<PathBuf>,
}

impl Config {
    /// Every table and view of schema `public`, from the database that `DATABASE_URL` names.
    pub fn new() -> Self {
        Config::default()
    }

    /// What a settings file (`pgdc.toml`) says, its `[output]` left aside.
    ///
    /// # Errors
    /// As [`Settings::read`].
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        Ok(Config { settings: Settings::read(path)?, settings_file: Some(path.to_owned()) })
    }

    /// From a snapshot that `pgdc snapshot` wrote. The path is relative to the package.
    pub fn catalog(self, path: impl Into<PathBuf>) -> Self {
        self.source(Source::Catalog(path.into()))
    }

    /// From a DDL file, loaded into a throw-away server; needs the feature `schema`. The path is relative
    /// to the package. Cargo is told of this file alone, not of those that it includes.
    pub fn schema(self, path: impl Into<PathBuf>) -> Self {
        self.source(Source::Schema(path.into()))
    }

    /// From a live database; needs the feature `database`. Cargo cannot see that a database changed: the
    /// module is made again when `build.rs` or `DATABASE_URL` changes.
    pub fn database(self, url: impl Into<DatabaseUrl>) -> Self {
        self.source(Source::Database(url.into()))
    }

    fn source(mut self, source: Source) -> Self {
        self.settings.source = Some(source);
        self
    }

    /// The schemas whose tables to generate, `public` by default. Several become a module each.
    pub fn schemas<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.settings.generate.schemas = names.into_iter().map(Into::into).collect();
        self
    }

    /// Generates only tables that a pattern matches: `album`, `sales.*`, `*_log`.
    pub fn include<T: Into<String>>(mut self, patterns: impl IntoIterator<Item = T>) -> Self {
        self.settings.generate.include = patterns.into_iter().map(Into::into).collect();
        self
    }

    /// Leaves out tables that a pattern matches, though included.
    pub fn exclude<T: Into<String>>(mut self, patterns: impl IntoIterator<Item = T>) -> Self {
        self.settings.generate.exclude = patterns.into_iter().map(Into::into).collect();
        self
    }

    /// Whether to generate views and materialized views; on by default.
    pub fn views(mut self, yes: bool) -> Self {
        self.settings.generate.views = yes;
        self
    }

    /// Whether the module holds the statements that make its tables (`Db::create_all`); off by default.
    pub fn ddl(mut self, yes: bool) -> Self {
        self.settings.generate.ddl = yes;
        self
    }

    /// Writes the module to `file` in cargo's `OUT_DIR`, for
    /// `include!(concat!(env!("OUT_DIR"), "/db.rs"))`, and tells cargo when to do so again. What could
    /// not be expressed as well as it might becomes a warning of cargo's.
    ///
    /// # Errors
    /// As [`Settings::generate`]; and when `OUT_DIR` is not set or the file cannot be written.
    pub fn generate(self, file: impl AsRef<Path>) -> Result<(), Error> {
        // First, so that cargo knows them after an error too.
        for line in self.triggers()? {
            tell_cargo(&line);
        }
        let folder = std::env::var_os("OUT_DIR").ok_or_else(|| {
            Error::new("OUT_DIR is not set")
                .with_help("call pgdc_build::Config::generate from a build script, build.rs")
        })?;
        let Module { generated, notes, .. } = self.settings.generate(Form::Include)?;
        let warnings = generated.diagnostics.iter().filter(|diagnostic| !diagnostic.is_note());
        let diagnostics = warnings.map(ToString::to_string);
        for text in notes.into_iter().chain(diagnostics) {
            // One line is one warning to cargo, and ends at the line's end.
            tell_cargo(&format!("warning={}", text.replace('\n', " ")));
        }
        write_if_changed(&Path::new(&folder).join(file), &generated.text)?;
        Ok(())
    }

    /// What changes the module, as cargo's instructions.
    fn triggers(&self) -> Result<Vec<String>, Error> {
        let file = |path: &Path| format!("rerun-if-changed={}", path.display());
        let variable = |name: &str| format!("rerun-if-env-changed={name}");
        // As soon as cargo is told one, it stops looking at the other files of the package.
        let mut lines = vec![file(Path::new("build.rs"))];
        lines.extend(self.settings_file.as_deref().map(file));
        if self.settings.source.is_none() {
            lines.push(variable(DATABASE_URL));
        }
        match self.settings.source()? {
            Source::Catalog(path) => lines.push(file(&path)),
            Source::Schema(path) => {
                lines.push(file(&path));
                let chosen_by = ["PGDC_PG_BIN", "PGDC_PG_VERSION", "PGDC_OFFLINE"];
                lines.extend(chosen_by.map(variable));
            }
            Source::Database(_) => {}
        }
        Ok(lines)
    }
}

#[expect(clippy::print_stdout, reason = "cargo reads it there")]
fn tell_cargo(instruction: &str) {
    println!("cargo:{instruction}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_is_told_what_the_module_depends_on() {
        assert_eq!(
            Config::new().catalog("pgdc.json").triggers().unwrap(),
            ["rerun-if-changed=build.rs", "rerun-if-changed=pgdc.json"]
        );
        assert_eq!(
            Config::new().schema("schema.sql").triggers().unwrap(),
            [
                "rerun-if-changed=build.rs",
                "rerun-if-changed=schema.sql",
                "rerun-if-env-changed=PGDC_PG_BIN",
                "rerun-if-env-changed=PGDC_PG_VERSION",
                "rerun-if-env-changed=PGDC_OFFLINE",
            ]
        );
    }
}
