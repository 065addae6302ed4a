//! What is said to a person, on the standard error, and what is printed on the standard output.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::eprintln;
use anyhow::{Context as _, Result};
use pgdc_build::{Change, Module, Outcome, write_if_changed};

use crate::progress;

/// Told by a plain function, which the search for a server calls, so that it cannot be passed around.
static QUIET: AtomicBool = AtomicBool::new(false);
static VERBOSE: AtomicBool = AtomicBool::new(false);

pub(crate) fn set_loudness(quiet: bool, verbose: bool) {
    QUIET.store(quiet, Ordering::Relaxed);
    VERBOSE.store(verbose, Ordering::Relaxed);
}

pub(crate) fn is_quiet() -> bool {
    QUIET.load(Ordering::Relaxed)
}

/// A line for those who asked for more of them.
pub(crate) fn detail(line: &str) {
    if VERBOSE.load(Ordering::Relaxed) {
        say(&format!("{DIM}-- {line}{RESET}"), "");
    }
}

/// The one line that says what came of a command.
pub(crate) fn result(line: &str) {
    say("", line);
}

pub(crate) fn note(line: &str) {
    say(&label(CYAN, "note"), line);
}

pub(crate) fn warning(line: &str) {
    say(&label(YELLOW, "warning"), line);
}

// anstream takes the colours out where nobody sees them and where NO_COLOR is set.
const RED: &str = "\x1b[1;31m";
const YELLOW: &str = "\x1b[1;33m";
const CYAN: &str = "\x1b[1;36m";
pub(crate) const BOLD: &str = "\x1b[1m";
pub(crate) const DIM: &str = "\x1b[2m";
pub(crate) const RESET: &str = "\x1b[0m";

fn label(colour: &str, word: &str) -> String {
    format!("{colour}{word}{RESET}: ")
}

fn say(label: &str, line: &str) {
    if !is_quiet() {
        progress::aside(|| eprintln!("{label}{line}"));
    }
}

/// What was left out on the way to a module.
pub(crate) fn notes_and_warnings(module: &Module) {
    module.notes.iter().for_each(|text| note(text));
    for diagnostic in &module.generated.diagnostics {
        let say = if diagnostic.is_note() { note } else { warning };
        say(&diagnostic.to_string());
    }
}

/// The error, its causes, and what to do where somebody on the way knew.
pub(crate) fn error(error: &anyhow::Error) {
    eprintln!("{}{error}", label(RED, "error"));
    for cause in error.chain().skip(1).map(ToString::to_string) {
        // So tokio-postgres calls a refusal of the server, which is the next cause.
        if cause != "db error" {
            eprintln!("  caused by: {cause}");
        }
    }
    let known = error.chain().filter_map(|cause| cause.downcast_ref::<pgdc_build::Error>());
    for help in known.filter_map(pgdc_build::Error::help) {
        eprintln!("{}{help}", label(CYAN, "help"));
    }
}

/// Writes a text where it belongs and says so: `src/db.rs: 11 tables`.
pub(crate) fn write(output: Option<&Path>, text: &str, about: &str) -> Result<Outcome> {
    let Some(path) = output else {
        print(text)?;
        result(&format!("standard output: {about}"));
        return Ok(Outcome::Written);
    };
    let outcome = write_if_changed(path, text)?;
    match outcome {
        Outcome::Written => {
            detail(&format!("wrote {} to {}", count(text.len(), "byte"), path.display()));
            result(&format!("{}: {about}", path.display()));
        }
        Outcome::Unchanged => result(&format!("{}: unchanged", path.display())),
    }
    Ok(outcome)
}

pub(crate) fn print(text: &str) -> Result<()> {
    print_to(io::stdout().lock(), text)
}

/// The same, with colours where a terminal shows them.
pub(crate) fn print_coloured(text: &str) -> Result<()> {
    print_to(anstream::stdout().lock(), text)
}

fn print_to(mut stdout: impl io::Write, text: &str) -> Result<()> {
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        // Whoever reads has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done.context("cannot write to the standard output"),
    }
}

/// Prints what comes piece by piece; gives nothing where whoever reads has read enough.
pub(crate) fn stream<T>(
    write: impl FnOnce(&mut dyn io::Write) -> Result<T, pgdc_build::Error>,
) -> Result<Option<T>> {
    match write(&mut io::BufWriter::new(io::stdout().lock())) {
        Ok(value) => Ok(Some(value)),
        Err(error) if is_broken_pipe(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn is_broken_pipe(error: &pgdc_build::Error) -> bool {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref());
    cause.is_some_and(|cause: &io::Error| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// `11 tables, 2 views from snapshot pgdc.json`
pub(crate) fn about(module: &Module) -> String {
    let Module { generated, origin, .. } = module;
    let (tables, views) = (count(generated.tables, "table"), count(generated.views, "view"));
    format!("{tables}, {views} from {origin}")
}

/// `1 table`, `2 tables`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{s}")
}

/// `breaking  column removed: album.title text; every statement names it`
pub(crate) fn change(change: &Change) -> String {
    let why = change.why.map(|why| format!("; {why}")).unwrap_or_default();
    format!("{:<8}  {change}{why}\n", change.impact.to_string())
}
