//! Who wants a connection for itself, among many who share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use pgdc::{Executor as _, Pool, Result};

use super::{builder, database, eventually, pid_after, spawn, taken};

const HAMMERS: usize = 64;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transactions_have_their_turn_while_others_share() {
    let database = database().await;
    let pool = builder(&database, 4).build().unwrap();
    let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let hammers: Vec<_> = (0..HAMMERS)
        .map(|_| {
            let (pool, stop, done) = (pool.clone(), Arc::clone(&stop), Arc::clone(&done));
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    pid_after(&pool, 0.0).await.unwrap();
                    done.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    eventually("all are at it", || done.load(Ordering::Relaxed) > 1000).await;
    let mut longest = Duration::ZERO;
    let started = Instant::now();
    for n in 0..100 {
        let asked = Instant::now();
        let one = transaction(&pool, n);
        let (first, second) = tokio::join!(one, transaction(&pool, -n));
        assert_eq!((first.unwrap(), second.unwrap()), (n, -n));
        longest = longest.max(asked.elapsed());
    }
    let (took, shared) = (started.elapsed(), done.load(Ordering::Relaxed));
    stop.store(true, Ordering::Relaxed);
    for hammer in hammers {
        hammer.await.unwrap();
    }
    println!("200 transactions beside {shared} statements in {took:?}, the longest {longest:?}");
    assert!(longest < Duration::from_secs(1), "{longest:?}");
    // Nor do those who share starve.
    assert!(shared > 2000, "{shared}");
    let status = pool.status();
    assert_eq!((status.size, status.idle, status.waiting), (4, 4, 0));
}

/// A setting of the transaction's own, which no neighbour may see or change.
async fn transaction(pool: &Pool, n: i32) -> Result<i32> {
    pool.transact(async |tx| {
        tx.sql("SELECT set_config('app.n', ?, true)", (n.to_string(),)).execute().await?;
        tx.sql("SELECT current_setting('app.n')::int", ()).item().await
    })
    .await
}

/// Nobody joins once somebody waits: served in the order of coming.
#[tokio::test]
async fn nobody_overtakes() {
    let database = database().await;
    let pool = builder(&database, 1).build().unwrap();
    let first = spawn(&pool, 0.1);
    taken(&pool, 1).await;
    let held = tokio::spawn({
        let pool = pool.clone();
        async move { pool.get().await.unwrap() }
    });
    eventually("it waits", || pool.status().waiting == 1).await;
    let late: Vec<_> = (0..5).map(|_| spawn(&pool, 0.0)).collect();
    eventually("they stand in line", || pool.status().waiting == 6).await;
    assert!(!first.is_finished());
    first.await.unwrap().unwrap();
    let held = held.await.unwrap();
    tokio::time::sleep(Duration::from_millis(30)).await;
    assert_eq!((pool.status().waiting, pool.status().acquired), (5, 2));
    drop(held);
    for late in late {
        late.await.unwrap().unwrap();
    }
    assert_eq!(pool.status().opened, 1);
}
