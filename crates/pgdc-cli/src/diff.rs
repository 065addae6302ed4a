//! `pgdc diff`.

use anyhow::Result;
use pgdc_build::{Settings, Source, changes_json};

use crate::args::DiffArgs;
use crate::{Ended, report, settings};

pub(crate) fn run(args: &DiffArgs) -> Result<Ended> {
    let mut settings = settings::reading(&args.reading)?;
    settings::select(&mut settings, &args.selection);
    let at = |text: &str| Settings { source: Some(source(text)), ..settings.clone() };
    let diff = at(&args.old).diff(&at(&args.new))?;
    diff.notes.iter().for_each(|text| report::note(text));

    let changes = &diff.changes;
    match args.json {
        true => report::print(&changes_json(changes)?)?,
        false => changes.iter().try_for_each(|change| report::print(&report::change(change)))?,
    }
    let (old, new) = (&diff.old, &diff.new);
    report::result(&match changes.len() {
        0 => format!("{new}: nothing has changed since {old}"),
        number => format!("{new}: {} since {old}", report::count(number, "change")),
    });
    Ok(if changes.is_empty() { Ended::Fine } else { Ended::Different })
}

/// Files end in what they are; what else there is names a database.
fn source(text: &str) -> Source {
    let is_database = text.contains("://") || text.contains('=');
    match text {
        _ if is_database => Source::Database(text.into()),
        text if text.ends_with(".json") => Source::Catalog(text.into()),
        text => Source::Schema(text.into()),
    }
}
