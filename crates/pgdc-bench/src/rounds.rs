//! Times: all contestants do the same in turn, round after round, so that what else the machine does hits all alike.

use std::collections::BTreeMap;

use pgdc_server::{Database, Server};
use tokio_postgres::Client;

use crate::AnyError;
use crate::args::Args;
use crate::contestant::{Contestant, Entry};
use crate::contestants::RAW;
use crate::given::fill;
use crate::pinned::Pinned;
use crate::report::Timing;
use crate::task::{STORED, Task};
use crate::workload::{WORKLOADS, Workload};

const SCHEMA: &str = include_str!("../../../fixtures/schemas/events.sql");

/// How many rounds a run has.
pub(crate) const fn rounds(quick: bool) -> usize {
    if quick { 11 } else { 31 }
}

pub(crate) async fn measure(
    server: &Server,
    entries: &[Entry],
    args: &Args,
) -> Result<Vec<Timing>, AnyError> {
    let (read, written) = (Stage::open(server, STORED).await?, Stage::open(server, 0).await?);
    let _pinned = Pinned::apart(&read.client).await?;
    let (readers, writers) =
        (read.contestants(entries).await?, written.contestants(entries).await?);
    let wanted =
        |workload: &&Workload| args.wants(workload.id) && workload.task(args.quick).size > 0;
    let workloads: Vec<&Workload> = WORKLOADS.iter().filter(wanted).collect();
    let mut times = vec![Times::new(); workloads.len()];
    // The rounds of a workload are spread over the whole run: what else the machine does lasts for seconds. The first
    // round is to warm up.
    for round in 0..=rounds(args.quick) {
        for (workload, times) in workloads.iter().zip(&mut times) {
            let (stage, contestants) =
                if workload.is_read() { (&read, &readers) } else { (&written, &writers) };
            let found = stage.round(workload, args.quick, contestants, round).await?;
            for (name, micros) in found.into_iter().filter(|_| round > 0) {
                times.entry(name).or_default().push(micros);
            }
        }
    }
    Ok(workloads
        .iter()
        .zip(&times)
        .flat_map(|(workload, times)| summary(workload, times))
        .collect())
}

/// A database with the table, and a connection that no contestant has.
pub(crate) struct Stage {
    pub(crate) database: Database,
    client: Client,
}

type Named = (&'static str, Box<dyn Contestant>);
/// For each contestant, microseconds for a unit in each round.
type Times = BTreeMap<&'static str, Vec<f64>>;

impl Stage {
    /// With so many rows.
    pub(crate) async fn open(server: &Server, rows: usize) -> Result<Stage, AnyError> {
        let database = server.database_from(SCHEMA).await?;
        let client = database.connect().await?;
        client.batch_execute(&fill(rows)).await?;
        client.batch_execute("VACUUM ANALYZE event").await?;
        Ok(Stage { database, client })
    }

    async fn contestants(&self, entries: &[Entry]) -> Result<Vec<Named>, AnyError> {
        let mut contestants = Vec::new();
        for entry in entries {
            contestants.push((entry.name, (entry.open)(self.database.url()).await?));
        }
        Ok(contestants)
    }

    /// Makes the table what it must be before the task.
    pub(crate) async fn reset(&self, workload: &Workload, task: Task) -> Result<(), AnyError> {
        if !workload.is_read() {
            let rows = fill(workload.written_rows(task));
            let text = format!("TRUNCATE event RESTART IDENTITY; {rows}; ANALYZE event");
            self.client.batch_execute(&text).await?;
        }
        Ok(())
    }

    /// Microseconds for a unit, for each contestant that has a way to do it.
    async fn round(
        &self,
        workload: &Workload,
        quick: bool,
        contestants: &[Named],
        round: usize,
    ) -> Result<Vec<(&'static str, f64)>, AnyError> {
        let task = workload.task(quick);
        let mut found = Vec::new();
        for turn in 0..contestants.len() {
            let (name, contestant) = &contestants[(turn + round) % contestants.len()];
            let Some(running) = contestant.run(task) else { continue };
            self.reset(workload, task).await?;
            let told = |error| format!("{name}, {} {}: {error}", workload.id, workload.name);
            let outcome = running.await.map_err(told)?;
            if outcome.rows != task.size as u64 {
                return Err(told(format!("{} rows of {}", outcome.rows, task.size).into()).into());
            }
            found.push((*name, outcome.elapsed.as_secs_f64() * 1e6 / task.size as f64));
        }
        Ok(found)
    }
}

fn summary(workload: &Workload, times: &Times) -> Vec<Timing> {
    let floor = times.get(RAW);
    let of = |(name, micros): (&&'static str, &Vec<f64>)| Timing {
        workload: workload.id.to_owned(),
        name: workload.name.to_owned(),
        unit: workload.unit.to_owned(),
        contestant: (*name).to_owned(),
        micros: median(micros.clone()),
        // Of each round by itself, so that a round in which the machine was busy says no more than others.
        ratio: floor.map(|floor| median(micros.iter().zip(floor).map(|(a, b)| a / b).collect())),
    };
    times.iter().map(of).collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
