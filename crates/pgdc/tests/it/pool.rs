//! The pool: how many connections there are, which ones, and for how long.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pgdc::{Config, Error, Executor as _, Pool, PoolBuilder, Reset, Result};
use pgdc_server::{Database, Server};

async fn database() -> Database {
    Server::shared().database().await.expect("a database")
}

fn builder(database: &Database) -> PoolBuilder {
    Pool::builder(database.url().as_str()).unwrap()
}

/// The process of the server that serves the connection.
async fn pid(pool: &Pool) -> Result<i32> {
    pool.sql("SELECT pg_backend_pid()", ()).item().await
}

async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(10), "in vain: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn one_connection_does_for_one_after_the_other() {
    let database = database().await;
    let pool = builder(&database).max_size(3).build().unwrap();
    let first = pid(&pool).await.unwrap();
    for _ in 0..10 {
        assert_eq!(pid(&pool).await.unwrap(), first);
    }
    let status = pool.status();
    assert_eq!((status.size, status.idle, status.max_size), (1, 1, 3));
    assert_eq!((status.opened, status.acquired, status.failed), (1, 11, 0));
    assert_eq!((status.statements_prepared, status.statements_reused), (1, 10));
}

#[tokio::test]
async fn who_waits_too_long_is_told() {
    let database = database().await;
    let limit = Duration::from_millis(100);
    let pool = builder(&database).max_size(1).acquire_timeout(limit).build().unwrap();
    let held = pool.get().await.unwrap();
    let error = pid(&pool).await.unwrap_err();
    assert!(error.is_pool_timeout(), "{error}");
    let expected = "no connection from the pool within 100ms (acquire_timeout): all 1 are in use or cannot be \
                    opened; a larger max_size helps, or shorter transactions";
    assert_eq!(error.to_string(), expected);
    drop(held);
    pid(&pool).await.unwrap();
    assert_eq!(pool.status().timed_out, 1);
}

#[tokio::test]
async fn connections_are_kept_open_and_closed_when_spare() {
    let database = database().await;
    let pool = builder(&database)
        .max_size(4)
        .min_size(2)
        .idle_lifetime(Duration::from_millis(100))
        .build()
        .unwrap();
    eventually("two are opened", || pool.status().size == 2).await;
    let taken = [pool.get().await, pool.get().await, pool.get().await, pool.get().await];
    assert_eq!(pool.status().size, 4);
    drop(taken);
    eventually("the spare ones are closed", || pool.status().size == 2).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(pool.status().size, 2);
}

#[tokio::test]
async fn a_connection_in_use_is_not_idle() {
    let database = database().await;
    let idle = Duration::from_millis(100);
    let pool = builder(&database).max_size(1).idle_lifetime(idle).build().unwrap();
    let first = pid(&pool).await.unwrap();
    pool.sql("SELECT pg_sleep(0.25)", ()).execute().await.unwrap();
    assert_eq!(pid(&pool).await.unwrap(), first);
    tokio::time::sleep(3 * idle).await;
    assert_ne!(pid(&pool).await.unwrap(), first);
}

#[tokio::test]
async fn connections_end_after_so_many_uses_and_so_long() {
    let database = database().await;
    let pool = builder(&database).max_size(1).max_uses(3).build().unwrap();
    let mut pids = Vec::new();
    for _ in 0..9 {
        pids.push(pid(&pool).await.unwrap());
    }
    let same = |pids: &[i32]| pids.iter().all(|pid| *pid == pids[0]);
    assert!(pids.chunks(3).all(same), "{pids:?}");
    pids.dedup();
    assert_eq!(pids.len(), 3);

    let age = Duration::from_millis(150);
    let pool = builder(&database).max_size(1).max_lifetime(age).build().unwrap();
    let first = pid(&pool).await.unwrap();
    tokio::time::sleep(2 * age).await;
    assert_ne!(pid(&pool).await.unwrap(), first);
}

