//! `pgdc rows`.

use std::fs;

use crate::fixtures;
use crate::shop::{Shop, is_shown};

#[tokio::test]
async fn every_format_is_golden() {
    let shop = Shop::open().await;
    let mut fine = true;
    for (name, args) in [
        ("rows.txt", &["rows", "album"][..]),
        ("rows_artist.txt", &["rows", "artist", "--order", "name DESC"]),
        ("rows.json", &["rows", "album", "--format", "json"]),
        ("rows.csv", &["rows", "album", "--format", "csv"]),
        ("rows_view.txt", &["rows", "cheap", "--where", "price > 9"]),
    ] {
        fine &= is_shown(name, &shop.get(args));
    }
    assert!(fine);
}

#[tokio::test]
async fn rows_are_chosen() {
    let shop = Shop::open().await;
    let csv = |args: &[&str]| shop.get(&[&["rows", "album", "--format", "csv"], args].concat());
    assert_eq!(
        csv(&["--columns", "price,album_id", "--where", "price > 9 OR facts ? 'year'"]),
        "price,album_id\n8.50,1\n9.99,2\n12345678.90,4\n"
    );
    assert_eq!(
        csv(&["--columns", "album_id", "--order", "price DESC NULLS LAST", "--limit", "2"]),
        "album_id\n4\n2\n"
    );
    assert_eq!(shop.get(&["rows", "album", "--where", "false", "--format", "json"]), "[]\n");
    assert_eq!(shop.get(&["rows", "sales.a.b", "--format", "csv", "--all"]).lines().count(), 51);
}

#[tokio::test]
async fn what_the_limit_left_out_is_told() {
    let shop = Shop::open().await;
    for (args, expected) in [
        (
            &["rows", "sales.a.b"][..],
            "sales.a.b: 20 rows, and 30 more: --all, or a greater --limit\n",
        ),
        (
            &["rows", "sales.a.b", "--limit", "1", "--where", "n < 3", "--format", "csv"],
            "sales.a.b: 1 row, and 1 more: --all, or a greater --limit\n",
        ),
        (&["rows", "sales.a.b", "--limit", "50"], "sales.a.b: 50 rows\n"),
        (&["rows", "sales.a.b", "--all"], "sales.a.b: 50 rows\n"),
        (&["rows", "sales.a.b", "--quiet"], ""),
    ] {
        assert_eq!(shop.run(args).stderr, expected);
    }
}

/// Rows that nobody asked for are not counted for long.
#[tokio::test]
async fn a_count_that_takes_long_is_given_up() {
    let shop = Shop::with(
        "CREATE VIEW slow AS SELECT n FROM generate_series(1, 1000) AS n
         WHERE n = 1 OR pg_sleep(0.1) IS NOT NULL;",
    )
    .await;
    let said = shop.run(&["rows", "slow", "--limit", "1"]);
    let expected = "public.slow: 1 row, and perhaps more: --all, or a greater --limit\n";
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), expected));
}

/// JSON is what the server makes of the row: no digit is lost.
#[tokio::test]
async fn json_is_exact() {
    let shop = Shop::with(
        "CREATE TABLE shown (shown numeric, big bigint, at timestamptz, list text[], f float8);
         INSERT INTO shown VALUES (12345678901234567890.123456789012345678901, 9223372036854775807,
             '2024-02-29 12:00+00', '{a,NULL}', 'Infinity');",
    )
    .await;
    let json = shop.get(&["rows", "shown", "--format", "json"]);
    let expected =
        "[\n{\"shown\":12345678901234567890.123456789012345678901,\"big\":9223372036854775807,";
    assert!(
        json.starts_with(expected)
            && json.ends_with("\"list\":[\"a\",null],\"f\":\"Infinity\"}\n]\n"),
        "{json}"
    );
}

#[tokio::test]
async fn names_are_never_sql() {
    let shop =
        Shop::with(&fs::read_to_string(fixtures().join("schemas/hostile.sql")).unwrap()).await;
    let client = shop.database.connect().await.unwrap();
    let tables = client
        .query("SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = 'public'::regnamespace", &[])
        .await
        .unwrap();
    assert!(tables.len() >= 25);
    for table in tables {
        let name: &str = table.get(0);
        let args = ["rows", "--format", "json", "--all", "--", name];
        let said = shop.run(&args);
        assert_eq!(said.code, Some(0), "{name}: {}", said.stderr);
        serde_json::from_str::<serde_json::Value>(&said.stdout).unwrap();
    }
    assert_eq!(shop.get(&["rows", "victim", "--format", "csv"]), "id\n");
}

#[tokio::test]
async fn nothing_is_written() {
    let shop = Shop::open().await;
    let said = shop.run(&["rows", "artist", "--where", "(nextval('artist_artist_id_seq') > 0)"]);
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.contains("read-only transaction"), "{}", said.stderr);
}

#[tokio::test]
async fn mistakes_are_told() {
    let shop = Shop::open().await;
    let mut fine = true;
    for (case, args) in [
        ("rows_unknown_table", &["rows", "albums"][..]),
        ("rows_other_schema", &["rows", "order_line"]),
        ("rows_unknown_column", &["rows", "album", "--columns", "album_id,titel"]),
        ("rows_wrong_condition", &["rows", "album", "--where", "titel = 'a'"]),
        ("rows_two_statements", &["rows", "album", "--where", "true; DROP TABLE album"]),
        ("rows_open_quote", &["rows", "album", "--where", "title = 'a"]),
        ("rows_open_bracket", &["rows", "album", "--where", "true) OR (true", "--format", "json"]),
        ("rows_no_server", &["rows", "album", "--db", "postgres://app:s3cret@127.0.0.1:1/shop"]),
        ("rows_wrong_order", &["rows", "album", "--order", "title; --", "--format", "csv"]),
    ] {
        fine &= shop.is_refused(case, args);
    }
    assert!(fine);
}
