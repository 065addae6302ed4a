//! What a large schema costs: seconds and memory of reading the catalog, of a snapshot both ways, of generating
//! the module and each part of that, and of comparing it with one made after a column was added to one table, or to each,
//! for 1,000 and for 10,000 tables of 12 columns, with keys, indexes, foreign keys and comments. The whole is what
//! `pgdc generate` does with a live database: it reads the catalog, makes the module and writes it to a file. The aim for
//! 10,000 tables on two cores: 4 seconds and 512 MiB; that of `pgdc check`, which compares besides, 5 seconds and 700 MiB.
//!
//! `cargo bench -p pgdc-golden --bench generation`, or `… -- 300` for as many tables. Memory is the most that was
//! resident so far (Linux only, `/proc/self/status`).
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::error::Error;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use pgdc_catalog::Catalog;
use pgdc_codegen::{Config, Form, Generated, Phase};
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

    let begun = Instant::now();
    let started = Instant::now();
    let mut catalog = pgdc_introspect::introspect(&mut client, &Selection::default()).await?;
    told("catalog read", started);

    let mut parts = Parts::default();
    let started = Instant::now();
    let generated = parts.generate(&catalog)?;
    told("module generated", started);
    parts.told();
    assert_eq!(generated.tables, tables);

    let folder = tempfile::tempdir()?;
    let started = Instant::now();
    pgdc_build::write_if_changed(&folder.path().join("db.rs"), &generated.text)?;
    told("module written", started);
    told("the whole", begun);
    let lines = generated.text.lines().count();
    println!("  {} MiB of text, {lines} lines", generated.text.len() / 1024 / 1024);
    compare(&generated.text, &mut catalog)?;
    drop(generated);

    let started = Instant::now();
    let snapshot = serde_json::to_string(&catalog)?;
    told("snapshot written", started);
    let started = Instant::now();
    assert_eq!(serde_json::from_str::<Catalog>(&snapshot)?, catalog);
    told("snapshot read", started);
    println!();
    Ok(())
}

/// What `pgdc check` does besides generating, where a module differs from its database.
fn compare(old: &str, catalog: &mut Catalog) -> Result<(), AnyError> {
    for (what, tables) in
        [("one table differs", 1), ("each table differs", catalog.relations.len())]
    {
        for relation in &mut catalog.relations[..tables] {
            let mut added = relation.attributes[3].clone();
            added.name = "added".to_owned();
            relation.attributes.truncate(12);
            relation.attributes.push(added);
        }
        let new = pgdc_codegen::generate(catalog, &Config::default(), Form::Module)?.text;
        let started = Instant::now();
        let changes = pgdc_drift::changes_between(old, &new).ok_or("two modules")?;
        told(what, started);
        assert_eq!(changes.len(), tables);
    }
    Ok(())
}

/// How long the parts of generating take. Items are made and written in turn.
#[derive(Default)]
struct Parts {
    resolved: Duration,
    emitted: Duration,
    printed: Duration,
    /// The most memory that was resident when all was decided, and at the end.
    peaks: [u64; 2],
}

impl Parts {
    fn generate(&mut self, catalog: &Catalog) -> Result<Generated, AnyError> {
        let mut before = Instant::now();
        let mut after = |phase| {
            let now = Instant::now();
            let part = match phase {
                Phase::Resolved => &mut self.resolved,
                Phase::Emitted => &mut self.emitted,
                Phase::Printed => &mut self.printed,
            };
            *part += now - before;
            if phase == Phase::Resolved {
                self.peaks[0] = peak();
            }
            before = now;
        };
        let config = Config::default();
        let generated =
            pgdc_codegen::generate_measured(catalog, &config, Form::Module, &mut after)?;
        self.peaks[1] = peak();
        Ok(generated)
    }

    fn told(&self) {
        let [decided, done] = self.peaks;
        for (what, time, peak) in [
            ("resolve", self.resolved, decided),
            ("emit", self.emitted, done),
            ("print", self.printed, done),
        ] {
            println!("    {what:<16} {:>7.2} s, {peak:>5} MiB", time.as_secs_f64());
        }
    }
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
