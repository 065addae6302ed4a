//! Pools whose connections are shared by single statements.

mod exclusive;
mod given_up;
mod turns;

use std::time::{Duration, Instant};

use pgdc::{Executor as _, Pool, PoolBuilder, Result};
use pgdc_server::{Database, Server};
use tokio::task::JoinHandle;

async fn database() -> Database {
    Server::shared().database().await.expect("a database")
}

/// A pool of so many connections, each for eight statements.
fn builder(database: &Database, connections: usize) -> PoolBuilder {
    Pool::builder(database.url().as_str()).unwrap().max_size(connections).shared(8)
}

/// The process of the server that carries it out, after so many seconds.
async fn pid_after(pool: &Pool, seconds: f64) -> Result<i32> {
    let text = "SELECT pg_backend_pid() FROM pg_sleep(?)";
    pool.sql(text, (seconds,)).item().await
}

/// The same in a task of its own.
fn spawn(pool: &Pool, seconds: f64) -> JoinHandle<Result<i32>> {
    let pool = pool.clone();
    tokio::spawn(async move { pid_after(&pool, seconds).await })
}

async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(10), "in vain: {what}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// How many statements have been given a connection is `acquired`.
async fn taken(pool: &Pool, statements: u64) {
    eventually("they are under way", || pool.status().acquired == statements).await;
}

#[tokio::test]
async fn statements_go_where_there_are_fewest() {
    let database = database().await;
    let pool = builder(&database, 2).build().unwrap();
    // Both connections are there, and prepared.
    let first = tokio::try_join!(pid_after(&pool, 0.05), pid_after(&pool, 0.05)).unwrap();
    assert_ne!(first.0, first.1);
    let tasks: Vec<_> = (0..10).map(|_| spawn(&pool, 0.05)).collect();
    taken(&pool, 12).await;
    let status = pool.status();
    assert_eq!((status.size, status.idle, status.waiting, status.opened), (2, 0, 0, 2));
    let mut on_first = 0;
    for task in tasks {
        on_first += u32::from(task.await.unwrap().unwrap() == first.0);
    }
    assert_eq!(on_first, 5);
    let status = pool.status();
    assert_eq!((status.size, status.idle, status.acquired), (2, 2, 12));
}

#[tokio::test]
async fn a_connection_takes_so_many_and_the_rest_waits() {
    let database = database().await;
    let limit = Duration::from_millis(100);
    let pool = builder(&database, 1).shared(2).acquire_timeout(limit).build().unwrap();
    let (a, b) = (spawn(&pool, 0.4), spawn(&pool, 0.0));
    taken(&pool, 2).await;
    let error = pid_after(&pool, 0.0).await.unwrap_err();
    assert!(error.is_pool_timeout(), "{error}");
    assert_eq!((pool.status().timed_out, pool.status().waiting), (1, 0));
    assert_eq!(a.await.unwrap().unwrap(), b.await.unwrap().unwrap());
    pid_after(&pool, 0.0).await.unwrap();
}

#[tokio::test]
async fn the_error_of_one_is_not_that_of_others() {
    let database = database().await;
    let pool = builder(&database, 1).build().unwrap();
    let pid = pid_after(&pool, 0.0).await.unwrap();
    for _ in 0..50 {
        let quotient = |by: i32| pool.sql("SELECT 6 / ?::int", (by,)).item::<i32>();
        let (a, b, c, d) = tokio::join!(quotient(1), quotient(0), quotient(2), quotient(0));
        assert_eq!((a.unwrap(), c.unwrap()), (6, 3));
        for error in [b.unwrap_err(), d.unwrap_err()] {
            assert_eq!(error.code().unwrap().code(), "22012", "{error}");
        }
    }
    assert_eq!(pid_after(&pool, 0.0).await.unwrap(), pid);
    assert_eq!(pool.status().opened, 1);
}

/// Though there is always somebody at it.
#[tokio::test]
async fn a_connection_ends_after_so_many_uses_and_so_long() {
    let database = database().await;
    let age = Duration::from_millis(100);
    let aging = builder(&database, 1).max_lifetime(age).build().unwrap();
    let used = builder(&database, 1).max_uses(30).build().unwrap();
    for pool in [aging, used] {
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let pool = pool.clone();
                tokio::spawn(async move {
                    let mut pids = Vec::new();
                    while pool.status().opened < 4 {
                        pids.push(pid_after(&pool, 0.0).await.unwrap());
                    }
                    pids
                })
            })
            .collect();
        let mut pids = Vec::new();
        for task in tasks {
            pids.extend(task.await.unwrap());
        }
        pids.sort_unstable();
        let uses: Vec<usize> = pids.chunk_by(|a, b| a == b).map(<[i32]>::len).collect();
        println!("statements on each connection: {uses:?}");
        if pool.status().acquired <= 200 {
            assert!(uses.iter().all(|uses| *uses <= 30), "{uses:?}");
        }
    }
}

/// Though there is always somebody at it.
#[tokio::test]
async fn all_can_be_replaced_and_their_number_changed() {
    let database = database().await;
    let pool = builder(&database, 2).build().unwrap();
    let hammers: Vec<_> = (0..8)
        .map(|_| {
            let pool = pool.clone();
            tokio::spawn(async move {
                while !pool.is_closed() {
                    if let Err(error) = pid_after(&pool, 0.001).await {
                        assert!(error.is_pool_closed(), "{error}");
                    }
                }
            })
        })
        .collect();
    eventually("both are open", || pool.status().opened == 2).await;
    pool.expire();
    eventually("both are replaced", || pool.status().opened == 4).await;
    pool.resize(1);
    eventually("one is closed", || pool.status().size == 1).await;
    assert!(pool.close_within(Duration::from_secs(10)).await);
    for hammer in hammers {
        hammer.await.unwrap();
    }
}

#[tokio::test]
async fn a_closed_pool_ends_what_is_under_way_and_takes_no_more() {
    let database = database().await;
    let pool = builder(&database, 1).build().unwrap();
    let tasks: Vec<_> = (0..4).map(|_| spawn(&pool, 0.05)).collect();
    taken(&pool, 4).await;
    let closing = tokio::spawn({
        let pool = pool.clone();
        async move { pool.close_within(Duration::from_secs(10)).await }
    });
    eventually("it is closed", || pool.is_closed()).await;
    assert!(pid_after(&pool, 0.0).await.unwrap_err().is_pool_closed());
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert!(closing.await.unwrap());
}
