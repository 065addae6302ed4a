//! What a run found out, as JSON and as tables.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::AnyError;
use crate::contestant::Entry;
use crate::contestants::RAW;
use crate::{machine, rounds, target};

/// One run.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Report {
    /// The day, as 2026-11-21.
    pub date: String,
    /// The server, and where it was found.
    pub server: String,
    /// What it ran on.
    pub machine: Machine,
    /// The compiler and the contestants' packages.
    pub versions: BTreeMap<String, String>,
    /// The headings of the table, in order.
    pub contestants: Vec<String>,
    /// How many rounds the medians are of.
    pub rounds: usize,
    /// Times.
    pub timings: Vec<Timing>,
    /// Instructions and allocations.
    pub counts: Vec<Count>,
    /// Memory of a stream.
    pub memory: Vec<Memory>,
    /// What compiling costs.
    #[serde(default)]
    pub compiles: Vec<Compile>,
}

/// What a run was made on.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Machine {
    /// How many threads run at once.
    pub processors: usize,
    /// What the processor calls itself.
    pub model: String,
    /// Its memory, in GiB.
    pub memory_gib: u64,
    /// How many processes wanted to run when the run began, on average over a minute.
    pub load: f64,
}

/// What a workload took with a contestant.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Timing {
    /// The workload's number.
    pub workload: String,
    /// What was done.
    pub name: String,
    /// What `micros` is for: a call or a row.
    pub unit: String,
    /// Who did it.
    pub contestant: String,
    /// The median, in microseconds.
    pub micros: f64,
    /// The median of the ratios to the driver by hand in the same round.
    pub ratio: Option<f64>,
}

/// What the client's process executed for a workload.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Count {
    /// The workload's number.
    pub workload: String,
    /// What was done.
    pub name: String,
    /// What the figures are for: a call or a row.
    pub unit: String,
    /// Who did it.
    pub contestant: String,
    /// Instructions for each unit.
    pub instructions: f64,
    /// Blocks taken off the heap for each unit, where they were counted.
    pub allocations: Option<f64>,
}

impl Count {
    fn is_floor(&self) -> bool {
        self.contestant == RAW
    }

    /// The multiple of what the driver by hand took.
    fn ratio(&self, among: &[Count]) -> Option<f64> {
        let floor = among.iter().find(|c| c.workload == self.workload && c.is_floor())?;
        Some(self.instructions / floor.instructions)
    }
}

/// What compiling or generating cost.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Compile {
    /// The target's number.
    pub workload: String,
    /// What was done.
    pub name: String,
    /// The library whose models they were.
    pub contestant: String,
    /// The processor's seconds; for generating, seconds by the clock.
    pub seconds: f64,
    /// Lines of source, where it is that which differs.
    pub lines: usize,
    /// Its bytes.
    pub bytes: usize,
    /// The most memory that was resident, in MiB, where it was looked at.
    #[serde(default)]
    pub mib: Option<f64>,
}

impl Compile {
    pub(crate) fn of(
        workload: &str,
        name: &str,
        contestant: &str,
        seconds: f64,
        source: &str,
    ) -> Self {
        Compile {
            workload: workload.to_owned(),
            name: name.to_owned(),
            contestant: contestant.to_owned(),
            seconds,
            lines: source.lines().count(),
            bytes: source.len(),
            mib: None,
        }
    }
}

/// The memory of a process that read a stream.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Memory {
    /// Who read it.
    pub contestant: String,
    /// The most that was resident without reading a row, in KiB.
    pub without_kib: u64,
    /// The same with all rows read.
    pub with_kib: u64,
}

impl Report {
    pub(crate) fn new(
        server: &str,
        entries: &[Entry],
        lock: &str,
        quick: bool,
    ) -> Result<Report, AnyError> {
        let packages = entries.iter().flat_map(|entry| entry.packages);
        let mut versions: BTreeMap<String, String> = packages
            .filter_map(|package| Some(((*package).to_owned(), version_in(lock, package)?)))
            .collect();
        versions.extend(machine::rustc().map(|version| ("rustc".to_owned(), version)));
        Ok(Report {
            date: OffsetDateTime::now_utc().date().to_string(),
            server: server.to_owned(),
            machine: machine::here(),
            versions,
            contestants: entries.iter().map(|entry| entry.name.to_owned()).collect(),
            rounds: rounds::rounds(quick),
            timings: Vec::new(),
            counts: Vec::new(),
            memory: Vec::new(),
            compiles: Vec::new(),
        })
    }

    /// The report as tables of Markdown.
    pub fn to_markdown(&self) -> String {
        let tables = [
            self.head(),
            self.times(),
            self.counted(),
            self.resident(),
            self.compiled(),
            self.judged(),
        ];
        tables.into_iter().filter(|table| !table.is_empty()).collect::<Vec<_>>().join("\n")
    }

