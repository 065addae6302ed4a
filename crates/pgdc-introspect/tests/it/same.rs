//! Equal schemas give equal catalogs, and the connection is left as it was.

use std::error::Error as _;
use std::time::Duration;

use pgdc_introspect::introspect;
use tokio_postgres::Client;

use crate::support::{RICH, catalog, database, selection};

#[tokio::test]
async fn reading_twice_gives_the_same() {
    let mut client = database(RICH).await.connect().await.unwrap();
    let first = introspect(&mut client, &selection(&[])).await.unwrap();
    let second = introspect(&mut client, &selection(&[])).await.unwrap();
    assert_eq!(first, second);
}

#[tokio::test]
async fn the_order_of_unrelated_statements_does_not_show() {
    let statements = [
        "CREATE TYPE mood AS ENUM ('a', 'b')",
        "CREATE DOMAIN cents AS bigint CHECK (VALUE > 0)",
        "CREATE SEQUENCE s",
        "CREATE TABLE b (id serial PRIMARY KEY, n int CHECK (n > 0) UNIQUE)",
        "CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY, t text COLLATE \"C\")",
        "CREATE VIEW v AS SELECT 1 AS one",
        "CREATE SCHEMA other CREATE TABLE t (i int)",
    ];
    let after = "ALTER TABLE a ADD mood mood, ADD cents cents[]; CREATE INDEX ON a (t); CREATE INDEX ON b (n);";
    let forwards = format!("{};{after}", statements.join(";"));
    let mut reversed = statements;
    reversed.reverse();
    let backwards = format!("{};{after}", reversed.join(";"));
    assert_eq!(catalog(&forwards, &["public"]).await, catalog(&backwards, &["public"]).await);
}

/// Each of these settings changes how PostgreSQL prints expressions or types.
#[tokio::test]
async fn the_settings_of_the_connection_do_not_show() {
    let ddl = format!(
        "{RICH};
         CREATE TABLE shop.texts (
             a timestamptz DEFAULT '2020-01-02 03:04:05+00', b interval DEFAULT '1 day -2 hours',
             c bytea DEFAULT 'ab', d float8 DEFAULT 0.1 + 0.2, e text DEFAULT 'a\\b', f shop.mood
         )"
    );
    let database = database(&ddl).await;
    let mut client = database.connect().await.unwrap();
    let plain = introspect(&mut client, &selection(&["shop", "stock"])).await.unwrap();
    client
        .batch_execute(
            "SET search_path = shop, stock; SET quote_all_identifiers = on; SET datestyle = 'German';
             SET timezone = 'Asia/Tokyo'; SET intervalstyle = 'sql_standard'; SET bytea_output = 'escape';
             SET extra_float_digits = -3; SET standard_conforming_strings = off",
        )
        .await
        .unwrap();
    assert_eq!(introspect(&mut client, &selection(&["shop", "stock"])).await.unwrap(), plain);
}

#[tokio::test]
async fn the_connection_is_left_as_it_was() {
    let mut client = database(RICH).await.connect().await.unwrap();
    client
        .batch_execute("SET search_path = shop, public; SET datestyle = 'SQL, DMY'")
        .await
        .unwrap();
    let before = state(&client).await;
    introspect(&mut client, &selection(&[])).await.unwrap();
    assert_eq!(state(&client).await, before);
    introspect(&mut client, &selection(&["nowhere"])).await.unwrap_err();
    assert_eq!(state(&client).await, before);
    client.execute("CREATE TABLE public.written (id int)", &[]).await.unwrap();
}

#[tokio::test]
async fn a_call_that_is_given_up_leaves_the_connection_as_it_was() {
    let mut client = database(RICH).await.connect().await.unwrap();
    let before = state(&client).await;
    let all = selection(&[]);
    // From before its BEGIN is sent to the middle of its queries.
    for microseconds in (0..20_000).step_by(400) {
        let limit = Duration::from_micros(microseconds);
        let call = introspect(&mut client, &all);
        drop(tokio::time::timeout(limit, call).await);
        assert_eq!(state(&client).await, before, "after {limit:?}");
    }
}

#[tokio::test]
async fn an_error_of_the_server_says_what_was_read_and_why_it_failed() {
    let mut client = database(RICH).await.connect().await.unwrap();
    // Somebody took away what PostgreSQL gives to everybody.
    client
        .batch_execute("REVOKE SELECT ON pg_catalog.pg_index FROM PUBLIC; SET ROLE pg_monitor")
        .await
        .unwrap();
    let error = introspect(&mut client, &selection(&[])).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "reading the catalog failed at its indexes: permission denied for table pg_index (42501)"
    );
    assert!(error.source().unwrap().is::<tokio_postgres::Error>());
}

/// All settings, what is prepared, and whether a transaction is open.
async fn state(client: &Client) -> Vec<(String, String)> {
    let settings = client
        .query_typed("SELECT name, setting FROM pg_settings ORDER BY name", &[])
        .await
        .unwrap();
    let mut state: Vec<(String, String)> =
        settings.iter().map(|row| (row.get(0), row.get(1))).collect();
    let rest = client
        .query_typed_one(
            "SELECT (SELECT count(*) FROM pg_prepared_statements)::text,
                    (now() = statement_timestamp())::text",
            &[],
        )
        .await
        .unwrap();
    state.push(("prepared statements".to_owned(), rest.get(0)));
    state.push(("outside a transaction".to_owned(), rest.get(1)));
    state
}
