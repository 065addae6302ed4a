//! What each class of error says of a retry, from failures that happen.

use std::time::{Duration, Instant};

use pgdc::{Error, Executor as _, IsolationLevel, Pool, Result, Retry, TransactionOptions};
use pgdc_server::{Database, Server};

const SCHEMA: &str = "CREATE TABLE account (id int PRIMARY KEY, cents int NOT NULL);
    INSERT INTO account VALUES (1, 10), (2, 20);
    CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NULL; END $$;
    CREATE TABLE slow (id int);
    CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION wait();";

async fn database() -> Database {
    Server::shared().database_from(SCHEMA).await.expect("a database")
}

fn pool(database: &Database, rest: &str) -> Pool {
    Pool::new(format!("{}&{rest}", database.url()).as_str(), 4).expect("a pool")
}

async fn fails(pool: &Pool, sql: &'static str) -> Error {
    pool.sql(sql, ()).execute().await.expect_err(sql)
}

async fn fails_in_transaction(pool: &Pool, sql: &'static str) -> Error {
    let outcome: Result<()> =
        pool.transact(async |tx| tx.sql(sql, ()).execute().await.map(drop)).await;
    outcome.expect_err(sql)
}

/// Ends the session that sleeps in a statement with this word, as soon as there is one.
async fn end_session(pool: &Pool, word: &str) {
    let sql = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid() AND wait_event = 'PgSleep' AND query LIKE ?";
    let started = Instant::now();
    while pool.sql(sql, (format!("%{word}%"),)).item::<i64>().await.expect("a count") == 0 {
        assert!(started.elapsed() < Duration::from_secs(10), "nothing runs {word}");
    }
}

#[tokio::test]
async fn what_is_refused_for_what_it_is_is_never_tried_again() {
    let database = database().await;
    let pool = pool(&database, "");
    for sql in [
        "INSERT INTO account VALUES (1, 1)",
        "INSERT INTO account VALUES (3, NULL)",
        "SELECT 1 / 0",
        "SELEC",
        "SELECT * FROM nothing",
        "SET TRANSACTION READ ONLY; SELECT",
    ] {
        assert_eq!(fails(&pool, sql).await.retry(), Retry::Never, "{sql}");
        assert_eq!(fails_in_transaction(&pool, sql).await.retry(), Retry::Never, "{sql}");
    }
    let decode = pool.sql("SELECT 'x'", ()).item::<i32>().await.expect_err("a text");
    assert_eq!(decode.retry(), Retry::Never, "{decode}");
    let none = pool.sql("SELECT 1 WHERE false", ()).item::<i32>().await.expect_err("no row");
    assert_eq!(none.retry(), Retry::Never, "{none}");
    let read_only = TransactionOptions::new().read_only();
    let outcome: Result<()> = pool
        .transact_with(read_only, async |tx| {
            tx.sql("DELETE FROM account", ()).execute().await.map(drop)
        })
        .await;
    let error = outcome.expect_err("read only");
    assert!(error.is_read_only() && error.retry() == Retry::Never, "{error}");
}

#[tokio::test]
async fn what_the_server_rolled_back_is_safe() {
    let database = database().await;
    let pool = pool(&database, "options=-c%20statement_timeout%3D200");
    let add = "UPDATE account SET cents = cents + 1 WHERE id = ?";

    let mut one = pool.get().await.expect("a connection");
    let tx = one.transaction_with(IsolationLevel::RepeatableRead).await.expect("a transaction");
    tx.sql("SELECT * FROM account", ()).execute().await.expect("rows");
    pool.sql(add, (1,)).execute().await.expect("an update");
    let serialization = tx.sql(add, (1,)).execute().await.expect_err("a conflict");
    drop(tx);

    let mut other = pool.get().await.expect("a connection");
    let (a, b) = (one.transaction().await.expect("one"), other.transaction().await.expect("two"));
    for (tx, id) in [(&a, 1), (&b, 2)] {
        tx.sql("SET LOCAL statement_timeout = 0", ()).execute().await.expect("a setting");
        tx.sql(add, (id,)).execute().await.expect("an update");
    }
    // The one that is not chosen goes on when the other has rolled back.
    let crossed = async |tx: pgdc::Transaction<'_>, id: i32| {
        let done = tx.sql(add, (id,)).execute().await;
        drop(tx);
        done.err()
    };
    let (of_a, of_b) = tokio::join!(crossed(a, 2), crossed(b, 1));
    let deadlock = of_a.or(of_b).expect("a deadlock");

    let tx = one.transaction().await.expect("a transaction");
    tx.sql(add, (1,)).execute().await.expect("an update");
    let lock = fails(&pool, "SELECT * FROM account WHERE id = 1 FOR UPDATE NOWAIT").await;
    drop(tx);
    let cancelled = fails(&pool, "SELECT pg_sleep(60)").await;

    for (error, code) in
        [(serialization, "40001"), (deadlock, "40P01"), (lock, "55P03"), (cancelled, "57014")]
    {
        assert_eq!(error.code().map(|code| code.code()), Some(code), "{error}");
        assert_eq!(error.retry(), Retry::Safe, "{error}");
        assert_eq!(error.is_retryable(), code.starts_with("40"), "{error}");
    }
}

