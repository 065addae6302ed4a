//! Statements that are given up beside others on their connection, and connections that end under them.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use fastrand::Rng;
use pgdc::{Executor as _, Pool};
use tokio::time::timeout;

use super::{builder, database, eventually, pid_after, spawn, taken};

const PROBE: &str = "SAVEPOINT probe";

/// That a statement which has a connection for itself meets nothing of others: no transaction is open.
async fn is_clean(pool: &Pool) {
    let refused = pool.sql(PROBE, ()).execute().await.unwrap_err();
    assert_eq!(refused.code().unwrap().code(), "25P01", "{refused}");
}

#[tokio::test]
async fn who_is_dropped_hurts_no_neighbour() {
    let database = database().await;
    let pool = builder(&database, 1).build().unwrap();
    let pid = pid_after(&pool, 0.0).await.unwrap();
    let given_up = spawn(&pool, 0.3);
    taken(&pool, 2).await;
    let neighbours: Vec<_> = (0..3).map(|_| spawn(&pool, 0.0)).collect();
    taken(&pool, 5).await;
    given_up.abort();
    assert!(given_up.await.unwrap_err().is_cancelled());
    // Behind what nobody waits for, nobody else is put.
    let late = spawn(&pool, 0.0);
    eventually("it waits", || pool.status().waiting == 1).await;
    for neighbour in neighbours {
        assert_eq!(neighbour.await.unwrap().unwrap(), pid);
    }
    assert_eq!(late.await.unwrap().unwrap(), pid, "what had ended is no reason to close it");
    is_clean(&pool).await;
}

/// As where it has a connection for itself; and whoever comes next gets another one.
#[tokio::test]
async fn what_nobody_waits_for_is_cancelled() {
    let database = database().await;
    let (pool, direct) = (builder(&database, 1).build().unwrap(), builder(&database, 1));
    let direct = direct.build().unwrap();
    let tasks: Vec<_> = (0..3).map(|_| spawn(&pool, 60.0)).collect();
    taken(&pool, 3).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    let started = Instant::now();
    for task in tasks {
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    }
    pid_after(&pool, 0.0).await.unwrap();
    let asleep = "SELECT count(*) FROM pg_stat_activity
                  WHERE datname = current_database() AND wait_event = 'PgSleep'";
    while direct.sql(asleep, ()).item::<i64>().await.unwrap() > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

/// Large results, of which nobody reads the rest, beside small ones; and transactions that meet none of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_are_dropped_at_any_point() {
    let database = database().await;
    let pool = builder(&database, 2).build().unwrap();
    pool.batch("CREATE TABLE written (n bigint PRIMARY KEY)").await.unwrap();
    let tasks: Vec<_> = (0..12_i64)
        .map(|task| {
            let (pool, mut dice) = (pool.clone(), Rng::with_seed(task.unsigned_abs()));
            tokio::spawn(async move {
                let (mut written, mut given_up) = (Vec::new(), 0);
                for turn in 0..150 {
                    let id = task * 1000 + turn;
                    let limit = match dice.u8(..3) {
                        0 => Duration::from_micros(dice.u64(..3000)),
                        _ => Duration::from_secs(60),
                    };
                    let large = "SELECT ?::bigint, repeat('x', 500) FROM generate_series(1, 500)";
                    let done = match dice.u8(..4) {
                        0 => {
                            timeout(limit, async {
                                let rows: Vec<(i64, String)> =
                                    pool.sql(large, (id,)).all().await.unwrap();
                                assert!(rows.len() == 500 && rows.iter().all(|(n, _)| *n == id));
                            })
                            .await
                        }
                        1 => timeout(limit, is_clean(&pool)).await,
                        2 => {
                            timeout(limit, async {
                                let twice = "SELECT ?::bigint * 2";
                                assert_eq!(
                                    pool.sql(twice, (id,)).item::<i64>().await.unwrap(),
                                    id * 2
                                );
                            })
                            .await
                        }
                        _ => {
                            let insert = pool.sql("INSERT INTO written VALUES (?)", (id,));
                            let done = timeout(limit, insert.execute()).await;
                            done.map(|done| {
                                assert_eq!(done.unwrap(), 1);
                                written.push(id);
                            })
                        }
                    };
                    given_up += u32::from(done.is_err());
                }
                (written, given_up)
            })
        })
        .collect();
    let (mut written, mut given_up) = (BTreeSet::new(), 0);
    for task in tasks {
        let (its_written, its_given_up) = task.await.unwrap();
        written.extend(its_written);
        given_up += its_given_up;
    }
    let found: BTreeSet<i64> =
        pool.sql("SELECT n FROM written", ()).items().await.unwrap().into_iter().collect();
    println!("{given_up} were given up, {} rows are there", found.len());
    assert!(written.is_subset(&found) && given_up > 50, "{given_up}");
    // What was given up last may still be read to its end.
    let is_quiet = || (pool.status().size, pool.status().waiting) == (pool.status().idle, 0);
    eventually("all connections are idle", is_quiet).await;
}

/// Each of those that a connection had is told, and the next ones have another.
#[tokio::test]
async fn a_connection_that_ends_is_told_to_all_who_share_it() {
    let database = database().await;
    let pool = builder(&database, 1).build().unwrap();
    let direct = Pool::new(database.url().as_str(), 1).unwrap();
    for _ in 0..10 {
        let pid = pid_after(&pool, 0.0).await.unwrap();
        let before = pool.status().acquired;
        let tasks: Vec<_> = (0..8).map(|_| spawn(&pool, 60.0)).collect();
        taken(&pool, before + 8).await;
        let end = "SELECT pg_terminate_backend(?, 5000)";
        assert!(direct.sql(end, (pid,)).item::<bool>().await.unwrap());
        for task in tasks {
            let error = task.await.unwrap().unwrap_err();
            assert!(error.is_closed(), "{error}");
            assert_eq!(error.retry(), pgdc::Retry::Unknown, "{error}");
        }
        assert_ne!(pid_after(&pool, 0.0).await.unwrap(), pid);
    }
}
