//! What is said to a person, on the standard error, and what is printed on the standard output.

use std::io::{self, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::eprintln;
use anyhow::{Context as _, Result};
use pgdc_build::{Change, Module, Outcome, write_if_changed};

/// Told by a plain function, which the search for a server calls, so that it cannot be passed around.
static QUIET: AtomicBool = AtomicBool::new(false);

pub(crate) fn set_quiet(quiet: bool) {
    QUIET.store(quiet, Ordering::Relaxed);
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
const RESET: &str = "\x1b[0m";

fn label(colour: &str, word: &str) -> String {
    format!("{colour}{word}{RESET}: ")
}

fn say(label: &str, line: &str) {
    if !QUIET.load(Ordering::Relaxed) {
        eprintln!("{label}{line}");
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
        Outcome::Written => result(&format!("{}: {about}", path.display())),
        Outcome::Unchanged => result(&format!("{}: unchanged", path.display())),
    }
    Ok(outcome)
}

pub(crate) fn print(text: &str) -> Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        // Whoever reads has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done.context("cannot write to the standard output"),
    }
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
