//! From arguments and `pgdc.toml` to what is to be done.

use std::path::{Path, PathBuf};

use anyhow::Result;
use pgdc_build::{Config, Read, ServerOptions, Settings, Source};

use crate::args::Module;
use crate::report;

/// What a command is about, wherever it was said.
pub(crate) struct Task {
    pub(crate) source: Source,
    pub(crate) config: Config,
    pub(crate) server: ServerOptions,
    /// The file; none for standard output.
    pub(crate) file: Option<PathBuf>,
}

impl Task {
    /// What the arguments say, and where they say nothing, the settings.
    pub(crate) fn new(args: &Module) -> Result<Self> {
        let settings = settings(args.config.as_deref())?;
        let file = match &args.out {
            Some(path) if path == Path::new("-") => None,
            Some(path) => Some(path.clone()),
            None => settings.output.file.clone(),
        };
        Ok(Task {
            source: source(args, &settings)?,
            config: config(args, settings.generate),
            server: ServerOptions {
                pg_bin: args.pg_bin.clone(),
                pg_version: args.pg_version,
                offline: args.offline,
                skip_extension: args.skip_extension.clone(),
                on_notice: Some(report::notice),
            },
            file,
        })
    }

    /// Reads the source, and tells what was left out of it.
    pub(crate) fn read(&self, quiet: bool) -> Result<Read> {
        let read = self.source.read(&self.config, &self.server)?;
        if !quiet {
            read.notes.iter().for_each(|note| report::note(note));
        }
        Ok(read)
    }
}

fn settings(path: Option<&Path>) -> Result<Settings> {
    match path {
        Some(path) => Ok(Settings::read(path)?),
        None if Path::new("pgdc.toml").exists() => Ok(Settings::read(Path::new("pgdc.toml"))?),
        None => Ok(Settings::default()),
    }
}

/// A source on the command line replaces those of the settings.
fn source(args: &Module, settings: &Settings) -> Result<Source> {
    let given = pgdc_build::SourceSettings {
        db: args.db.clone(),
        schema: args.schema.clone(),
        catalog: args.catalog.clone(),
    };
    let is_given = given != pgdc_build::SourceSettings::default();
    Ok(Source::from_settings(if is_given { &given } else { &settings.source })?)
}

fn config(args: &Module, mut config: Config) -> Config {
    let replace = |list: &mut Vec<String>, given: &[String]| {
        if !given.is_empty() {
            *list = given.to_vec();
        }
    };
    replace(&mut config.schemas, &args.namespace);
    replace(&mut config.include, &args.include);
    replace(&mut config.exclude, &args.exclude);
    config.views &= !args.no_views;
    config
}
