//! Servers that are stopped and started on the same data, and standbys of them.

use std::time::{Duration, Instant};

use pgdc_server::{Options, Server, Stop};
use tokio_postgres::{Client, NoTls};

fn start(settings: &[&str]) -> Server {
    let settings = settings.iter().map(ToString::to_string).collect();
    Server::start(&Options { settings, ..Options::from_env().unwrap() }).unwrap()
}

async fn connect(server: &Server) -> Client {
    let mut config = tokio_postgres::Config::new();
    config.user("postgres").host_path(server.host()).port(5433);
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(async move { drop(connection.await) });
    client
}

#[tokio::test]
async fn a_server_that_was_stopped_has_its_data_when_it_starts_again() {
    let mut server = start(&["synchronous_commit=on"]);
    connect(&server).await.batch_execute("CREATE TABLE kept (n int)").await.unwrap();
    for (stop, rows) in [(Stop::Fast, 1), (Stop::Immediate, 2)] {
        let client = connect(&server).await;
        client.batch_execute("INSERT INTO kept VALUES (1)").await.unwrap();
        server.stop(stop).unwrap();
        assert!(client.batch_execute("SELECT 1").await.is_err());
        assert!(server.stop(stop).is_err(), "it is stopped already");
        server.start_again().unwrap();
        let row = connect(&server).await.query_one("SELECT count(*) FROM kept", &[]).await.unwrap();
        assert_eq!(row.get::<_, i64>(0), rows);
    }
    server.stop(Stop::Fast).unwrap();
    let folder = server.host().to_owned();
    drop(server);
    assert!(!folder.exists());
}

#[tokio::test]
async fn a_standby_streams_and_takes_over() {
    let mut primary = start(&["wal_level=replica", "max_wal_senders=4"]);
    let standby = primary.standby(&[]).unwrap();
    connect(&primary).await.batch_execute("CREATE TABLE streamed ()").await.unwrap();
    let other = connect(&standby).await;
    let started = Instant::now();
    while other.batch_execute("SELECT FROM streamed").await.is_err() {
        assert!(started.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(other.batch_execute("CREATE TABLE refused ()").await.is_err());
    primary.stop(Stop::Immediate).unwrap();
    other.batch_execute("SELECT pg_promote()").await.unwrap();
    other.batch_execute("CREATE TABLE accepted ()").await.unwrap();
}
