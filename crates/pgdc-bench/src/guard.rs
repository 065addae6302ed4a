//! The guard against slow changes: instructions against a baseline that is checked in.
//!
//! Compared are multiples of what the driver by hand takes in the same run, so that another compiler, C library or
//! processor, which changes both, is no change of pgdc.

use std::process::ExitCode;

use pgdc_server::Server;

use crate::contestant::Entry;
use crate::report::Count;
use crate::{AnyError, counts};

const BASELINE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/instructions.json");
const TOLERANCE: f64 = 0.03;

/// Counts, and compares or writes the baseline.
pub(crate) async fn run(entries: &[Entry], bless: bool) -> Result<ExitCode, AnyError> {
    if !counts::has_valgrind() {
        println!("no valgrind on this machine: instructions are not counted");
        return Ok(ExitCode::SUCCESS);
    }
    let found = counts::measure(Server::shared(), entries, &|_| true).await?;
    if bless {
        std::fs::write(BASELINE, serde_json::to_string_pretty(&found)? + "\n")?;
        return Ok(ExitCode::SUCCESS);
    }
    let text = std::fs::read_to_string(BASELINE)?;
    let baseline: Vec<Count> = serde_json::from_str(&text)?;
    let mut is_held = true;
    for count in found.iter().filter(|count| !count.is_floor()) {
        let now = count.ratio(&found).ok_or("nothing to compare with was counted")?;
        let before = baseline.iter().find(|before| before.is_of_same(count));
        let before = before.and_then(|before| before.ratio(&baseline));
        let before = before.ok_or_else(|| format!("{BASELINE} lacks {}", count.workload))?;
        let change = now / before - 1.0;
        is_held &= change <= TOLERANCE;
        println!(
            "{:<5} {:<24} {:>9.0} instructions a {:<4} {now:.3} of the driver's, {:+.1} %{}",
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
            "Find out why, by callgrind; or, if it is worth it, say so and run it with --bless."
        );
    }
    Ok(ExitCode::from(u8::from(!is_held)))
}
