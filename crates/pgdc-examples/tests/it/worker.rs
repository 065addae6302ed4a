//! The workers.

use std::time::{Duration, Instant};

use pgdc::{Config, Executor as _, Pool};
use pgdc_examples::db::{Db, Job, TenantId};
use pgdc_examples::worker::{CHANNEL, run};
use pgdc_server::Database;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::shop;

/// Purchases of both tenants, with a job each; numbers from 1.
async fn buy(pool: &Pool, count: i32) {
    let purchases = "WITH new AS (INSERT INTO purchase SELECT tenant_id, n, 'tea', n FROM tenant, \
         generate_series(1, ?::int) AS n RETURNING tenant_id, number) \
         INSERT INTO job (tenant_id, purchase) SELECT tenant_id, number FROM new";
    pool.transact(async |tx| {
        tx.sql(purchases, (count,)).execute().await?;
        tx.notify(CHANNEL, "").await
    })
    .await
    .unwrap();
}

/// Four workers, which end when they are told to.
fn start(database: &Database, pool: &Pool) -> (oneshot::Sender<()>, JoinHandle<pgdc::Result<u64>>) {
    let config: Config = database.url().parse().unwrap();
    let (stop, stopped) = oneshot::channel();
    let pool = pool.clone();
    let team = async move { run(&config, &pool, 4, async { drop(stopped.await) }).await };
    (stop, tokio::spawn(team))
}

async fn until(pool: &Pool, what: &str, sql: &'static str) {
    let start = Instant::now();
    while !pool.sql(sql, ()).item::<bool>().await.unwrap() {
        assert!(start.elapsed() < Duration::from_secs(60), "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

const ALL_DONE: &str = "SELECT count(*) FILTER (WHERE done_at IS NULL) = 0 FROM job";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_workers_do_each_job_once() {
    let (database, pool) = shop().await;
    // A second receipt of a purchase would break its primary key, and so count an attempt. And the server counts how
    // often a receipt is begun, whether or not it is kept.
    pool.batch(
        "CREATE SEQUENCE begun; CREATE FUNCTION begin_one() RETURNS trigger LANGUAGE plpgsql AS \
         'BEGIN PERFORM nextval(''begun''); RETURN new; END'; \
         CREATE TRIGGER begin_one BEFORE INSERT ON receipt FOR EACH ROW EXECUTE FUNCTION begin_one()",
    )
    .await
    .unwrap();
    buy(&pool, 50).await;
    let (stop, team) = start(&database, &pool);
    until(&pool, "the jobs that were there are done", ALL_DONE).await;
    pool.batch("TRUNCATE receipt, job, purchase").await.unwrap();
    buy(&pool, 100).await;
    until(&pool, "the jobs that were told of are done", ALL_DONE).await;
    stop.send(()).unwrap();
    assert_eq!(team.await.unwrap().unwrap(), 300);

    let begun = pool.sql("SELECT last_value FROM begun", ()).item::<i64>().await.unwrap();
    assert_eq!(begun, 300, "none was begun twice");
    for (tenant, cents) in [(7, 500), (8, 900)] {
        let mine = Db::new(&pool).tenant(TenantId(tenant));
        let receipts = mine.receipt().all().await.unwrap();
        assert_eq!(receipts.len(), 100);
        assert!(receipts.iter().all(|receipt| receipt.cents == receipt.purchase * cents));
        assert_eq!(mine.job().filter(Job::ATTEMPTS.gt(0)).count().await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_job_that_fails_is_tried_again_later_and_not_for_ever() {
    let (database, pool) = shop().await;
    // The receipt is in the way of the one that the job makes.
    buy(&pool, 1).await;
    let taken = "DELETE FROM job WHERE tenant_id = 8; INSERT INTO receipt VALUES (7, 1, 0)";
    pool.batch(taken).await.unwrap();
    let begun = Instant::now();
    let (stop, team) = start(&database, &pool);
    let tried = "SELECT attempts >= 2 AND done_at IS NULL FROM job";
    until(&pool, "it was tried again", tried).await;
    assert!(begun.elapsed() >= Duration::from_secs(1), "not at once");
    let job = Db::new(&pool).tenant(TenantId(7)).job().rows().one().await.unwrap();
    assert!(job.last_error.unwrap().contains("receipt_pkey"));

    // The cause is gone: the next attempt goes well, without a word from anybody.
    pool.batch("DELETE FROM receipt").await.unwrap();
    until(&pool, "it was done", ALL_DONE).await;
    let attempts = pool.sql("SELECT attempts FROM job", ()).item::<i32>().await.unwrap();

    // One that has failed too often is left alone.
    pool.batch("UPDATE job SET done_at = NULL, attempts = 8, run_at = now()").await.unwrap();
    pool.notify(CHANNEL, "").await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    stop.send(()).unwrap();
    assert_eq!(team.await.unwrap().unwrap(), u64::try_from(attempts).unwrap() + 1);
    assert!(!pool.sql(ALL_DONE, ()).item::<bool>().await.unwrap());
}

#[tokio::test]
async fn an_error_that_waiting_does_not_cure_ends_it() {
    let (database, pool) = shop().await;
    pool.batch("DROP TABLE job").await.unwrap();
    let (_stop, team) = start(&database, &pool);
    assert!(team.await.unwrap().unwrap_err().is_undefined());
}
