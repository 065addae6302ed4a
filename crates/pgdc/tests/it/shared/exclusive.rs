//! What has a connection for itself though the pool shares them.

use std::time::{Duration, Instant};

use futures_util::TryStreamExt as _;
use pgdc::{CopyFormat, Executor as _, Pool};
use tokio::time::timeout;

use super::{builder, database, eventually, pid_after, spawn, taken};

/// Whether somebody has the only connection for himself: a statement finds no place.
async fn is_alone(pool: &Pool) -> bool {
    timeout(Duration::from_millis(50), pid_after(pool, 0.0)).await.is_err()
}

#[tokio::test]
async fn what_is_no_single_statement_has_a_connection_for_itself() {
    let database = database().await;
    let pool = builder(&database, 1).build().unwrap();

    let mut stream = pool.sql("SELECT generate_series(1, 3)", ()).stream::<(i32,)>();
    stream.try_next().await.unwrap();
    assert!(is_alone(&pool).await);
    drop(stream);

    let connection = pool.get().await.unwrap();
    assert!(is_alone(&pool).await);
    drop(connection);

    pool.transact(async |tx| {
        assert!(is_alone(&pool).await);
        tx.sql("SELECT 1", ()).execute().await
    })
    .await
    .unwrap();

    let mut copy = pool.copy_query("SELECT 1").format(CopyFormat::csv()).stream();
    copy.try_next().await.unwrap();
    assert!(is_alone(&pool).await);
    while copy.try_next().await.unwrap().is_some() {}
    drop(copy);
    pid_after(&pool, 0.0).await.unwrap();
}

#[tokio::test]
async fn statements_that_could_change_the_session_do_not_share() {
    let database = database().await;
    let pool = builder(&database, 1).build().unwrap();
    let texts = [
        "SET application_name = 'mine'",
        "/* A comment first. */ SELECT 1",
        "SHOW application_name",
        "BEGIN",
        "ROLLBACK",
        "LISTEN mine",
        "CREATE TEMP TABLE mine ()",
        "DO $$ BEGIN PERFORM 1; END $$",
    ];
    for text in texts {
        let before = pool.status().acquired;
        let shared = spawn(&pool, 0.05);
        taken(&pool, before + 1).await;
        let waits = eventually(text, || pool.status().waiting == 1);
        let (done, ()) = tokio::join!(pool.sql(text, ()).execute(), waits);
        done.unwrap();
        shared.await.unwrap().unwrap();
    }
    for text in [" select 1", "WITH a AS (SELECT 1) SELECT FROM a", "VALUES (1)", "TABLE pg_am"] {
        let before = pool.status().acquired;
        let shared = spawn(&pool, 0.05);
        taken(&pool, before + 1).await;
        let beside = taken(&pool, before + 2);
        let (done, ()) = tokio::join!(pool.sql(text, ()).execute(), beside);
        done.unwrap();
        shared.await.unwrap().unwrap();
    }
}

/// To call one off could hit a neighbour.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_time_limit_hits_nobody_else() {
    let database = database().await;
    let pool = builder(&database, 2).build().unwrap();
    let started = Instant::now();
    let neighbours: Vec<_> = (0..16)
        .map(|_| {
            let pool = pool.clone();
            tokio::spawn(async move {
                while started.elapsed() < Duration::from_secs(2) {
                    pid_after(&pool, 0.001).await.unwrap();
                }
            })
        })
        .collect();
    let (mut over, mut in_time) = (0, 0);
    while started.elapsed() < Duration::from_secs(2) {
        let limited = pool.with_timeout(Duration::from_millis(20));
        match limited.sql("SELECT pg_sleep(0.015)::text", ()).execute().await {
            Ok(_) => in_time += 1,
            Err(error) if error.is_timeout() => over += 1,
            Err(error) => panic!("{error}"),
        }
    }
    for neighbour in neighbours {
        neighbour.await.unwrap();
    }
    println!("{over} were called off, {in_time} were not");
    assert!(over > 5, "{over}");

    // Where all have a limit, none shares.
    let url = format!("{}&command_timeout=1", database.url());
    let limited = Pool::builder(url.as_str()).unwrap().max_size(1).shared(8).build().unwrap();
    let slow = spawn(&limited, 0.05);
    taken(&limited, 1).await;
    let waits = eventually("it waits", || limited.status().waiting == 1);
    let (done, ()) = tokio::join!(pid_after(&limited, 0.0), waits);
    assert_eq!(done.unwrap(), slow.await.unwrap().unwrap());
}
