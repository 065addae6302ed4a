//! Limits of time, by the client and by the server.

use std::time::{Duration, Instant};

use pgdc::Executor as _;
use tokio::net::TcpListener;

use super::config;
use super::world::world;

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up() {
    // It accepts, and says no more.
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = silent.local_addr().expect("an address").port();
    let text = format!("host=127.0.0.1 port={port} user=u connect_timeout=1");
    let started = Instant::now();
    let error = config(&text).connect().await.expect_err("silence");
    assert!(error.is_timeout() && error.is_connect());
    assert!(error.to_string().contains("no answer within 1s"), "{error}");
    assert!(started.elapsed() < Duration::from_secs(5));

    // The next host gets its turn.
    let world = world().await;
    let text = format!(
        "host=127.0.0.1,{} port={port},{} user=free dbname=shop connect_timeout=1",
        world.address, world.port
    );
    config(&text).connect().await.expect("the second host");
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_cancelled_and_the_connection_lives() {
    let world = world().await;
    for encryption in ["disable", "prefer"] {
        let config = config(&world.at(&format!("user=free sslmode={encryption}")));
        let config = config.command_timeout(Duration::from_millis(200)).application_name("slow");
        let connection = config.connect().await.expect("a connection");
        let pool = config.pool(1).expect("a pool");
        let started = Instant::now();
        let error = connection.sql("SELECT pg_sleep(30)", ()).execute().await.expect_err("slow");
        assert!(error.is_timeout(), "{error}");
        assert!(error.to_string().contains("within 200ms"), "{error}");
        let error = pool.sql("SELECT pg_sleep(30)", ()).execute().await.expect_err("slow");
        assert!(error.is_timeout(), "{error}");
        // Rows that come, and then none.
        let rows = "SELECT pg_sleep(CASE WHEN i > 2000 THEN 30 ELSE 0 END)::text, repeat('x', 1000)
                    FROM generate_series(1, 2001) i";
        let error = connection.sql(rows, ()).records().await.expect_err("slow");
        assert!(error.is_timeout(), "{error}");
        assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());

        let busy = "SELECT count(*) FROM pg_stat_activity
                    WHERE application_name = 'slow' AND state = 'active' AND pid <> pg_backend_pid()";
        assert_eq!(connection.sql(busy, ()).item::<i64>().await.expect("an answer"), 0);
        assert_eq!(pool.sql("SELECT 1", ()).item::<i32>().await.expect("an answer"), 1);
    }
}

#[tokio::test]
async fn a_statement_is_cancelled_by_request() {
    let world = world().await;
    let modes: &[&str] = if cfg!(feature = "tls") { &["disable", "require"] } else { &["disable"] };
    for encryption in modes {
        let config = config(&world.at(&format!("user=free sslmode={encryption}")));
        let connection = config.connect().await.expect("a connection");
        let handle = connection.cancel_handle();
        let slow = connection.sql("SELECT pg_sleep(30)", ()).execute();
        let (slow, sent) = tokio::join!(slow, async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            handle.cancel().await
        });
        sent.expect("sent");
        assert!(slow.expect_err("cancelled").is_canceled());
    }
}

#[tokio::test]
async fn in_a_transaction_it_fails_the_transaction() {
    let world = world().await;
    let config = config(&world.at("user=free command_timeout=0.2"));
    let pool = config.pool(1).expect("a pool");
    let outcome: pgdc::Result<()> =
        pool.transact(async |tx| tx.sql("SELECT pg_sleep(30)", ()).execute().await.map(drop)).await;
    assert!(outcome.expect_err("slow").is_timeout());
    assert_eq!(pool.sql("SELECT 1", ()).item::<i32>().await.expect("an answer"), 1);
}

#[tokio::test]
async fn settings_reach_the_server() {
    let world = world().await;
    let config = config(&world.at("user=free options='-c lock_timeout=7s'"))
        .statement_timeout(Duration::from_micros(150_500))
        .server_setting("search_path", r#""a b", "c\d""#)
        .server_setting("work_mem", "5MB");
    let connection = config.connect().await.expect("a connection");
    for (setting, expected) in [
        ("lock_timeout", "7s"),
        ("statement_timeout", "151ms"),
        ("search_path", r#""a b", "c\d""#),
        ("work_mem", "5MB"),
    ] {
        let value: String =
            connection.sql("SELECT current_setting(?)", (setting,)).item().await.expect(setting);
        assert_eq!(value, expected);
    }
    let error = connection.sql("SELECT pg_sleep(30)", ()).execute().await.expect_err("slow");
    assert!(error.is_canceled() && !error.is_timeout());
}
