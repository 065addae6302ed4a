//! Backends that are ended at random.

use std::time::{Duration, Instant};

use fastrand::Rng;
use pgdc::{Executor as _, Pool};
use pgdc_server::Server;

use super::load::{ACQUIRE, LIMITS, Load, TABLE, recovery};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backends_are_terminated_under_load() {
    terminate("terminated backends", LIMITS, 1).await;
}

/// Without a time limit for statements, which would not share.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backends_that_are_shared_are_terminated_under_load() {
    terminate("terminated shared backends", "connect_timeout=2", 8).await;
}

async fn terminate(test: &str, limits: &str, shared: usize) {
    let mut rng = Rng::with_seed(super::seed(test));
    let database = Server::shared().database_from(TABLE).await.expect("a database");
    let direct = Pool::new(database.url().as_str(), 1).expect("a pool");
    let limits = limits.replace(' ', "&");
    let url = format!("{}&{limits}", database.url());
    let pool = Pool::builder(url.as_str()).expect("a URL").max_size(8).acquire_timeout(ACQUIRE);
    let pool = pool.shared(shared).build().expect("a pool");

    let load = Load::start(&pool, 16, rng.u64(..));
    let kill = "SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT ?) AS victims";
    let (started, mut killed) = (Instant::now(), 0);
    while started.elapsed() < Duration::from_secs(6) {
        killed += direct.sql(kill, (rng.i64(1..4),)).item::<i64>().await.expect("a count");
        tokio::time::sleep(Duration::from_millis(rng.u64(5..60))).await;
    }
    let account = load.stop().await;
    println!("{test}: {killed} terminated");
    recovery(test, &pool).await;
    account.check(test, &direct).await;
    assert!(killed > 50 && account.has_errors());
}
