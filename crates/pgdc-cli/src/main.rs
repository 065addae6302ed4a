//! The command `pgdc`: typed Rust modules from a PostgreSQL database.
//!
//! This crate holds arguments, messages and exit codes. The work is done by `pgdc-build` and the crates
//! below it.

mod args;
mod check;
mod generate;
mod module;
mod report;
mod snapshot;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Args, Command};
use report::Outcome;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // clap knows which stream its text belongs to; help and version are no failures.
            let _ = error.print();
            return if error.use_stderr() { Outcome::Failed } else { Outcome::Fine }.into();
        }
    };
    let done = match &args.command {
        Command::Generate(options) => generate::run(options),
        Command::Check(options) => check::run(options),
        Command::Snapshot(options) => snapshot::run(options),
    };
    let outcome = done.unwrap_or_else(|error| {
        report::error(&error);
        Outcome::Failed
    });
    outcome.into()
}
