//! `pgdc`: typed Rust modules from PostgreSQL tables.
//!
//! Arguments, messages and exit codes; the work itself is done by `pgdc-build`.

#![allow(clippy::print_stderr, reason = "this is the one crate that does")]

mod args;
mod check;
mod copy;
mod ddl;
mod dependency;
mod diff;
mod docs;
mod generate;
mod grid;
mod init;
mod inspect;
mod lint;
mod progress;
mod report;
mod rls;
mod rows;
mod settings;
mod shell;
mod shown;
mod snapshot;
mod watch;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Args, Command};

/// How a command that did not fail ended.
enum Ended {
    Fine,
    /// `check` or `diff` found a difference, or `lint` something to mend.
    Different,
}

const DIFFERENT: u8 = 1;
/// Of wrong usage too: clap exits with the same.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let Args { command, quiet, verbose } = Args::parse();
    report::set_loudness(quiet, verbose);
    let ended = match command {
        Command::Init(args) => init::run(&args),
        Command::Generate(args) => generate::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Snapshot(args) => snapshot::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Rows(args) => rows::run(&args),
        Command::Copy(command) => copy::run(&command),
        Command::Docs(args) => docs::run(&args),
        Command::Ddl(args) => ddl::run(&args),
        Command::Lint(args) => lint::run(&args),
        Command::Rls(args) => rls::run(&args),
        Command::Completions(args) => shell::completions(args.shell),
        Command::Man => shell::man(),
    };
    match ended {
        Ok(Ended::Fine) => ExitCode::SUCCESS,
        Ok(Ended::Different) => ExitCode::from(DIFFERENT),
        Err(error) => {
            report::error(&error);
            ExitCode::from(FAILED)
        }
    }
}
