//! The guard against slow changes: the instructions of pgdc against a baseline that is checked in.

use std::process::ExitCode;

use pgdc_server::Server;
use serde::{Deserialize, Serialize};

use crate::args::Args;
use crate::contestant::Entry;
use crate::report::Count;
use crate::{AnyError, counts, machine};

const BASELINE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/instructions.json");
const TOLERANCE: f64 = 0.03;
/// How often what is above it is counted once more.
const AGAIN: usize = 4;

/// What is checked in.
#[derive(Deserialize, Serialize)]
struct Baseline {
    /// The compiler, whose next version may take more or fewer.
    rustc: String,
    counts: Vec<Count>,
}

/// Counts, and compares or writes the baseline.
pub(crate) async fn run(entries: &[Entry], args: &Args) -> Result<ExitCode, AnyError> {
    if !counts::has_valgrind() {
        println!("no valgrind on this machine: instructions are not counted");
        return Ok(ExitCode::SUCCESS);
    }
    let rustc = machine::rustc().unwrap_or_default();
    let server = Server::shared();
    let mut found = counts::instructions(server, entries, &|id| args.wants(id)).await?;
    if args.bless {
        let text = serde_json::to_string_pretty(&Baseline { rustc, counts: found })?;
        std::fs::write(BASELINE, text + "\n")?;
        return Ok(ExitCode::SUCCESS);
    }
    let baseline: Baseline = serde_json::from_str(&std::fs::read_to_string(BASELINE)?)?;
    let mut is_held = true;
    for count in &mut found {
        let before = baseline.counts.iter().find(|before| before.workload == count.workload);
        let before = before.ok_or_else(|| format!("{BASELINE} lacks {}", count.workload))?;
        let change = |count: &Count| count.instructions / before.instructions - 1.0;
        // What chance does to a call, it adds: the least is what the call takes.
        for _ in 0..AGAIN {
            if change(count) > TOLERANCE {
                let workload = count.workload.clone();
                let again = counts::instructions(server, entries, &|id| id == workload).await?;
                let least = again.iter().map(|again| again.instructions);
                count.instructions = least.fold(count.instructions, f64::min);
            }
        }
        let change = change(count);
        is_held &= change <= TOLERANCE;
        println!(
            "{:<5} {:<24} {:>7.0} instructions a {:<4} {:+.1} %{}",
            count.workload,
            count.name,
            count.instructions,
            count.unit,
            change * 100.0,
            if change > TOLERANCE { ": too many" } else { "" },
        );
    }
    if !is_held {
        println!(
            "Find out why by callgrind. If it is worth it, run this with --bless, and say why in the commit."
        );
        if baseline.rustc != rustc {
            println!("The baseline is of rustc {}, this is {rustc}.", baseline.rustc);
        }
    }
    Ok(ExitCode::from(u8::from(!is_held)))
}
