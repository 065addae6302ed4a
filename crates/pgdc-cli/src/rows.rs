//! `pgdc rows`.

use anyhow::Result;
use pgdc_build::{Live, LiveTable, RowChoice, RowFormat, RowsRead};

use crate::args::{Format, RowsArgs};
use crate::shown::{shortened, shown};
use crate::{Ended, grid, report, settings};

/// Of a value that is shown as text, so many letters at most.
const LONGEST: usize = 60;

pub(crate) fn run(args: &RowsArgs) -> Result<Ended> {
    let mut live = settings::live(&args.live)?.connect()?;
    let table = live.find(&args.table)?;
    let choice = RowChoice {
        columns: args.columns.clone(),
        filter: args.filter.clone(),
        order: args.order.clone(),
        limit: (!args.all).then_some(args.limit),
    };
    let read = match args.format {
        Format::Text => Some(show(&mut live, &table, &choice)?),
        Format::Json => stream(&mut live, &table, &choice, RowFormat::Json)?,
        Format::Csv => stream(&mut live, &table, &choice, RowFormat::Csv)?,
    };
    if let Some(read) = read {
        report::result(&summary(&table, read));
    }
    Ok(Ended::Fine)
}

fn stream(
    live: &mut Live,
    table: &LiveTable,
    choice: &RowChoice,
    format: RowFormat,
) -> Result<Option<RowsRead>> {
    report::stream(|out| live.write_rows(table, choice, format, out))
}

fn show(live: &mut Live, table: &LiveTable, choice: &RowChoice) -> Result<RowsRead> {
    // One letter more tells that there are more.
    let found = live.read_rows(table, choice, LONGEST + 1)?;
    let header: Vec<(String, bool)> =
        found.columns.iter().map(|column| (shown(&column.name), column.is_number)).collect();
    let row = |row: Vec<Option<String>>| row.into_iter().map(value).collect();
    report::print(&grid::ruled(&header, found.rows.into_iter().map(row).collect()))?;
    Ok(found.read)
}

/// NULL, and texts that look like it, are told apart.
fn value(value: Option<String>) -> String {
    match value.as_deref() {
        None => "NULL".to_owned(),
        Some(text @ ("" | "NULL")) => format!("'{text}'"),
        Some(text) => shortened(text, LONGEST),
    }
}

fn summary(table: &LiveTable, read: RowsRead) -> String {
    let rows = report::count(usize::try_from(read.rows).unwrap_or(usize::MAX), "row");
    let name = shown(&table.name.to_string());
    match read.more {
        Some(0) => format!("{name}: {rows}"),
        Some(more) => format!("{name}: {rows}, and {more} more: --all, or a greater --limit"),
        None => format!("{name}: {rows}, and perhaps more: --all, or a greater --limit"),
    }
}
