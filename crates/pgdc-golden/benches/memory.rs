//! How much memory a million rows take on their way in and on their way out. Prints the most that was
//! resident, and ends with 1 where it was more than [`LIMIT`].
//!
//! `cargo bench -p pgdc-golden --bench memory`; Linux only, which tells it in `/proc/self/status`.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::process::ExitCode;
use std::time::Instant;

use pgdc::{Pool, set, unset};
use pgdc_golden::tickets::{Db, NotePatch};
use pgdc_server::Server;

const ROWS: i32 = 1_000_000;
/// In MiB.
const LIMIT: u64 = 64;

#[tokio::main]
async fn main() -> ExitCode {
    let schema = include_str!("../../../fixtures/schemas/tickets.sql");
    let database = Server::shared().database_from(schema).await.expect("the fixture loads");
    let pool = Pool::with_config(database.config(), 2);
    let notes = Db::new(&pool).note();
    println!("{:<28} {:>5} MiB resident", "before", peak());

    let started = Instant::now();
    let body =
        |n: i32| NotePatch { tenant_id: set(n % 100), body: set(format!("note {n}")), ..unset() };
    let inserted = notes.insert_iter((0..ROWS).map(body)).await.expect("rows go in");
    report("inserted by insert_iter", inserted, started);

    let started = Instant::now();
    let (mut stream, mut read) = (notes.rows().stream(), 0);
    while stream.try_next().await.expect("rows come out").is_some() {
        read += 1;
    }
    report("read by stream", read, started);

    ExitCode::from(u8::from(peak() > LIMIT))
}

fn report(what: &str, rows: u64, started: Instant) {
    let seconds = started.elapsed().as_secs_f64();
    println!("{what:<28} {:>5} MiB resident at most, {rows} rows, {seconds:.1} s", peak());
}

/// The most memory that was resident so far, in MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(u64::MAX) / 1024
}
