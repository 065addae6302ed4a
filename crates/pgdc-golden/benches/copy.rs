//! How long a COPY of typed rows takes beside tokio-postgres's own `BinaryCopyInWriter` of the same values, and
//! beside `insert_iter`. Prints each in milliseconds, the least of [`RUNS`] runs, and the ratio.
//!
//! `cargo bench -p pgdc-golden --bench copy`
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::time::{Duration, Instant};

use pgdc::{Connection, set};
use pgdc_golden::tickets::{Db, NotePatch};
use pgdc_server::Server;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;

const ROWS: i32 = 200_000;
const RUNS: usize = 7;

#[tokio::main]
async fn main() {
    let schema = include_str!("../../../fixtures/schemas/tickets.sql");
    let database = Server::shared().database_from(schema).await.expect("the fixture loads");
    let connection = Connection::with_config(&database.config()).await.expect("a connection");
    let (mut writer, mut copy, mut insert) = (Duration::MAX, Duration::MAX, Duration::MAX);
    for _ in 0..RUNS {
        writer = writer.min(timed(&connection, by_writer(&connection)).await);
        copy = copy.min(timed(&connection, by_copy_in(&connection)).await);
        insert = insert.min(timed(&connection, by_insert(&connection)).await);
    }
    println!("{ROWS} rows of three columns");
    println!("BinaryCopyInWriter {:>6} ms", writer.as_millis());
    println!("copy_in            {:>6} ms", copy.as_millis());
    println!("insert_iter        {:>6} ms", insert.as_millis());
    println!("copy_in / BinaryCopyInWriter = {:.2}", copy.as_secs_f64() / writer.as_secs_f64());
}

/// The time of some work on an empty table.
async fn timed(connection: &Connection, work: impl Future<Output = u64>) -> Duration {
    connection.batch_execute("TRUNCATE note").await.expect("an empty table");
    let started = Instant::now();
    assert_eq!(work.await, u64::from(ROWS.unsigned_abs()));
    started.elapsed()
}

fn note(n: i32) -> NotePatch {
    let body = format!("note {n} of a tenant who has much to say");
    NotePatch { note_id: set(i64::from(n)), tenant_id: set(n % 100), body: set(body) }
}

async fn by_writer(connection: &Connection) -> u64 {
    let text = "COPY note (note_id, tenant_id, body) FROM STDIN (FORMAT binary)";
    let sink = connection.copy_in(text).await.expect("a copy");
    let mut writer =
        std::pin::pin!(BinaryCopyInWriter::new(sink, &[Type::INT8, Type::INT4, Type::TEXT]));
    for n in 0..ROWS {
        let body = format!("note {n} of a tenant who has much to say");
        let row = writer.as_mut().write(&[&i64::from(n), &Some(n % 100), &Some(body)]).await;
        row.expect("a row");
    }
    writer.finish().await.expect("all rows")
}

async fn by_copy_in(connection: &Connection) -> u64 {
    Db::new(connection).note().copy_in((0..ROWS).map(note)).await.expect("all rows")
}

async fn by_insert(connection: &Connection) -> u64 {
    Db::new(connection).note().insert_iter((0..ROWS).map(note)).await.expect("all rows")
}
