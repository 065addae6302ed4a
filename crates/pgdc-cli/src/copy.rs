//! `pgdc copy`.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Result, bail};
use pgdc_build::{CopyOut, CsvForm, Input, LoadChoice, OutForm, write_whole};

use crate::args::{CopyCommand, CopyInArgs, CopyOutArgs, FormArgs, LoadArgs, OutFormat};
use crate::shown::shown;
use crate::{Ended, progress, report, settings};

pub(crate) fn run(command: &CopyCommand) -> Result<Ended> {
    match command {
        CopyCommand::In(args) => copy_in(args),
        CopyCommand::Out(args) => copy_out(args),
    }
}

fn copy_in(args: &CopyInArgs) -> Result<Ended> {
    let form = form(&args.form)?;
    let (input, bytes) = match is_standard(&args.file) {
        true => (Input::Stdin, None),
        false => {
            let known = fs::metadata(&args.file).ok().filter(fs::Metadata::is_file);
            (Input::File(args.file.clone()), known.map(|known| known.len()))
        }
    };
    let mut live = settings::live(&args.live)?.connect()?;
    let table = live.find(&args.table)?;
    let mut progress = |done, rows| progress::moved(done, rows, bytes);
    let choice = choice(&args.load);
    let (rows, rejected) = match choice == LoadChoice::default() {
        true => (live.copy_in(&table, &input, &form, &mut progress)?, 0),
        // By way of a temporary table, which a plain copy does without.
        false => {
            let report = live.load(&table, &input, &form, &choice, &mut progress)?;
            (report.written, report.rejected)
        }
    };
    let from = match &input {
        Input::Stdin => "the standard input".to_owned(),
        Input::File(path) => path.display().to_string(),
    };
    let refused = match (rejected, &choice.rejects) {
        (1.., Some(path)) => format!("; {} refused, in {}", count(rejected), path.display()),
        _ => String::new(),
    };
    let table = shown(&table.name.to_string());
    report::result(&format!("{table}: {} from {from}{refused}", count(rows)));
    Ok(Ended::Fine)
}

fn choice(args: &LoadArgs) -> LoadChoice {
    LoadChoice {
        upsert: args.upsert,
        by: args.by.clone(),
        last_wins: args.last_wins,
        skip: args.skip.clone(),
        rejects: args.rejects.clone(),
    }
}

fn copy_out(args: &CopyOutArgs) -> Result<Ended> {
    let form = match args.format {
        OutFormat::Csv => OutForm::Csv(form(&args.form)?),
        OutFormat::Jsonl => OutForm::JsonLines,
        OutFormat::Binary => OutForm::Binary,
    };
    if args.table.is_none() && args.query.is_none() {
        bail!("nothing says what to copy: give a table before the file, or --query SQL");
    }
    let mut live = settings::live(&args.live)?.connect()?;
    let table = args.table.as_ref().map(|name| live.find(name)).transpose()?;
    let (what, name) = match (&table, &args.query) {
        (Some(table), _) => (CopyOut::Table(table), shown(&table.name.to_string())),
        (None, query) => (CopyOut::Query(query.as_deref().unwrap_or_default()), "the query".into()),
    };
    let mut copy = |out: &mut dyn Write| {
        live.copy_out(what, &form, out, &mut |bytes, rows| progress::moved(bytes, rows, None))
    };
    let (rows, to) = match is_standard(&args.file) {
        true => (report::stream(copy)?, "standard output".to_owned()),
        false => (Some(write_whole(&args.file, &mut copy)?), args.file.display().to_string()),
    };
    if let Some(rows) = rows {
        report::result(&format!("{to}: {} from {name}", count(rows)));
    }
    Ok(Ended::Fine)
}

fn form(args: &FormArgs) -> Result<CsvForm> {
    Ok(CsvForm::new(args.delimiter, args.null.as_str())?)
}

fn is_standard(file: &Path) -> bool {
    file.as_os_str() == "-"
}

fn count(rows: u64) -> String {
    report::count(usize::try_from(rows).unwrap_or(usize::MAX), "row")
}