#[tokio::test]
async fn all_can_be_replaced_and_their_number_changed() {
    let database = database().await;
    let pool = builder(&database).max_size(2).build().unwrap();
    let (a, b) = (pool.get().await.unwrap(), pid(&pool).await.unwrap());
    let of_a: i32 = a.sql("SELECT pg_backend_pid()", ()).item().await.unwrap();
    pool.expire();
    assert_eq!(pool.status().size, 1, "the idle one is closed at once");
    // The one in use works on.
    assert_eq!(a.sql("SELECT pg_backend_pid()", ()).item::<i32>().await.unwrap(), of_a);
    drop(a);
    let now = pid(&pool).await.unwrap();
    assert!(now != of_a && now != b);

    pool.resize(1);
    let held = pool.get().await.unwrap();
    assert_eq!(pool.status().max_size, 1);
    let waiting = tokio::spawn({
        let pool = pool.clone();
        async move { pid(&pool).await }
    });
    eventually("one waits", || pool.status().waiting == 1).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!((pool.status().size, waiting.is_finished()), (1, false));
    pool.resize(2);
    waiting.await.unwrap().unwrap();
    drop(held);
}

#[tokio::test]
async fn a_closed_pool_waits_for_what_is_out_or_cuts_it_off() {
    let database = database().await;
    let pool = builder(&database).max_size(2).build().unwrap();
    let held = pool.get().await.unwrap();
    let closing = tokio::spawn({
        let pool = pool.clone();
        async move { pool.close_within(Duration::from_secs(30)).await }
    });
    eventually("it is closed", || pool.is_closed()).await;
    assert!(pid(&pool).await.unwrap_err().is_pool_closed());
    held.sql("SELECT 1", ()).execute().await.unwrap();
    drop(held);
    assert!(closing.await.unwrap());

    let pool = builder(&database).max_size(2).build().unwrap();
    let busy = tokio::spawn({
        let pool = pool.clone();
        async move { pool.sql("SELECT pg_sleep(60)", ()).execute().await }
    });
    eventually("it is busy", || pool.status().size == 1).await;
    let started = Instant::now();
    assert!(!pool.close_within(Duration::from_millis(100)).await);
    assert!(busy.await.unwrap().unwrap_err().is_closed());
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn hooks_are_called_when_a_connection_is_opened_and_taken() {
    let database = database().await;
    let (opened, taken) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let count = |counter: &Arc<AtomicUsize>| {
        let counter = Arc::clone(counter);
        move || counter.fetch_add(1, Ordering::SeqCst)
    };
    let (on_open, on_acquire) = (count(&opened), count(&taken));
    let pool = builder(&database)
        .max_size(1)
        .on_open(move |client| {
            on_open();
            Box::pin(async { Ok(client.batch_execute("SET app.colour = 'red'").await?) })
        })
        .on_acquire(move |client| {
            on_acquire();
            Box::pin(async { Ok(client.batch_execute("SELECT 1").await?) })
        })
        .build()
        .unwrap();
    for _ in 0..3 {
        let colour: String = pool.sql("SHOW app.colour", ()).item().await.unwrap();
        assert_eq!(colour, "red");
    }
    assert_eq!((opened.load(Ordering::SeqCst), taken.load(Ordering::SeqCst)), (1, 3));

    let refused = builder(&database)
        .on_open(|client| Box::pin(async { Ok(client.batch_execute("SELECT nothing").await?) }))
        .build()
        .unwrap();
    let error: Error = pid(&refused).await.unwrap_err();
    assert_eq!(error.code().unwrap().code(), "42703");
    assert_eq!(refused.status().failed, 1);
}

#[tokio::test]
async fn nobody_finds_what_another_left_behind() {
    let database = database().await;
    let pool = builder(&database).max_size(1).build().unwrap();
    let mess = "SET statement_timeout = '7s'; CREATE TEMP TABLE mine (); LISTEN mine;
                SELECT pg_advisory_lock(7)";
    let look = "SELECT concat_ws(' ', current_setting('statement_timeout'), to_regclass('mine'),
                (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'),
                (SELECT count(*) FROM pg_listening_channels()), current_setting('app.tenant', true))";
    let dirty = async |pool: &Pool| -> String {
        let connection = pool.get().await.unwrap();
        connection.batch_execute(mess).await.unwrap();
        connection.batch_execute("BEGIN; SET LOCAL app.tenant = '7'").await.unwrap();
        drop(connection);
        pool.sql(look, ()).item().await.unwrap()
    };
    assert_eq!(dirty(&pool).await, "0 0 0 ");
    let kept = builder(&database).max_size(1).reset(Reset::Nothing).build().unwrap();
    assert_eq!(dirty(&kept).await, "7s mine 1 1 7");
}

#[tokio::test]
async fn a_connection_that_ended_is_replaced() {
    let database = database().await;
    let pool = builder(&database).max_size(1).check_before_use(true).build().unwrap();
    let other = builder(&database).max_size(1).build().unwrap();
    for _ in 0..5 {
        let first = pid(&pool).await.unwrap();
        other.sql("SELECT pg_terminate_backend(?)", (first,)).execute().await.unwrap();
        assert_ne!(pid(&pool).await.unwrap(), first);
    }
}

#[tokio::test]
async fn so_many_statements_stay_prepared() {
    let database = database().await;
    let pool = builder(&database).max_size(1).statement_cache(2).build().unwrap();
    for text in ["SELECT 1 ", "SELECT 2 ", "SELECT 1 ", "SELECT 3 ", "SELECT 1 ", "SELECT 2 "] {
        pool.sql(text, ()).execute().await.unwrap();
    }
    let status = pool.status();
    assert_eq!((status.statements_prepared, status.statements_reused), (4, 2));
    assert_eq!(status.statements_evicted, 2);
    // The server has forgotten the others too.
    let prepared = "SELECT count(*) FROM pg_prepared_statements";
    let connection = pool.get().await.unwrap();
    let rows = connection.simple_query(prepared).await.unwrap();
    let pgdc::tokio_postgres::SimpleQueryMessage::Row(row) = &rows[1] else { panic!("{rows:?}") };
    assert_eq!(row.get(0), Some("2"));
}

#[tokio::test]
async fn a_configuration_says_how_many_statements_stay_prepared() {
    let database = database().await;
    let config: Config = database.url().parse().unwrap();
    let reused = async |pool: Pool| {
        for _ in 0..3 {
            pool.sql("SELECT 1", ()).execute().await.unwrap();
        }
        pool.status().statements_reused
    };
    let none = config.clone().statement_cache_size(0);
    assert_eq!(none.get("statement_cache_size"), Some("0"));
    assert_eq!(reused(none.pool(1).unwrap()).await, 0);
    let builder = Pool::builder(none).unwrap().max_size(1).statement_cache(1);
    assert_eq!(reused(builder.build().unwrap()).await, 2);
    assert_eq!(reused(config.pool(1).unwrap()).await, 2);
}

/// Each of a thousand tasks asks ten times, over eight connections.
#[expect(clippy::print_stdout, reason = "figures")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_tasks_take_turns() {
    const TASKS: usize = 1000;
    const TURNS: usize = 10;
    let database = database().await;
    let pool = builder(&database).max_size(8).build().unwrap();
    pid(&pool).await.unwrap();
    let started = Instant::now();
    let tasks = (0..TASKS).map(|_| {
        let pool = pool.clone();
        tokio::spawn(async move {
            let mut longest = Duration::ZERO;
            for _ in 0..TURNS {
                let asked = Instant::now();
                pid(&pool).await.unwrap();
                longest = longest.max(asked.elapsed());
            }
            (longest, started.elapsed())
        })
    });
    let mut ended = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        ended.push(task.await.unwrap());
    }
    let all = started.elapsed();
    let longest = ended.iter().map(|(longest, _)| *longest).max().unwrap();
    // In turns, nobody waits much longer than a round of all takes.
    let round = all / u32::try_from(TURNS).unwrap();
    println!(
        "{TASKS} tasks, {TURNS} turns each: {all:?}; longest wait {longest:?}, a round {round:?}"
    );
    assert!(longest < 5 * round, "longest wait {longest:?}, a round {round:?}");
    assert_eq!(pool.status().acquired, u64::try_from(TASKS * TURNS + 1).unwrap());
}
