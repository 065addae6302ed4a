//! Whether what a handle did may be done again, where its connection is lost.

use std::time::{Duration, Instant};

use pgdc::{Executor as _, Pool, Retry};
use pgdc_golden::pets::{Db, NewCat};

use crate::database;

/// Ends the session that waits for a lock, as soon as there is one.
async fn end_waiting(pool: &Pool) {
    let sql = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
               WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let started = Instant::now();
    while pool.sql(sql, ()).item::<i64>().await.unwrap() == 0 {
        assert!(started.elapsed() < Duration::from_secs(10), "nobody waits");
    }
}

#[tokio::test]
async fn a_select_is_safe_and_a_write_is_not() {
    let config = database("pets").await.config();
    let (pool, other) = (Pool::with_config(config.clone(), 1), Pool::with_config(config, 2));
    let db = Db::new(&pool);
    // Prepared before, since what is lost while it is prepared is safe too.
    db.cat().all().await.unwrap();
    db.cat().insert(NewCat { name: "first".into() }).await.unwrap();

    let mut connection = other.get().await.unwrap();
    let tx = connection.transaction().await.unwrap();
    tx.sql("LOCK TABLE cat", ()).execute().await.unwrap();
    let (read, ()) = tokio::join!(db.cat().all(), end_waiting(&other));
    let error = read.unwrap_err();
    assert!(error.is_closed() && error.retry() == Retry::Safe, "{error}");

    // The connection is a new one, whose statements are not prepared; the lock is in the way of that, too.
    tx.commit().await.unwrap();
    db.cat().insert(NewCat { name: "second".into() }).await.unwrap();
    let tx = connection.transaction().await.unwrap();
    tx.sql("LOCK TABLE cat", ()).execute().await.unwrap();
    let insert = db.cat().insert(NewCat { name: "third".into() });
    let (written, ()) = tokio::join!(async { insert.await }, end_waiting(&other));
    let error = written.unwrap_err();
    assert!(error.is_closed() && error.retry() == Retry::Unknown, "{error}");
}