    fn head(&self) -> String {
        let Machine { processors, model, memory_gib, load } = &self.machine;
        let versions =
            self.versions.iter().map(|(package, version)| format!("{package} {version}"));
        format!(
            "{}, {}, {processors} processors ({model}), {memory_gib} GiB, load {load} at the start; medians of {} \
             rounds.\n{}.\n",
            self.date,
            self.server,
            self.rounds,
            versions.collect::<Vec<_>>().join(", ")
        )
    }

    fn times(&self) -> String {
        if self.timings.is_empty() {
            return String::new();
        }
        let mut text = heading("µs for each call or row", &self.contestants);
        for row in self.timings.chunk_by(|a, b| a.workload == b.workload) {
            let first = &row[0];
            let _ = write!(text, "| {} {}, each {} |", first.workload, first.name, first.unit);
            for contestant in &self.contestants {
                match row.iter().find(|timing| timing.contestant == *contestant) {
                    Some(Timing { micros, ratio: Some(ratio), .. }) => {
                        let digits = if *micros < 10.0 { 2 } else { 0 };
                        let _ = write!(text, " {micros:.digits$} ({ratio:.2}×) |");
                    }
                    Some(Timing { micros, .. }) => {
                        let _ = write!(text, " {micros:.2} |");
                    }
                    None => text.push_str(" – |"),
                }
            }
            text.push('\n');
        }
        text
    }

    fn counted(&self) -> String {
        if self.counts.is_empty() {
            return String::new();
        }
        let mut text =
            "| client instructions | tokio-postgres | pgdc | ratio | allocations |\n".to_owned();
        text.push_str("|---|---|---|---|---|\n");
        for count in self.counts.iter().filter(|count| !count.is_floor()) {
            let ratio = count.ratio(&self.counts).unwrap_or(f64::NAN);
            let allocations = |count: &Count| {
                count.allocations.map_or_else(|| "–".to_owned(), |number| format!("{number:.1}"))
            };
            let floor = self.counts.iter().find(|c| c.workload == count.workload && c.is_floor());
            let _ = writeln!(
                text,
                "| {} {}, each {} | {:.0} | {:.0} | {ratio:.2}× | {}, {} |",
                count.workload,
                count.name,
                count.unit,
                count.instructions / ratio,
                count.instructions,
                floor.map(allocations).unwrap_or_default(),
                allocations(count),
            );
        }
        text
    }

    fn resident(&self) -> String {
        if self.memory.is_empty() {
            return String::new();
        }
        let mut text =
            "| W10 stream of 1,000,000 rows | resident, MiB | without a row | more |\n".to_owned();
        text.push_str("|---|---|---|---|\n");
        for Memory { contestant, without_kib, with_kib } in &self.memory {
            let mib = |kib: u64| kib as f64 / 1024.0;
            let _ = writeln!(
                text,
                "| {contestant} | {:.1} | {:.1} | {:.1} |",
                mib(*with_kib),
                mib(*without_kib),
                mib(with_kib.saturating_sub(*without_kib)),
            );
        }
        text
    }

    fn compiled(&self) -> String {
        if self.compiles.is_empty() {
            return String::new();
        }
        let mut text =
            "| | seconds | memory, MiB | lines | KiB |\n|---|---|---|---|---|\n".to_owned();
        for Compile { workload, name, contestant, seconds, lines, bytes, mib } in &self.compiles {
            let mib = mib.map_or_else(|| "–".to_owned(), |mib| format!("{mib:.0}"));
            let (lines, kib) = match lines {
                0 => ("–".to_owned(), "–".to_owned()),
                lines => (lines.to_string(), (bytes / 1024).to_string()),
            };
            let _ = writeln!(
                text,
                "| {workload} {name}, {contestant} | {seconds:.2} | {mib} | {lines} | {kib} |"
            );
        }
        text
    }

    fn judged(&self) -> String {
        let verdicts = target::judge(self);
        let mut text = "| target for pgdc | at most | reached | |\n|---|---|---|---|\n".to_owned();
        for verdict in &verdicts {
            let said = if verdict.is_met() { "met" } else { "**missed**" };
            let target::Verdict { target, reached } = verdict;
            let _ =
                writeln!(text, "| {} | {} | {reached:.2} | {said} |", target.text(), target.limit);
        }
        if verdicts.is_empty() { String::new() } else { text }
    }
}

fn heading(first: &str, rest: &[String]) -> String {
    format!("| {first} | {} |\n|---|{}\n", rest.join(" | "), "---|".repeat(rest.len()))
}

/// The version of a package in the text of a `Cargo.lock`; of several, the last.
pub(crate) fn version_in(lock: &str, package: &str) -> Option<String> {
    let (_, after) = lock.rsplit_once(&format!("name = \"{package}\"\nversion = \""))?;
    Some(after.split_once('"')?.0.to_owned())
}
