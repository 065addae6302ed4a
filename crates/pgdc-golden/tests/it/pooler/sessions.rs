//! What works over a pooler beside plain statements, and what the server hears.

use std::io::Cursor;
use std::pin::pin;
use std::time::{Duration, Instant};

use futures_util::{SinkExt as _, TryStreamExt as _};
use pgdc::{Connection, Executor as _, Pool, Table};
use pgdc_golden::forms::{ArrayTypes, BaseTypes, CompositeTypes, Db, KeyOnly};
use pgdc_golden::scope_suite::hand::SETTING;
use pgdc_golden::scope_suite::security;
use pgdc_golden::tickets::Device;
use pgdc_server::Database;
use tokio::time::timeout;

use super::bouncer::{Bouncer, SERVERS};
use crate::database;

/// A server without a pooler, which tells what it was asked to keep.
#[tokio::test]
async fn the_server_hears_no_name() {
    let database = database("forms").await;
    let connection = direct(&database).await;
    let named = "SELECT count(*) FROM pg_prepared_statements";
    let db = Db::new(&connection);
    db.base_types().all().await.unwrap();
    db.composite_types().filter(CompositeTypes::ID.any_of([1, 2])).all().await.unwrap();
    db.array_types().filter(ArrayTypes::ID.eq(1)).count().await.unwrap();
    db.base_types().filter(BaseTypes::A_WORK_EMAIL.eq("a@b")).exists().await.unwrap();
    connection.sql("SELECT 'red'::colour, ROW(1)", ()).records().await.unwrap();
    // tokio-postgres's own ways included.
    let kept = connection.prepare("SELECT NULL::tagged_point, $1::float_range").await.unwrap();
    connection.query(named, &[]).await.unwrap();
    assert_eq!(connection.query_one(named, &[]).await.unwrap().get::<_, i64>(0), 0);
    assert_eq!(connection.sql(named, ()).item::<i64>().await.unwrap(), 0);
    drop(kept);
    assert_eq!(connection.sql(named, ()).item::<i64>().await.unwrap(), 0);

    let plain = Connection::with_config(&database.config()).await.unwrap();
    assert!(plain.sql(named, ()).item::<i64>().await.unwrap() > 0, "the question is a good one");
}

#[tokio::test]
async fn settings_and_locks_of_a_transaction_hold() {
    let database = database("forms").await;
    let Some(bouncer) = Bouncer::start(&database) else { return };
    let pool = bouncer.config().transaction_pooler().pool(8).unwrap();
    let tasks = (0..8).map(|n: i32| {
        let pool = pool.clone();
        tokio::spawn(async move {
            pool.transact(async |tx| {
                let text = "SELECT set_config('app.number', ?, true)";
                tx.sql(text, (n.to_string(),)).execute().await?;
                tx.sql("SELECT pg_advisory_xact_lock(7)", ()).execute().await?;
                tokio::time::sleep(Duration::from_millis(5)).await;
                tx.sql("SELECT current_setting('app.number')", ()).item::<String>().await
            })
            .await
        })
    });
    for (n, task) in tasks.collect::<Vec<_>>().into_iter().enumerate() {
        assert_eq!(task.await.unwrap().unwrap(), n.to_string());
    }
    // What was left open by hand is rolled back before the next has the connection.
    let connection = pool.get().await.unwrap();
    connection.batch_execute("BEGIN; INSERT INTO key_only VALUES (1, 'x')").await.unwrap();
    drop(connection);
    for _ in 0..8 {
        let seen: i64 = pool.sql("SELECT count(*) FROM key_only", ()).item().await.unwrap();
        assert_eq!(seen, 0);
    }
}

