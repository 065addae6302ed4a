//! pgdc beside its peers, measured in one run on a server of its own.
//!
//! `cargo run --release -p pgdc-bench` measures the driver by hand, the driver with its usual pool, and pgdc; with
//! `--peers` it runs the workspace in `peers`, which adds the other libraries, and with it the program of the one in `toasty`, so
//! that nobody else's build pays for them; with `--python` it adds those of Python, and with `--compile` it looks at
//! compilers too.
//! What is measured is in [`workload`], who takes part in [`contestants`], what is aimed at in [`target`].
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

pub mod args;
mod child;
mod compile;
pub mod contestant;
pub mod contestants;
mod counts;
pub mod given;
mod guard;
mod machine;
mod memory;
mod pinned;
pub mod report;
mod rounds;
pub mod target;
pub mod task;
pub mod workload;

#[path = "../../../fixtures/generated/events.rs"]
pub mod events;

use std::error::Error;
use std::process::ExitCode;

use args::Args;
use contestant::Entry;
use contestants::python::{self, PYTHON};
use contestants::toasty::{self, TOASTY};
use contestants::{PGDC, RAW};
use pgdc_server::Server;
use report::Report;

/// Whatever went wrong, in whichever library.
pub type AnyError = Box<dyn Error + Send + Sync>;

/// Does what the arguments ask for, with these contestants; `lock` is the text of the `Cargo.lock` that they were built
/// by.
///
/// # Errors
/// The server's, those of a contestant, or that a contestant read or wrote other rows than it was asked to.
pub fn run(args: &Args, entries: &[Entry], lock: &str) -> Result<ExitCode, AnyError> {
    // One thread, as the peers' figures were taken before: on several, what is measured is mostly on which of them the
    // task of a connection happens to run.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    if let Some(child) = &args.child {
        runtime.block_on(child::run(child, entries))?;
        return Ok(ExitCode::SUCCESS);
    }
    if args.guard || args.bless {
        return runtime.block_on(guard::run(&only(entries, &[PGDC]), args));
    }
    let mut entries = entries.to_vec();
    if args.peers {
        entries.push(TOASTY);
    }
    if args.python {
        entries.extend(PYTHON);
    }
    let report = runtime.block_on(measure(args, &entries, lock))?;
    println!("{}", report.to_markdown());
    if let Some(path) = &args.json {
        std::fs::write(path, serde_json::to_string_pretty(&report)? + "\n")?;
    }
    let missed = target::judge(&report).into_iter().find(|verdict| !verdict.is_met());
    match missed {
        Some(verdict) if args.check => {
            println!("missed: {verdict}");
            Ok(ExitCode::FAILURE)
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}

async fn measure(args: &Args, entries: &[Entry], lock: &str) -> Result<Report, AnyError> {
    let server = Server::shared();
    let mut report = Report::new(server.describe(), entries, lock, args.quick)?;
    if args.peers {
        report.versions.extend(toasty::prepare()?);
    }
    if args.python {
        report.versions.extend(python::prepare()?);
    }
    report.timings = rounds::measure(server, entries, args).await?;
    if !args.quick && args.wants("W10") {
        report.memory = memory::measure(server, &only(entries, &[RAW, PGDC])).await?;
    }
    if !args.quick && counts::has_valgrind() {
        let counted = only(entries, &[RAW, PGDC]);
        report.counts = counts::instructions(server, &counted, &|id| args.wants(id)).await?;
        counts::allocations(server, &counted, &mut report.counts).await?;
    }
    if args.compile {
        report.compiles = compile::measure(&|id| args.wants(id)).await?;
    }
    Ok(report)
}

/// The contestants with these names.
fn only(entries: &[Entry], names: &[&str]) -> Vec<Entry> {
    entries.iter().filter(|entry| names.contains(&entry.name)).copied().collect()
}
