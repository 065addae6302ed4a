//! What a server says by itself, and those who are told.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use pgdc::{Config, Connection, Executor as _, Pool};
use pgdc_server::{Database, Server};

type Told = Arc<Mutex<Vec<String>>>;

async fn database() -> Database {
    Server::shared().database().await.expect("a database")
}

/// Notices and ends of connections, as text.
fn watched(database: &Database) -> (Config, Told) {
    let told = Told::default();
    let (notices, ends) = (told.clone(), told.clone());
    let config: Config = database.url().parse().expect("a configuration");
    let config = config
        .on_notice(move |notice| {
            let parts = [notice.detail, notice.hint].map(|part| part.unwrap_or("-"));
            let text = format!(
                "{} {} {} {} {}",
                notice.severity,
                notice.code.code(),
                notice.message,
                parts[0],
                parts[1]
            );
            notices.lock().expect("the list").push(text);
        })
        .on_close(move |reason| ends.lock().expect("the list").push(reason.to_string()));
    (config, told)
}

async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(10), "in vain: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

const RAISE: &str = "DO $$ BEGIN
    RAISE NOTICE 'one' USING DETAIL = 'more', HINT = 'do';
    RAISE WARNING 'two' USING ERRCODE = '01P99';
    RAISE DEBUG 'not sent';
END $$";

#[tokio::test]
async fn notices_are_told_before_the_answer() {
    let database = database().await;
    let (config, told) = watched(&database);
    let connection = config.connect().await.expect("a connection");
    connection.batch_execute(RAISE).await.expect("raised");
    let expected = ["NOTICE 00000 one more do", "WARNING 01P99 two - -"];
    assert_eq!(told.lock().expect("the list").split_off(0), expected);

    let pool = Pool::builder(config).expect("a builder").max_size(2).build().expect("a pool");
    pool.sql("DROP TABLE IF EXISTS nothing", ()).execute().await.expect("dropped");
    let expected = ["NOTICE 00000 table \"nothing\" does not exist, skipping - -"];
    assert_eq!(told.lock().expect("the list").split_off(0), expected);
}

#[tokio::test]
async fn a_builder_has_hooks_of_its_own() {
    let database = database().await;
    let (config, told) = watched(&database);
    let own = Told::default();
    let list = own.clone();
    let pool = Pool::builder(config)
        .expect("a builder")
        .on_notice(move |notice| list.lock().expect("the list").push(notice.message.to_owned()))
        .build()
        .expect("a pool");
    pool.sql(RAISE, ()).execute().await.expect("raised");
    assert_eq!(*own.lock().expect("the list"), ["one", "two"]);
    assert!(told.lock().expect("the list").is_empty());
}

#[tokio::test]
async fn the_end_of_a_connection_is_told_once_with_its_reason() {
    let database = database().await;
    let (config, told) = watched(&database);
    let admin: Config = database.url().parse().expect("a configuration");
    let admin = admin.connect().await.expect("a connection");
    let connection = config.connect().await.expect("a connection");
    let pid: i32 = connection.sql("SELECT pg_backend_pid()", ()).item().await.expect("a process");
    let gone: bool =
        admin.sql("SELECT pg_terminate_backend(?, 5000)", (pid,)).item().await.expect("an answer");
    assert!(gone);
    eventually("it is told", || !told.lock().expect("the list").is_empty()).await;
    connection.sql("SELECT 1", ()).execute().await.expect_err("it is gone");
    drop(connection);
    let reason = "terminating connection due to administrator command (57P01)";
    assert_eq!(told.lock().expect("the list").split_off(0), [reason]);

    // A statement under way gets the reason itself.
    let connection = config.connect().await.expect("a connection");
    let pid: i32 = connection.sql("SELECT pg_backend_pid()", ()).item().await.expect("a process");
    let (slept, killed) =
        tokio::join!(connection.sql("SELECT pg_sleep(60)", ()).execute(), async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            admin.sql("SELECT pg_terminate_backend(?)", (pid,)).execute().await
        });
    killed.expect("killed");
    assert_eq!(slept.expect_err("killed").code().map(|code| code.code()), Some("57P01"));
    eventually("it is told", || !told.lock().expect("the list").is_empty()).await;
    assert_eq!(told.lock().expect("the list").split_off(0), ["connection closed"]);
}

