//! Calls that are given up, as by a time limit of the program's own.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use fastrand::Rng;
use futures_util::TryStreamExt as _;
use pgdc::{Executor as _, Pool, Result, Transaction};
use pgdc_server::Server;
use tokio::time::timeout;

use super::load::{TABLE, recovery};

const AT_WORK: &str = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                       AND pid <> pg_backend_pid() AND state <> 'idle'";

async fn pools(connections: usize) -> (Pool, Pool) {
    let database = Server::shared().database_from(TABLE).await.expect("a database");
    let pool = |size| Pool::new(database.url().as_str(), size).expect("a pool");
    (pool(connections), pool(1))
}

/// How long until the server does nothing for the database any more.
async fn idle(direct: &Pool) -> Duration {
    let started = Instant::now();
    while direct.sql(AT_WORK, ()).item::<i64>().await.expect("a count") > 0 {
        assert!(started.elapsed() < Duration::from_secs(5), "still at work");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    started.elapsed()
}

#[tokio::test]
async fn what_nobody_waits_for_is_cancelled() {
    let (pool, direct) = pools(1).await;
    let slow = "INSERT INTO ledger SELECT 1, 1 FROM pg_sleep(60)";
    let limit = Duration::from_millis(100);
    let given_up = timeout(limit, pool.sql(slow, ()).execute()).await;
    assert!(given_up.is_err());
    let statement = idle(&direct).await;
    let in_transaction = async |tx: Transaction<'static>| -> Result<()> {
        tx.sql("INSERT INTO ledger VALUES (2, 1)", ()).execute().await?;
        tx.sql(slow, ()).execute().await.map(drop)
    };
    assert!(timeout(limit, pool.transact(in_transaction)).await.is_err());
    let transaction = idle(&direct).await;
    let rows = "SELECT pg_sleep(n - 1)::text, n FROM generate_series(1, 60) n";
    let read = async {
        let mut rows = pool.sql(rows, ()).stream::<(String, i32)>();
        while rows.try_next().await?.is_some() {}
        Ok::<_, pgdc::Error>(())
    };
    assert!(timeout(limit, read).await.is_err());
    let stream = idle(&direct).await;
    println!("cancelled after {statement:?}, {transaction:?} and {stream:?}");

    // The next caller does not wait, and what was dropped is not there.
    let asked = Instant::now();
    let rows = "SELECT count(*) FROM ledger";
    assert_eq!(pool.sql(rows, ()).item::<i64>().await.expect("a count"), 0);
    assert!(asked.elapsed() < Duration::from_secs(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_are_dropped_under_load() {
    let test = "dropped calls";
    let seed = super::seed(test);
    let (pool, direct) = pools(4).await;
    let started = Instant::now();
    let tasks = (0..16).map(|task: i64| {
        let pool = pool.clone();
        let mut rng = Rng::with_seed(seed.wrapping_add(task.unsigned_abs()));
        tokio::spawn(async move {
            let (mut committed, mut dropped) = (BTreeSet::new(), BTreeSet::new());
            for turn in 0..60 {
                let id = task * 1000 + turn;
                let pause = f64::from(rng.u8(..)) / if rng.u8(..8) == 0 { 4.0 } else { 10_000.0 };
                let limit = Duration::from_millis(rng.u64(1..120));
                let call = async {
                    if rng.bool() {
                        let sql = "INSERT INTO ledger SELECT ?, 1 FROM pg_sleep(?)";
                        return pool.sql(sql, (id, pause)).execute().await.map(drop);
                    }
                    pool.transact(async |tx| {
                        tx.sql("INSERT INTO ledger VALUES (?, 1)", (id,)).execute().await?;
                        tx.sql("SELECT pg_sleep(?)", (pause,)).execute().await.map(drop)
                    })
                    .await
                };
                match timeout(limit, call).await {
                    Ok(done) => {
                        done.expect("a call that was not given up");
                        committed.insert(id);
                    }
                    Err(_) => {
                        dropped.insert(id);
                    }
                }
            }
            (committed, dropped)
        })
    });
    let (mut committed, mut dropped) = (BTreeSet::new(), BTreeSet::new());
    for task in tasks.collect::<Vec<_>>() {
        let (its_committed, its_dropped) = task.await.expect("no panic");
        committed.extend(its_committed);
        dropped.extend(its_dropped);
    }
    let took = started.elapsed();
    let quiet = idle(&direct).await;
    recovery(test, &pool).await;
    let rows: Vec<(i64,)> = direct.sql("SELECT id FROM ledger", ()).all().await.expect("ids");
    let found: BTreeSet<i64> = rows.iter().map(|(id,)| *id).collect();
    assert_eq!(found.len(), rows.len(), "none is there twice");
    assert!(committed.is_subset(&found), "none is lost");
    let happened: BTreeSet<i64> = found.difference(&committed).copied().collect();
    assert!(happened.is_subset(&dropped));
    println!(
        "{test}: {} committed, {} dropped ({} of them happened) in {took:?}; quiet {quiet:?} later",
        committed.len(),
        dropped.len(),
        happened.len()
    );
    assert!(committed.len() > 50 && dropped.len() > 50);
}
