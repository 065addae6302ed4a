//! A database on a server that somebody else runs: here the shared one plays that part.

use pgdc_server::{Server, scratch};
use tokio_postgres::{Client, NoTls};

async fn scratch_databases(admin: &Client) -> Vec<String> {
    let sql =
        "SELECT datname::text FROM pg_database WHERE datname LIKE 'pgdc_scratch_%' ORDER BY 1";
    admin.query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn a_scratch_database_comes_and_goes_and_abandoned_ones_go_too() {
    // A server of its own: the list of databases is looked at.
    let server = Server::start(&pgdc_server::Options::from_env().unwrap()).unwrap();
    let given = server.database().await.unwrap();
    let admin = given.connect().await.unwrap();
    admin.batch_execute("CREATE DATABASE pgdc_scratch_1700000000_ab12").await.unwrap();
    admin.batch_execute("CREATE DATABASE pgdc_scratch_notes").await.unwrap();

    let database = scratch(&given.config(), NoTls).await.unwrap();
    let client = database.connect().await.unwrap();
    client.batch_execute("CREATE TABLE t (a text)").await.unwrap();
    let encoding = client.query_one("SHOW server_encoding", &[]).await.unwrap();
    assert_eq!(encoding.get::<_, &str>(0), "UTF8");
    let names = scratch_databases(&admin).await;
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(names[1], "pgdc_scratch_notes");

    drop(database);
    assert_eq!(scratch_databases(&admin).await, ["pgdc_scratch_notes"]);
}

#[tokio::test]
async fn errors_hold_no_password() {
    let mut config = Server::shared().database().await.unwrap().config();
    config.password("sesame").dbname("no_such_database");
    let error = scratch(&config, NoTls).await.unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(
        error
            .to_string()
            .starts_with("cannot connect to postgres://postgres@/no_such_database?host=")
    );
    assert!(!text.contains("sesame"), "{text}");
}
