//! What a connection can be asked, and how it ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pgdc::{Config, Connection, Executor as _, Pool};
use pgdc_server::{Database, Options, Server, Stop};

async fn database() -> Database {
    Server::shared().database().await.expect("a database")
}

/// A connection of its own, one of a pool, and one of a pool of deadpool-postgres.
async fn connections(database: &Database) -> [Connection; 3] {
    let config: Config = database.url().parse().expect("a configuration");
    let manager = deadpool_postgres::Manager::new(database.config(), tokio_postgres::NoTls);
    let deadpool = deadpool_postgres::Pool::builder(manager).build().expect("a pool");
    [
        config.connect().await.expect("a connection"),
        config.pool(1).expect("a pool").get().await.expect("a connection"),
        Pool::from(deadpool).get().await.expect("a connection"),
    ]
}

#[tokio::test]
async fn the_session_is_asked() {
    let database = database().await;
    for connection in connections(&database).await {
        let version = connection.server_version().await.expect("a version");
        let expected = Server::shared().version().major;
        assert_eq!(version / 10_000, i32::try_from(expected).expect("a small number"));
        let pid: i32 =
            connection.sql("SELECT pg_backend_pid()", ()).item().await.expect("a process");
        assert_eq!(connection.process_id().await.expect("a process"), pid);
        connection.batch_execute("SET work_mem = '5MB'").await.expect("set");
        let setting = async |name| connection.setting(name).await.expect("an answer");
        assert_eq!(setting("work_mem").await.as_deref(), Some("5MB"));
        assert_eq!(setting("no_such_setting").await, None);
        let settings = connection.settings().await.expect("settings");
        assert!(settings.len() > 200 && settings["work_mem"] == "5MB");
    }
}

#[tokio::test]
async fn it_is_known_whether_there_is_a_transaction() {
    let database = database().await;
    for mut connection in connections(&database).await {
        let is = async |connection: &Connection| {
            connection.is_in_transaction().await.expect("an answer")
        };
        assert!(!is(&connection).await);
        connection.batch_execute("BEGIN").await.expect("begun");
        assert!(is(&connection).await && is(&connection).await);
        connection.batch_execute("SAVEPOINT a").await.expect("set");
        connection.batch_execute("SELECT 1 / 0").await.expect_err("failed");
        assert!(is(&connection).await, "a failed one");
        connection.batch_execute("ROLLBACK TO a").await.expect("rolled back");
        assert!(is(&connection).await);
        connection.batch_execute("COMMIT").await.expect("committed");
        assert!(!is(&connection).await && !is(&connection).await);
        // Dropped, it is rolled back before anything else is answered.
        drop(connection.transaction().await.expect("begun"));
        assert!(!is(&connection).await);
    }
}

#[tokio::test]
async fn a_reset_session_is_as_new() {
    let database = database().await;
    for mut connection in connections(&database).await {
        let left = "SET work_mem = '5MB'; CREATE TEMP TABLE left_behind (); SELECT pg_advisory_lock(7); BEGIN";
        connection.batch_execute(left).await.expect("left");
        connection.reset().await.expect("reset");
        assert!(!connection.is_in_transaction().await.expect("an answer"));
        assert_ne!(connection.setting("work_mem").await.expect("set").as_deref(), Some("5MB"));
        let sql = "SELECT to_regclass('left_behind') IS NULL AND NOT EXISTS (SELECT FROM pg_locks WHERE \
                   locktype = 'advisory' AND pid = pg_backend_pid())";
        assert!(connection.sql(sql, ()).item::<bool>().await.expect("an answer"));
    }
}

#[tokio::test]
async fn a_statement_is_cancelled() {
    let database = database().await;
    for connection in connections(&database).await {
        let handle = connection.cancel_handle();
        let started = Instant::now();
        let (slept, cancelled) =
            tokio::join!(connection.sql("SELECT pg_sleep(60)", ()).execute(), async {
                tokio::time::sleep(Duration::from_millis(50)).await;
                handle.clone().cancel().await
            });
        cancelled.expect("sent");
        assert!(slept.expect_err("cancelled").is_canceled());
        assert!(started.elapsed() < Duration::from_secs(30));
        assert_eq!(connection.sql("SELECT 1", ()).item::<i32>().await.expect("it lives"), 1);
    }
}

#[tokio::test]
async fn a_request_to_cancel_that_reaches_no_server_is_an_error() {
    let mut server = Server::start(&Options::from_env().expect("options")).expect("a server");
    let at = format!("host={} port=5433 user=postgres dbname=postgres", server.host().display());
    let ours: Config = at.parse().expect("a configuration");
    let theirs: tokio_postgres::Config = at.parse().expect("a configuration");
    let connections = [
        ours.connect().await.expect("a connection"),
        Connection::with_config(&theirs).await.expect("a connection"),
    ];
    let handles = connections.each_ref().map(Connection::cancel_handle);
    server.stop(Stop::Immediate).expect("stopped");
    for handle in handles {
        let error = handle.cancel().await.expect_err("nobody is there");
        assert!(error.to_string().contains("postgres"), "{error}");
    }
}

#[tokio::test]
async fn a_closed_connection_is_gone() {
    let database = database().await;
    let config: Config = database.url().parse().expect("a configuration");
    let told = Arc::new(AtomicBool::new(false));
    let hook = told.clone();
    let config = config.on_close(move |_| hook.store(true, Ordering::Relaxed));
    let pool = config.pool(1).expect("a pool");
    let admin = config.connect().await.expect("a connection");
    for connection in
        [config.connect().await.expect("a connection"), pool.get().await.expect("a connection")]
    {
        let pid = connection.process_id().await.expect("a process");
        connection.close().await;
        let gone = "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = ?)";
        let started = Instant::now();
        while !admin.sql(gone, (pid,)).item::<bool>().await.expect("an answer") {
            assert!(started.elapsed() < Duration::from_secs(10), "it stays");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    assert!(!told.load(Ordering::Relaxed), "it was by our doing");
    assert_eq!(pool.status().size, 0);
    assert_eq!(pool.sql("SELECT 1", ()).item::<i32>().await.expect("another one"), 1);
}