/// Guarded statements send several requests at once, which must reach one server process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guarded_statements_keep_to_their_tenant() {
    let database = database("tickets").await;
    let owner = database.connect().await.unwrap();
    security::secure(&database, &owner).await.unwrap();
    let Some(bouncer) = Bouncer::start(&database) else { return };
    let pool = bouncer.config().transaction_pooler().pool(8).unwrap();
    let tasks: Vec<_> = (0..8)
        .map(|tenant: i32| {
            let pool = pool.clone();
            tokio::spawn(async move {
                let mine: Table<'_, Device> =
                    Table::new(&pool).xtra_guarded(Device::TENANT_ID, tenant, SETTING);
                for n in 0..20 {
                    let serial = format!("{tenant}-{n}");
                    let device =
                        Device { serial: serial.clone(), tenant_id: tenant, nickname: None };
                    assert_eq!(mine.insert(device.clone()).await.unwrap(), device);
                    assert_eq!(mine.one(serial).await.unwrap(), device);
                    assert_eq!(mine.count().await.unwrap(), n + 1);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test]
async fn a_copy_goes_both_ways() {
    let database = database("forms").await;
    let connection = direct(&database).await;
    for round in 0..3 {
        let copy = "COPY key_only FROM STDIN";
        let mut sink = pin!(connection.copy_in::<_, Cursor<Vec<u8>>>(copy).await.unwrap());
        let rows: String = (0..5_000).map(|n| format!("{n}\t{round}\n")).collect();
        sink.send(Cursor::new(rows.into_bytes())).await.unwrap();
        assert_eq!(sink.finish().await.unwrap(), 5_000);
    }
    let out = connection.copy_out("COPY key_only TO STDOUT").await.unwrap();
    let pieces: Vec<_> = out.try_collect().await.unwrap();
    let lines = pieces.iter().flat_map(|piece| piece.iter()).filter(|byte| **byte == b'\n').count();
    assert_eq!(lines, 15_000);
    assert_eq!(connection.sql("SELECT 1", ()).item::<i32>().await.unwrap(), 1);
}

/// More clients than server processes: one that stays with a client after its COPY is missed by another.
#[tokio::test]
async fn copies_go_through_a_pooler() {
    let database = database("forms").await;
    let Some(bouncer) = Bouncer::start(&database) else { return };
    let clients = SERVERS as i32 * 2;
    let pool = bouncer.config().transaction_pooler().pool(clients as usize).unwrap();
    let copies = (0..clients).map(|client| {
        let pool = pool.clone();
        tokio::spawn(async move {
            let keys = Db::new(&pool).key_only();
            let row = |id: i32| KeyOnly { a: id, b: client.to_string() };
            for round in 0..3 {
                let rows = (0..2_000).map(|n| row(round * 2_000 + n));
                assert_eq!(keys.copy_in(rows).await.unwrap(), 2_000);
                let again = keys.copy_in([row(-1), row(0)]).await.unwrap_err();
                assert!(again.is_unique_violation() && again.row() == Some(2), "{again}");
                // Called off half-way.
                let endless = futures_util::stream::iter((1..).map(|n| row(-n)));
                let copy = keys.copy_in_stream(endless);
                assert!(timeout(Duration::from_millis(50), copy).await.is_err());
                let refused = pool.sql("COPY nothing FROM STDIN", ()).execute().await.unwrap_err();
                assert_eq!(refused.code().unwrap().code(), "42P01");
            }
            let own = keys.filter(KeyOnly::B.eq(client.to_string())).count().await.unwrap();
            assert_eq!(own, 6_000);
        })
    });
    let all = futures_util::future::join_all(copies);
    for copied in timeout(Duration::from_secs(60), all).await.expect("no client waits for ever") {
        copied.unwrap();
    }
}

#[tokio::test]
async fn a_command_that_takes_too_long_is_cancelled() {
    let database = database("forms").await;
    let Some(bouncer) = Bouncer::start(&database) else { return };
    let config = bouncer.config().transaction_pooler().command_timeout(Duration::from_millis(300));
    let pool: Pool = config.pool(1).unwrap();
    let started = Instant::now();
    let error = pool.sql("SELECT pg_sleep(60)", ()).execute().await.unwrap_err();
    assert!(error.is_timeout() && started.elapsed() < Duration::from_secs(4), "{error}");
    assert_eq!(pool.sql("SELECT 1", ()).item::<i32>().await.unwrap(), 1);
    let busy = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'";
    assert_eq!(pool.sql(busy, ()).item::<i64>().await.unwrap(), 0);
}

/// Rows that are larger than what is read at once, and values larger than what is sent at once.
#[tokio::test]
async fn large_messages_pass() {
    let database = database("forms").await;
    let connection = direct(&database).await;
    let long = "x".repeat(3_000_000);
    let lengths = connection.sql("SELECT ?::text FROM generate_series(1, 3)", (long.clone(),));
    assert_eq!(lengths.items::<String>().await.unwrap(), [long.as_str(); 3]);
    let many: Vec<i32> =
        connection.sql("SELECT generate_series(1, 100000)", ()).items().await.unwrap();
    assert_eq!(many.len(), 100_000);
}

pub(super) async fn direct(database: &Database) -> Connection {
    pooler_config(database).connect().await.unwrap()
}

pub(super) fn pooler_config(database: &Database) -> pgdc::Config {
    database.url().parse::<pgdc::Config>().unwrap().transaction_pooler()
}
