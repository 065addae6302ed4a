//! Notifications: who hears what, and when.

mod lost;
mod restarts;

use std::time::Duration;

use pgdc::{Config, Connection, Event, Executor as _, Gap, Listener, Notification};
use pgdc_server::{Database, Server};

async fn database() -> Database {
    Server::shared().database().await.expect("a database")
}

fn config(database: &Database) -> Config {
    database.url().parse().expect("a configuration")
}

/// The next event, for which nobody has to wait long.
async fn event(listener: &mut Listener) -> Event {
    let next = tokio::time::timeout(Duration::from_secs(30), listener.next()).await;
    next.expect("in time").expect("it goes on").expect("no error")
}

async fn notification(listener: &mut Listener) -> Notification {
    match event(listener).await {
        Event::Notification(notification) => notification,
        other => panic!("{other:?}"),
    }
}

async fn gap(listener: &mut Listener) -> Gap {
    match event(listener).await {
        Event::Gap(gap) => gap,
        other => panic!("{other:?}"),
    }
}

async fn pid(connection: &Connection) -> i32 {
    connection.sql("SELECT pg_backend_pid()", ()).item().await.expect("a process")
}

#[tokio::test]
async fn messages_of_several_channels_come_in_order() {
    let database = database().await;
    let hostile = r#"a"; DROP TABLE x; --"#;
    let config = config(&database);
    let mut listener = config.listen(["plain", "Ünïcode Ö", hostile]).await.expect("a listener");
    let connection = config.connect().await.expect("a connection");
    let pool = config.pool(2).expect("a pool");
    connection.notify("plain", "1").await.expect("sent");
    connection.notify("PLAIN", "another channel").await.expect("sent");
    pool.notify(hostile, "").await.expect("sent");
    connection.batch_execute("NOTIFY \"Ünïcode Ö\", 'it''s'").await.expect("sent");
    let told = notification(&mut listener).await;
    assert_eq!((&told.channel[..], &told.payload[..]), ("plain", "1"));
    assert_eq!(told.process_id, pid(&connection).await);
    let told = notification(&mut listener).await;
    assert_eq!((&told.channel[..], &told.payload[..]), (hostile, ""));
    let told = notification(&mut listener).await;
    assert_eq!((&told.channel[..], &told.payload[..]), ("Ünïcode Ö", "it's"));
}

#[tokio::test]
async fn a_transaction_sends_when_it_is_committed() {
    let database = database().await;
    let config = config(&database);
    let mut listener = config.listen(["c"]).await.expect("a listener");
    let pool = config.pool(2).expect("a pool");
    let undone: pgdc::Result<()> = pool
        .transact(async |tx| {
            tx.notify("c", "undone").await?;
            tx.sql("SELECT 1 / 0", ()).execute().await.map(drop)
        })
        .await;
    undone.expect_err("rolled back");
    let tx = pool.transact(async |tx| {
        tx.notify("c", "twice").await?;
        tx.notify("c", "twice").await?;
        pool.notify("c", "before").await
    });
    tx.await.expect("committed");
    pool.notify("c", "after").await.expect("sent");
    for expected in ["before", "twice", "after"] {
        assert_eq!(notification(&mut listener).await.payload, expected);
    }
}

#[tokio::test]
async fn channels_come_and_go() {
    let database = database().await;
    let config = config(&database);
    let mut listener = config.listen(Vec::<String>::new()).await.expect("a listener");
    let connection = config.connect().await.expect("a connection");
    connection.notify("late", "nobody hears it").await.expect("sent");
    listener.listen("late").await.expect("listens");
    connection.notify("late", "1").await.expect("sent");
    listener.listen("other").await.expect("listens");
    listener.unlisten("late").await.expect("listens no more");
    connection.notify("late", "nobody hears it").await.expect("sent");
    connection.notify("other", "2").await.expect("sent");
    assert_eq!(notification(&mut listener).await.payload, "1");
    assert_eq!(notification(&mut listener).await.payload, "2");
    let told = format!("{listener:?}");
    assert!(told.contains("ended: false"), "{told}");
}

#[cfg(feature = "json")]
#[tokio::test]
async fn payloads_are_read_as_types() {
    #[derive(Debug, PartialEq, serde::Deserialize, serde::Serialize)]
    struct Placed {
        order: i32,
        by: String,
    }
    let database = database().await;
    let config = config(&database);
    let mut listener = config.listen(["orders"]).await.expect("a listener");
    let connection = config.connect().await.expect("a connection");
    let placed = Placed { order: 7, by: "Ada".into() };
    let text = serde_json::to_string(&placed).expect("JSON");
    connection.notify("orders", text).await.expect("sent");
    connection.notify("orders", "7").await.expect("sent");
    let told = notification(&mut listener).await;
    assert_eq!(told.payload_as::<Placed>().expect("an order"), placed);
    let told = notification(&mut listener).await;
    assert_eq!(told.payload_as::<i32>().expect("a number"), 7);
    let error = told.payload_as::<Placed>().expect_err("no order");
    assert!(error.is_decode());
    let expected = "the payload of a notification on \"orders\": invalid type: integer `7`, ";
    assert!(error.to_string().starts_with(expected), "{error}");
}

#[tokio::test]
async fn what_cannot_be_sent_or_heard_is_an_error() {
    let database = database().await;
    let config = config(&database);
    for name in ["", "a\0b", &"x".repeat(64)] {
        assert!(config.listen([name]).await.expect_err("refused").is_refused());
    }
    let mut listener = config.listen(["x".repeat(63)]).await.expect("a listener");
    assert!(listener.listen("").await.expect_err("refused").is_refused());
    let pool = config.pool(1).expect("a pool");
    for (channel, payload) in [("", "x"), (&"x".repeat(64)[..], "x"), ("c", &"x".repeat(8000))] {
        let error = pool.notify(channel, payload).await.expect_err("refused");
        assert_eq!(error.code().map(|code| code.code()), Some("22023"), "{error}");
    }
    pool.notify("x".repeat(63), "y".repeat(7999)).await.expect("sent");
    assert_eq!(notification(&mut listener).await.payload.len(), 7999);

    let nowhere = pgdc::Config::new().host("/nonexistent").user("u");
    assert!(nowhere.listen(["c"]).await.expect_err("no server").is_connect());
}

#[tokio::test]
async fn a_dropped_listener_leaves_its_connection() {
    let database = database().await;
    let config = config(&database);
    let named = config.clone().application_name("a listener that goes");
    let listener = named.listen(["c"]).await.expect("a listener");
    let connection = config.connect().await.expect("a connection");
    let count = async || {
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE application_name = ?";
        let sql = connection.sql(sql, ("a listener that goes",));
        sql.item::<i64>().await.expect("a count")
    };
    assert_eq!(count().await, 1);
    drop(listener);
    for _ in 0..1000 {
        if count().await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it stays");
}
