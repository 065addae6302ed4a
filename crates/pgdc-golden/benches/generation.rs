//! What a large schema costs: seconds and memory of reading the catalog, of a snapshot both ways, and of generating
//! the module, for 1,000 and for 10,000 tables of 12 columns, with keys, indexes, foreign keys and comments.
//!
//! `cargo bench -p pgdc-golden --bench generation`, or `… -- 300` for as many tables. Memory is the most that was
//! resident so far (Linux only, `/proc/self/status`).
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::error::Error;
use std::fmt::Write as _;
use std::time::Instant;

use pgdc_catalog::Catalog;
use pgdc_codegen::{Config, Form};
use pgdc_introspect::Selection;
use pgdc_server::Server;

type AnyError = Box<dyn Error + Send + Sync>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), AnyError> {
    let asked: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let sizes = if asked.is_empty() { vec![1_000, 10_000] } else { asked };
    for tables in sizes {
        measure(tables).await?;
    }
    Ok(())
}

async fn measure(tables: usize) -> Result<(), AnyError> {
    println!("{tables} tables of 12 columns");
    let database = Server::shared().database().await?;
    let mut client = database.connect().await?;
    // In pieces: a single transaction would hold a lock for each table.
    for first in (0..tables).step_by(200) {
        client.batch_execute(&ddl(first..tables.min(first + 200))).await?;
    }
    client.batch_execute("VACUUM ANALYZE").await?;

    let started = Instant::now();
    let catalog = pgdc_introspect::introspect(&mut client, &Selection::default()).await?;
    told("catalog read", started);

    let started = Instant::now();
    let snapshot = serde_json::to_string(&catalog)?;
    told("snapshot written", started);
    let started = Instant::now();
    assert_eq!(serde_json::from_str::<Catalog>(&snapshot)?, catalog);
    told("snapshot read", started);
    drop(snapshot);

    let started = Instant::now();
    let generated = pgdc_codegen::generate(&catalog, &Config::default(), Form::Module)?;
    told("module generated", started);
    assert_eq!(generated.tables, tables);
    let lines = generated.text.lines().count();
    println!("  {} MiB of text, {lines} lines\n", generated.text.len() / 1024 / 1024);
    Ok(())
}

fn told(what: &str, started: Instant) {
    let seconds = started.elapsed().as_secs_f64();
    println!("  {what:<18} {seconds:>7.2} s, {:>5} MiB resident at most", peak());
}

fn ddl(tables: std::ops::Range<usize>) -> String {
    let mut ddl = String::new();
    for n in tables {
        let parent = n.saturating_sub(1);
        let _ = write!(
            ddl,
            "CREATE TABLE item_{n} (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                parent_id bigint REFERENCES item_{parent},
                code varchar(40) NOT NULL UNIQUE,
                title text NOT NULL,
                amount numeric(12, 2) NOT NULL DEFAULT 0,
                ratio double precision,
                is_open boolean NOT NULL DEFAULT true,
                tags text[],
                details jsonb,
                owner uuid,
                due date,
                made_at timestamptz NOT NULL DEFAULT now()
            );
            COMMENT ON TABLE item_{n} IS 'Items of kind {n}.';
            COMMENT ON COLUMN item_{n}.title IS 'What it is called.';
            CREATE INDEX ON item_{n} (made_at);\n"
        );
    }
    ddl
}

/// The most memory that was resident so far, in MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(u64::MAX) / 1024
}