#[tokio::test]
async fn of_what_was_sent_over_a_lost_connection_nobody_knows() {
    let database = database().await;
    let (pool, other) = (pool(&database, ""), pool(&database, ""));
    let slow = "INSERT INTO account SELECT 7, 7 FROM pg_sleep(60)";
    let (sent, ()) = tokio::join!(fails(&pool, slow), end_session(&other, "pg_sleep(60)"));
    assert!(sent.is_closed() && sent.retry() == Retry::Unknown, "{sent}");
    let (inside, ()) =
        tokio::join!(fails_in_transaction(&pool, slow), end_session(&other, "pg_sleep(60)"));
    assert!(inside.is_closed() && inside.retry() == Retry::Safe, "{inside}");
    // Its `COMMIT` waits for the trigger.
    let (commit, ()) = tokio::join!(
        fails_in_transaction(&pool, "INSERT INTO slow VALUES (1)"),
        end_session(&other, "COMMIT")
    );
    assert!(commit.is_closed() && commit.retry() == Retry::Unknown, "{commit}");

    // Gone before anything is sent.
    let mut held = pool.get().await.expect("a connection");
    let pid: i32 = held.sql("SELECT pg_backend_pid()", ()).item().await.expect("a process");
    let tx = held.transaction().await.expect("a transaction");
    other.sql("SELECT pg_terminate_backend(?)", (pid,)).execute().await.expect("an end");
    while !tx.is_closed() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let commit = tx.commit().await.expect_err("closed");
    assert!(commit.is_closed() && commit.retry() == Retry::Safe, "{commit}");
    let statement = held.sql("INSERT INTO account VALUES (8, 8)", ()).execute().await;
    let statement = statement.expect_err("closed");
    assert!(statement.is_closed() && statement.retry() == Retry::Safe, "{statement}");
    let begin = held.transaction().await.expect_err("closed");
    assert!(begin.is_closed() && begin.retry() == Retry::Safe, "{begin}");
}

#[tokio::test]
async fn a_limit_of_time_leaves_it_open_outside_of_a_transaction() {
    let database = database().await;
    let pool = pool(&database, "command_timeout=0.2");
    let alone = fails(&pool, "SELECT pg_sleep(60)").await;
    assert!(alone.is_timeout() && alone.retry() == Retry::Unknown, "{alone}");
    let inside = fails_in_transaction(&pool, "SELECT pg_sleep(60)").await;
    assert!(inside.is_timeout() && inside.retry() == Retry::Safe, "{inside}");
    let started = Instant::now();
    let commit = fails_in_transaction(&pool, "INSERT INTO slow VALUES (1)").await;
    assert!(commit.is_timeout() && commit.retry() == Retry::Unknown, "{commit}");
    assert!(started.elapsed() < Duration::from_secs(3));
    assert_eq!(pool.sql("SELECT 1", ()).item::<i32>().await.expect("an answer"), 1);
}

#[tokio::test]
async fn without_a_connection_nothing_is_sent() {
    let database = database().await;
    let here = pool(&database, "");
    here.sql("DROP ROLE IF EXISTS crowded", ()).execute().await.expect("no role");
    let role = "CREATE ROLE crowded LOGIN CONNECTION LIMIT 0";
    here.sql(role, ()).execute().await.expect("a role");
    let config = database.config();
    let at = |user: &str, name: &str, rest: &str| {
        let tokio_postgres::config::Host::Unix(folder) = &config.get_hosts()[0] else { panic!() };
        let folder = folder.display();
        format!("host={folder} port=5433 user={user} dbname={name} {rest}")
    };
    let name = config.get_dbname().expect("a name");
    for (config, expected) in [
        ("host=127.0.0.1 port=1 user=u".to_owned(), Retry::Safe),
        ("host=/nowhere user=u".to_owned(), Retry::Safe),
        (at("crowded", name, ""), Retry::Safe),
        (at("postgres", name, "target_session_attrs=standby"), Retry::Safe),
        (at("stranger", name, ""), Retry::Never),
        (at("postgres", "nothing", ""), Retry::Never),
    ] {
        let pool = Pool::new(config.as_str(), 1).expect("a pool");
        let error = fails(&pool, "SELECT 1").await;
        assert!(error.is_connect() && error.retry() == expected, "{error}");
        let plain: std::result::Result<tokio_postgres::Config, _> = config.parse();
        if let Ok(plain) = plain {
            let error = fails(&Pool::with_config(plain, 1), "SELECT 1").await;
            assert_eq!(error.retry(), expected, "{error}");
        }
    }
    let pool = Pool::builder(database.url().as_str()).expect("a URL").max_size(1);
    let pool = pool.acquire_timeout(Duration::from_millis(50)).build().expect("a pool");
    let held = pool.get().await.expect("a connection");
    assert_eq!(fails(&pool, "SELECT 1").await.retry(), Retry::Safe);
    drop(held);
    pool.close();
    assert_eq!(fails(&pool, "SELECT 1").await.retry(), Retry::Never);
}

#[tokio::test]
async fn a_connection_that_takes_no_writes_is_replaced_where_writes_are_asked_for() {
    let database = database().await;
    for (kind, expected) in [("read-write", Retry::Safe), ("any", Retry::Never)] {
        let url = format!("{}&target_session_attrs={kind}", database.url());
        let pool = Pool::builder(url.as_str()).expect("a URL").max_size(1);
        let pool = pool.reset(pgdc::Reset::Nothing).build().expect("a pool");
        // As a pooler between may do, or a server that was made to follow another.
        let held = pool.get().await.expect("a connection");
        held.batch_execute("SET default_transaction_read_only = on").await.expect("a setting");
        drop(held);
        let error = fails(&pool, "DELETE FROM account").await;
        assert!(error.is_read_only() && error.retry() == expected, "{kind}: {error}");
        let again = pool.sql("DELETE FROM account", ()).execute().await;
        assert_eq!(again.is_ok(), expected == Retry::Safe, "{kind}");
    }
}
