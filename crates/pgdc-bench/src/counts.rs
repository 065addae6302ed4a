//! Instructions and allocations of the client, counted by valgrind, which gives the same on a busy machine.
//!
//! A process that does a task twice as large, less one that does it once, leaves out all that is done once.

use std::process::Command;

use pgdc_server::Server;

use crate::AnyError;
use crate::child;
use crate::contestant::Entry;
use crate::contestants::NOBODY;
use crate::report::Count;
use crate::rounds::Stage;
use crate::task::{Kind, STORED, Task};
use crate::workload::{COUNTED, Workload};

/// Whether valgrind can be run.
pub(crate) fn has_valgrind() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success())
}

/// The instructions of each workload that is wanted, by each of the contestants.
pub(crate) async fn instructions(
    server: &Server,
    entries: &[Entry],
    is_wanted: &dyn Fn(&str) -> bool,
) -> Result<Vec<Count>, AnyError> {
    let (read, written) = (Stage::open(server, STORED).await?, Stage::open(server, 0).await?);
    let mut counts = Vec::new();
    for workload in COUNTED.iter().filter(|workload| is_wanted(workload.id)) {
        let stage = if workload.is_read() { &read } else { &written };
        // What the values of rows cost that are made ready before.
        let values = match workload.is_read() {
            true => 0.0,
            false => difference(stage, &NOBODY, workload, CALLGRIND, collected).await?,
        };
        for entry in entries {
            let all = difference(stage, entry, workload, CALLGRIND, collected).await?;
            counts.push(Count {
                workload: workload.id.to_owned(),
                name: workload.name.to_owned(),
                unit: workload.unit.to_owned(),
                contestant: entry.name.to_owned(),
                instructions: all - values,
                allocations: None,
            });
        }
    }
    Ok(counts)
}

/// Adds how many blocks were taken off the heap for each row of a list.
pub(crate) async fn allocations(
    server: &Server,
    entries: &[Entry],
    counts: &mut [Count],
) -> Result<(), AnyError> {
    let stage = Stage::open(server, STORED).await?;
    for workload in COUNTED.iter().filter(|workload| workload.task(false).kind == Kind::List) {
        for entry in entries {
            let is_it = |c: &&mut Count| c.workload == workload.id && c.contestant == entry.name;
            if let Some(count) = counts.iter_mut().find(is_it) {
                let blocks = difference(&stage, entry, workload, DHAT, blocks).await?;
                count.allocations = Some(blocks);
            }
        }
    }
    Ok(())
}

/// What one more unit costs, in what `read` reads off that which the tool says.
async fn difference(
    stage: &Stage,
    entry: &Entry,
    workload: &Workload,
    tool: &[&str],
    read: fn(&str) -> Option<f64>,
) -> Result<f64, AnyError> {
    let Task { kind, size } = workload.task(false);
    let mut total = [f64::INFINITY; 2];
    for (times, total) in (1..).zip(&mut total) {
        let task = Task { kind, size: size * times };
        // Whether an answer is there when a call first looks for it is chance: the least of several runs is looked at.
        for _ in 0..if workload.unit == "call" { 3 } else { 1 } {
            stage.reset(workload, task).await?;
            let command = child::command(tool, entry, workload, task.size, &stage.database.url())?;
            let (_, said) = child::output(command)?;
            let found = read(&said).ok_or_else(|| format!("valgrind tells no total:\n{said}"))?;
            *total = total.min(found);
        }
    }
    Ok((total[1] - total[0]) / size as f64)
}

const CALLGRIND: &[&str] = &["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"];
const DHAT: &[&str] = &["valgrind", "--tool=dhat", "--dhat-out-file=/dev/null"];

/// Of `==1== Collected : 123456`.
fn collected(said: &str) -> Option<f64> {
    let line = said.lines().find_map(|line| line.split_once("Collected :"));
    line?.1.trim().parse().ok()
}

/// Of `==1== Total:     1,234 bytes in 56 blocks`.
fn blocks(said: &str) -> Option<f64> {
    let line = said.lines().find_map(|line| line.split_once("Total:"))?.1;
    let (_, blocks) = line.split_once("bytes in")?;
    blocks.split_whitespace().next()?.replace(',', "").parse().ok()
}
