//! Ten times as many callers as connections.

use std::time::{Duration, Instant};

use pgdc::{Executor as _, Pool, Retry};
use pgdc_server::Server;

use super::load::{TABLE, recovery};

const CONNECTIONS: usize = 4;
const CALLERS: i64 = 40;
const PATIENCE: Duration = Duration::from_millis(250);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exhausted_pool_refuses_in_time_and_does_what_it_accepts() {
    let test = "exhausted pool";
    let database = Server::shared().database_from(TABLE).await.expect("a database");
    let pool = Pool::builder(database.url().as_str()).expect("a URL").max_size(CONNECTIONS);
    let pool = pool.acquire_timeout(PATIENCE).build().expect("a pool");
    let started = Instant::now();
    let callers = (0..CALLERS).map(|caller| {
        let pool = pool.clone();
        tokio::spawn(async move {
            let (mut committed, mut refused, mut longest) = (Vec::new(), 0, Duration::ZERO);
            for turn in 0..20 {
                let id = caller * 100 + turn;
                let insert = "INSERT INTO ledger SELECT ?, 1 FROM pg_sleep(0.05)";
                let asked = Instant::now();
                match pool.sql(insert, (id,)).execute().await {
                    Ok(_) => committed.push(id),
                    Err(error) => {
                        assert!(error.is_pool_timeout(), "{error}");
                        assert_eq!(error.retry(), Retry::Safe);
                        longest = longest.max(asked.elapsed());
                        refused += 1;
                    }
                }
            }
            (committed, refused, longest)
        })
    });
    let (mut committed, mut refused, mut longest) = (Vec::new(), 0, Duration::ZERO);
    for caller in callers.collect::<Vec<_>>() {
        let (its_committed, its_refused, its_longest) = caller.await.expect("no panic");
        committed.extend(its_committed);
        refused += its_refused;
        longest = longest.max(its_longest);
    }
    println!(
        "{test}: {} calls in {:?}: {} done, {refused} refused, at most after {longest:?} (limit {PATIENCE:?})",
        20 * CALLERS,
        started.elapsed(),
        committed.len()
    );
    assert!(refused > 0 && longest < PATIENCE + Duration::from_millis(500), "{longest:?}");
    recovery(test, &pool).await;
    assert_eq!(pool.status().timed_out, refused);
    committed.sort_unstable();
    let sql = "SELECT array_agg(id ORDER BY id) FROM ledger";
    assert_eq!(pool.sql(sql, ()).item::<Vec<i64>>().await.expect("ids"), committed);
}
