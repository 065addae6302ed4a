//! Databases on the shared server.

use pgdc_server::Server;

#[tokio::test]
async fn databases_from_one_schema_are_isolated() {
    let ddl = "CREATE TABLE album (id int PRIMARY KEY); INSERT INTO album VALUES (1);";
    let server = Server::shared();
    let first = server.database_from(ddl).await.unwrap();
    let second = server.database_from(ddl).await.unwrap();
    let client = first.connect().await.unwrap();
    client.execute("INSERT INTO album VALUES (2)", &[]).await.unwrap();
    for (database, albums) in [(&first, 2), (&second, 1)] {
        let client = database.connect().await.unwrap();
        let row = client.query_one("SELECT count(*) FROM album", &[]).await.unwrap();
        assert_eq!(row.get::<_, i64>(0), albums);
    }
}

#[tokio::test]
async fn many_databases_at_once_load_the_schema_once() {
    let ddl = "CREATE ROLE made_once; CREATE TABLE t (made timestamptz DEFAULT now()); INSERT INTO t DEFAULT VALUES;";
    let tasks: Vec<_> = (0..8).map(|_| tokio::spawn(Server::shared().database_from(ddl))).collect();
    let mut times = Vec::new();
    for task in tasks {
        let client = task.await.unwrap().unwrap().connect().await.unwrap();
        let row = client.query_one("SELECT made::text FROM t", &[]).await.unwrap();
        times.push(row.get::<_, String>(0));
    }
    times.dedup();
    assert_eq!(times.len(), 1, "{times:?}");
}

#[tokio::test]
async fn a_url_is_understood() {
    let database = Server::shared().database().await.unwrap();
    let config: tokio_postgres::Config = database.url().parse().unwrap();
    let (client, connection) = config.connect(tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let row = client.query_one("SELECT current_database()::text", &[]).await.unwrap();
    assert_eq!(Some(row.get(0)), database.config().get_dbname());
}