#[tokio::test]
async fn an_end_by_our_doing_is_not_told() {
    let database = database().await;
    let (config, told) = watched(&database);
    drop(config.connect().await.expect("a connection"));
    let listener = config.listen(["c"]).await.expect("a listener");
    drop(listener);
    let pool = config.pool(2).expect("a pool");
    pool.sql("SELECT 1", ()).execute().await.expect("an answer");
    let held = pool.get().await.expect("a connection");
    pool.expire();
    assert!(!pool.close_within(Duration::from_millis(20)).await);
    drop((held, pool));
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(told.lock().expect("the list").is_empty(), "{told:?}");
}

#[tokio::test]
async fn a_lent_connection_has_hooks_of_its_own_until_it_is_back() {
    let database = database().await;
    let (config, told) = watched(&database);
    let pool = config.pool(1).expect("a pool");
    let own = Told::default();
    let (notices, ends) = (own.clone(), own.clone());
    let connection = pool.get().await.expect("a connection");
    let connection = connection
        .on_notice(move |notice| notices.lock().expect("the list").push(notice.message.to_owned()))
        .on_close(move |_| ends.lock().expect("the list").push("closed".to_owned()));
    connection.batch_execute(RAISE).await.expect("raised");
    assert_eq!(own.lock().expect("the list").split_off(0), ["one", "two"]);
    assert!(told.lock().expect("the list").is_empty());
    drop(connection);
    pool.get().await.expect("a connection").batch_execute(RAISE).await.expect("raised");
    assert!(own.lock().expect("the list").is_empty());
    assert_eq!(told.lock().expect("the list").split_off(0).len(), 2);

    // One by a configuration of tokio-postgres.
    let connection = Connection::with_config(&database.config()).await.expect("a connection");
    let ends = own.clone();
    let connection =
        connection.on_close(move |end| ends.lock().expect("the list").push(end.to_string()));
    let end = connection.sql("SELECT pg_terminate_backend(pg_backend_pid())", ()).execute().await;
    end.expect_err("it is gone");
    eventually("it is told", || !own.lock().expect("the list").is_empty()).await;
}

/// The `ROLLBACK` of a reset is warned of by the server.
#[tokio::test]
async fn what_a_pool_does_by_itself_is_not_told() {
    let database = database().await;
    let (config, told) = watched(&database);
    let pool = config.pool(1).expect("a pool");
    for _ in 0..3 {
        let mut connection = pool.get().await.expect("a connection");
        connection.reset().await.expect("reset");
    }
    assert!(told.lock().expect("the list").is_empty(), "{told:?}");
    pool.get().await.expect("a connection").batch_execute("ROLLBACK").await.expect("warned");
    let expected = ["WARNING 25P01 there is no transaction in progress - -"];
    assert_eq!(told.lock().expect("the list").split_off(0), expected);
}

#[tokio::test]
async fn a_hook_that_panics_does_no_harm() {
    let database = database().await;
    let config: Config = database.url().parse().expect("a configuration");
    let config = config.on_notice(|_| panic!("a hook that panics"));
    let connection = config.connect().await.expect("a connection");
    connection.batch_execute(RAISE).await.expect("raised");
    let one: i32 = connection.sql("SELECT 1", ()).item().await.expect("an answer");
    assert_eq!(one, 1);
    assert_eq!(config, config.clone());
    assert_ne!(config, config.clone().on_notice(|_| ()));
    assert_eq!(format!("{config:?}"), format!("{:?}", config.clone().on_notice(|_| ())));
}
