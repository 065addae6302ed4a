//! What is aimed at, and whether it was reached.

use std::fmt;

use crate::contestants::{PGDC, RAW};
use crate::report::{Compile, Count, Report, Timing};

/// What pgdc is to stay under.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The workload of pgdc.
    pub workload: &'static str,
    /// What is looked at.
    pub measure: Measure,
    /// The most that it may be.
    pub limit: f64,
}

/// What is looked at.
#[derive(Clone, Copy, Debug)]
pub enum Measure {
    /// Time, as a multiple of what a contestant takes for a workload.
    Time(&'static str, &'static str),
    /// Instructions, in the same way.
    Instructions(&'static str, &'static str),
    /// The processor's time for a step of the compiler, as a multiple of what another library's takes.
    Compile(&'static str, &'static str),
    /// Seconds of a step.
    Seconds(&'static str),
    /// MiB of a step.
    StepMemory(&'static str),
    /// MiB above a program that reads nothing.
    Memory,
}

/// A target, and what was reached.
#[derive(Clone, Copy, Debug)]
pub struct Verdict {
    /// What was aimed at.
    pub target: Target,
    /// What was measured, in the target's measure.
    pub reached: f64,
}

const fn time(workload: &'static str, limit: f64) -> Target {
    Target { workload, measure: Measure::Time(RAW, workload), limit }
}

const fn peer(workload: &'static str, peer: &'static str, limit: f64) -> Target {
    Target { workload, measure: Measure::Time(peer, workload), limit }
}

const fn instructions(
    workload: &'static str,
    of: &'static str,
    by: &'static str,
    limit: f64,
) -> Target {
    Target { workload, measure: Measure::Instructions(of, by), limit }
}

const fn compile(
    workload: &'static str,
    step: &'static str,
    peer: &'static str,
    limit: f64,
) -> Target {
    Target { workload, measure: Measure::Compile(step, peer), limit }
}

/// Every target that this program can look at, in the order of the workloads.
pub const TARGETS: &[Target] = &[
    time("W1", 1.02),
    instructions("W1", RAW, "W1", 1.05),
    peer("W1", "deadpool-postgres", 1.0),
    peer("W1", "clorinde-style", 1.0),
    peer("W1", "sqlx", 1.0),
    peer("W1", "diesel-async", 1.0),
    peer("W1", "SeaORM", 0.4),
    peer("W1", "toasty", 1.0),
    peer("W1", "asyncpg", 0.77),
    peer("W1", "fastasyncpg", 0.2),
    time("W2a", 1.05),
    time("W2b", 1.1),
    time("W2c", 0.5),
    time("W3a", 1.0),
    time("W3b", 1.0),
    peer("W3a", "asyncpg", 1.0),
    peer("W3a", "SeaORM", 0.6),
    peer("W3a", "diesel-async", 0.6),
    peer("W3b", "SeaORM", 0.6),
    peer("W3b", "diesel-async", 0.6),
    time("W4", 1.02),
    time("W5a", 1.5),
    peer("W5a", "sqlx", 1.0),
    peer("W5a", "diesel-async", 1.0),
    peer("W5a", "SeaORM", 1.0),
    peer("W5a", "toasty", 1.0),
    peer("W5a", "asyncpg", 0.5),
    Target { workload: "W5b", measure: Measure::Time(RAW, "W5c"), limit: 2.5 },
    time("W5c", 1.0),
    // Instructions stand for the processor's time.
    instructions("W5c", RAW, "W5c", 0.6),
    time("W6", 1.02),
    time("W7", 1.02),
    time("W8", 1.0),
    peer("W8", "asyncpg", 0.4),
    time("W9", 1.02),
    compile("C1", "check", "diesel", 0.05),
    compile("C1", "check", "sea-orm", 0.2),
    compile("C1", "check", "sqlx", 1.5),
    Target { workload: "C1", measure: Measure::Seconds("build"), limit: 3.5 },
    compile("C2", "build", "tokio-postgres", 1.15),
    Target { workload: "G1", measure: Measure::Seconds("generate 600 tables"), limit: 1.0 },
    Target { workload: "G2", measure: Measure::Seconds("generate 10,000 tables"), limit: 4.0 },
    Target { workload: "G2", measure: Measure::StepMemory("generate 10,000 tables"), limit: 512.0 },
    Target { workload: "W10", measure: Measure::Memory, limit: 32.0 },
    instructions("W11a", PGDC, "W1", 1.02),
    instructions("W11b", PGDC, "W3", 1.02),
];

/// The targets that the report says something about.
pub fn judge(report: &Report) -> Vec<Verdict> {
    let reached = |target: &Target| target.reached(report);
    TARGETS
        .iter()
        .filter_map(|target| Some(Verdict { target: *target, reached: reached(target)? }))
        .collect()
}

impl Target {
    /// What it is about.
    pub fn text(&self) -> String {
        let own = self.workload;
        let other =
            |by: &str, of: &str| if of == own { by.to_owned() } else { format!("{by}'s {of}") };
        match self.measure {
            Measure::Time(by, of) => format!("{own} time, of {}", other(by, of)),
            Measure::Instructions(by, of) => format!("{own} instructions, of {}", other(by, of)),
            Measure::Compile(step, by) => format!("{own} {step}, of {by}"),
            Measure::Seconds(step) => format!("{own} {step}, seconds"),
            Measure::StepMemory(step) => format!("{own} {step}, MiB"),
            Measure::Memory => format!("{own} resident memory, MiB"),
        }
    }

    fn reached(&self, report: &Report) -> Option<f64> {
        match self.measure {
            Measure::Time(by, of) => {
                let own = timing(report, PGDC, self.workload)?;
                let other = timing(report, by, of)?;
                match of == self.workload {
                    // Ratios of single rounds, where there are any, say more than medians of times.
                    true => Some(own.ratio? / other.ratio?),
                    false => Some(own.micros / other.micros),
                }
            }
            Measure::Instructions(by, of) => {
                let own = count(report, PGDC, self.workload)?;
                Some(own.instructions / count(report, by, of)?.instructions)
            }
            Measure::Compile(step, by) => {
                let own = seconds(report, PGDC, self.workload, step)?;
                Some(own / seconds(report, by, self.workload, step)?)
            }
            Measure::Seconds(step) => seconds(report, PGDC, self.workload, step),
            Measure::StepMemory(step) => compiled(report, PGDC, self.workload, step)?.mib,
            Measure::Memory => {
                let memory = report.memory.iter().find(|memory| memory.contestant == PGDC)?;
                Some(memory.with_kib.saturating_sub(memory.without_kib) as f64 / 1024.0)
            }
        }
    }
}

impl Verdict {
    /// Whether the limit was kept.
    pub fn is_met(&self) -> bool {
        self.reached <= self.target.limit
    }
}

/// As in `W1 time, of tokio-postgres: 1.05, at most 1.02`.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Verdict { target, reached } = self;
        write!(f, "{}: {reached:.2}, at most {}", target.text(), target.limit)
    }
}

fn timing<'r>(report: &'r Report, contestant: &str, workload: &str) -> Option<&'r Timing> {
    let is_it = |t: &&Timing| t.contestant == contestant && t.workload == workload;
    report.timings.iter().find(is_it)
}

fn seconds(report: &Report, contestant: &str, workload: &str, step: &str) -> Option<f64> {
    Some(compiled(report, contestant, workload, step)?.seconds)
}

fn compiled<'r>(
    report: &'r Report,
    contestant: &str,
    workload: &str,
    step: &str,
) -> Option<&'r Compile> {
    let is_it =
        |c: &&Compile| c.contestant == contestant && c.workload == workload && c.name == step;
    report.compiles.iter().find(is_it)
}

fn count<'r>(report: &'r Report, contestant: &str, workload: &str) -> Option<&'r Count> {
    let is_it = |c: &&Count| c.contestant == contestant && c.workload == workload;
    report.counts.iter().find(is_it)
}
