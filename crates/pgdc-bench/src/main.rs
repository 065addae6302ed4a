//! `cargo run --release -p pgdc-bench`: see `--help`.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::process::{Command, ExitCode};

use clap::Parser as _;
use pgdc_bench::args::Args;
use pgdc_bench::{AnyError, contestants};

const PEERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/Cargo.toml");
const LOCK: &str = include_str!("../../../Cargo.lock");

fn main() -> Result<ExitCode, AnyError> {
    let args = Args::parse();
    match args.peers {
        true => with_peers(),
        false => pgdc_bench::run(&args, contestants::OWN, LOCK),
    }
}

/// Builds and runs the binary that knows the peers, with the same arguments; it builds and starts toasty's by itself.
fn with_peers() -> Result<ExitCode, AnyError> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--release", "--locked", "--manifest-path", PEERS, "--"]);
    let status = command.args(std::env::args_os().skip(1)).status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
