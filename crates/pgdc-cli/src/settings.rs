//! From arguments and the settings file to [`Settings`].

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use pgdc_build::{ServerSettings, Settings, Source};

use crate::args::{FromArgs, LiveArgs, ReadingArgs, SelectionArgs, ServerArgs, SourceArgs};
use crate::{progress, report};

/// Read from the current folder where it is there.
pub(crate) const SETTINGS_FILE: &str = "pgdc.toml";

/// What the settings file says, overruled by what was typed.
pub(crate) fn from_args(args: &SourceArgs) -> Result<Settings> {
    let mut settings = reading(&args.reading)?;
    if let Some(source) = source(&args.from) {
        settings.source = Some(source);
    }
    Ok(settings)
}

/// The source that was typed.
pub(crate) fn source(args: &FromArgs) -> Option<Source> {
    let typed = [
        args.db.as_deref().map(|url| Source::Database(url.into())),
        args.schema.clone().map(Source::Schema),
        args.catalog.clone().map(Source::Catalog),
    ];
    typed.into_iter().flatten().next()
}

/// The same, without the source.
pub(crate) fn reading(args: &ReadingArgs) -> Result<Settings> {
    let mut settings = file(args.config.as_deref())?;
    settings.server = server(&args.server);
    Ok(settings)
}

/// Which server loads a schema.
pub(crate) fn server(args: &ServerArgs) -> ServerSettings {
    ServerSettings {
        url: args.server.as_deref().map(Into::into),
        pg_bin: args.pg_bin.clone(),
        pg_version: args.pg_version,
        offline: args.offline,
        skip_extension: args.skip_extension.clone(),
        on_notice: Some(report::note),
    }
}

/// The live database whose rows are asked for.
pub(crate) fn live(args: &LiveArgs) -> Result<Settings> {
    let mut settings = file(args.config.as_deref())?;
    if let Some(url) = &args.db {
        settings.source = Some(Source::Database(url.as_str().into()));
    }
    Ok(settings)
}

/// What the settings file says.
fn file(path: Option<&Path>) -> Result<Settings> {
    let own = Path::new(SETTINGS_FILE);
    let path = match path {
        None => exists(own)?.then_some(own),
        path => path,
    };
    let mut settings = path.map(Settings::read).transpose()?.unwrap_or_default();
    if let Some(path) = path {
        report::detail(&format!("settings of {}", path.display()));
    }
    settings.on_step = Some(progress::step);
    Ok(settings)
}

fn exists(path: &Path) -> Result<bool> {
    path.try_exists().with_context(|| format!("cannot look for {}", path.display()))
}

/// Overrules what the settings file selects by what was typed.
pub(crate) fn select(settings: &mut Settings, args: &SelectionArgs) {
    let selection = &mut settings.generate;
    overrule(&mut selection.schemas, &args.namespace);
    overrule(&mut selection.include, &args.include);
    overrule(&mut selection.exclude, &args.exclude);
    selection.views &= !args.no_views;
}

pub(crate) fn overrule(setting: &mut Vec<String>, typed: &[String]) {
    if !typed.is_empty() {
        setting.clear();
        setting.extend_from_slice(typed);
    }
}

/// The file to write, if it is not the standard output.
pub(crate) fn output(typed: Option<&PathBuf>, configured: Option<PathBuf>) -> Option<PathBuf> {
    match typed {
        Some(path) if path.as_os_str() == "-" => None,
        Some(path) => Some(path.clone()),
        None => configured,
    }
}
