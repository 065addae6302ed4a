//! What is told to people, on standard error.
#![expect(clippy::print_stderr, reason = "this is where it is done")]

use std::process::ExitCode;

use anstream::eprintln;
use pgdc_build::Diagnostic;

/// How the command ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Outcome {
    /// All is well.
    Fine = 0,
    /// `check` found a difference.
    Different = 1,
    /// Something failed.
    Failed = 2,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        ExitCode::from(outcome as u8)
    }
}

pub(crate) fn line(text: &str) {
    eprintln!("{text}");
}

pub(crate) fn notice(text: &str) {
    eprintln!("{text}");
}

pub(crate) fn note(text: &str) {
    eprintln!("note: {text}");
}

pub(crate) fn diagnostics(diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        eprintln!("{YELLOW}warning{RESET}: {diagnostic}");
    }
}

/// The error, its causes and what to do.
pub(crate) fn error(error: &anyhow::Error) {
    eprintln!("{RED}error{RESET}: {error}");
    for cause in error.chain().skip(1) {
        eprintln!("  caused by: {cause}");
    }
    let helps = error.chain().filter_map(|cause| cause.downcast_ref::<pgdc_build::Error>()?.help());
    for help in helps {
        eprintln!("  help: {help}");
    }
}

// anstream takes these out where the output is no terminal or NO_COLOR is set.
const RED: &str = "\x1b[1;31m";
const YELLOW: &str = "\x1b[1;33m";
const RESET: &str = "\x1b[0m";
