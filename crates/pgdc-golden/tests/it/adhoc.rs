//! Statements written by hand, and what their rows are read as.

use pgdc::{AnyValue, Error, Executor as _, Record, SqlText, params, set, unset};
use pgdc_golden::pets::{Cat, CatPatch, Db, NewCat};

use crate::{connect, pool};

async fn three_cats() -> pgdc::Connection {
    let connection = connect("pets").await;
    for (name, weight) in [("a", Some(4.5)), ("b", None), ("c", Some(3.0))] {
        let cat = NewCat { name: name.into() }.with(CatPatch { weight: set(weight), ..unset() });
        Db::new(&connection).cat().insert(cat).await.unwrap();
    }
    connection
}

#[tokio::test]
async fn rows_are_read_as_what_is_asked_for() {
    let db = three_cats().await;
    // Columns in another order, with another beside them.
    let text = "SELECT uid, now(), weight, name, id FROM cat WHERE id > ? ORDER BY id";
    let cats: Vec<Cat> = db.sql(text, (1,)).all().await.unwrap();
    assert_eq!(
        cats,
        Db::new(&db).cat().filter(Cat::ID.gt(1)).order_by(Cat::ID).all().await.unwrap()
    );

    let text = "SELECT id, name, weight FROM cat WHERE name = :name OR id = :id ORDER BY id";
    let rows: Vec<(i32, String, Option<f64>)> =
        db.sql(text, params![name = "b", id = 1]).all().await.unwrap();
    assert_eq!(rows, [(1, "a".into(), Some(4.5)), (2, "b".into(), None)]);

    let name: String = db.sql("SELECT name FROM cat WHERE id = $1", (3,)).item().await.unwrap();
    assert_eq!(name, "c");
    let ids: Vec<i32> = db.sql("SELECT id FROM cat ORDER BY id DESC", ()).items().await.unwrap();
    assert_eq!(ids, [3, 2, 1]);
    let none: Option<Cat> = db.sql("SELECT * FROM cat WHERE id = 9", ()).optional().await.unwrap();
    assert_eq!(none, None);
    let twelve: (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) =
        db.sql("SELECT 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12", ()).one().await.unwrap();
    assert_eq!(twelve.11, 12);
}

#[tokio::test]
async fn statements_write_and_count() {
    let db = three_cats().await;
    let written = db.sql("UPDATE cat SET uid = ? WHERE id <= ?", (7, 2)).execute().await.unwrap();
    assert_eq!(written, 2);
    assert_eq!(db.sql("SELECT 1 FROM cat", ()).execute().await.unwrap(), 3);
    assert_eq!(db.sql("CREATE TABLE t ()", ()).execute().await.unwrap(), 0);
    let counted = db.sql("SELECT * FROM cat WHERE uid = ?; -- mine", (7,)).count().await;
    assert_eq!(counted.unwrap(), 2);
    let text = "INSERT INTO dog (name) VALUES (:name), (:name || '2') RETURNING *";
    assert_eq!(db.sql(text, params![name = "rex"]).records().await.unwrap().len(), 2);
}

#[tokio::test]
async fn mistakes_are_told_before_a_row_is_there() {
    let db = three_cats().await;
    let error = |error: Error| (error.is_decode(), error.is_refused(), error.to_string());
    let told = |shape, refused, text: &str| (shape, refused, text.to_owned());
    assert_eq!(
        error(
            db.sql("SELECT id, name, uid FROM cat WHERE false", ()).all::<Cat>().await.unwrap_err()
        ),
        told(true, false, "cat.weight: the statement returns no column of this name")
    );
    let joined = db.sql("SELECT * FROM cat JOIN dog USING (id) WHERE false", ()).all::<Cat>().await;
    assert_eq!(
        error(joined.unwrap_err()),
        told(true, false, "cat.name: the statement returns several columns of this name")
    );
    let pairs = db.sql("SELECT id FROM cat WHERE false", ()).all::<(i32, String)>().await;
    assert_eq!(
        error(pairs.unwrap_err()),
        told(true, false, "the statement returns 1 column, and 2 values a row are asked for")
    );
    let text = db.sql("SELECT name FROM cat", ()).items::<i32>().await.unwrap_err();
    assert!(text.is_decode());
    assert!(
        text.to_string().starts_with("name: cannot convert between the Rust type `i32`"),
        "{text}"
    );
    let null = db.sql("SELECT weight FROM cat WHERE id = 2", ()).item::<f64>().await.unwrap_err();
    assert_eq!(null.to_string(), "weight: a Postgres value was `NULL`");
    assert!(db.sql("SELECT 1 WHERE false", ()).item::<i32>().await.unwrap_err().is_not_found());
    assert!(db.sql("SELECT id FROM cat", ()).item::<i32>().await.unwrap_err().is_not_unique());
    assert_eq!(
        error(db.sql("SELECT 1; SELECT 2", ()).execute().await.unwrap_err()),
        told(false, true, "the SQL cannot be used: several statements")
    );
    assert_eq!(
        error(db.sql("SELECT ?", ()).execute().await.unwrap_err()),
        told(false, true, "the SQL cannot be used: 1 placeholder, but 0 values")
    );
    assert_eq!(
        error(db.sql("SELECT nothing FROM cat", ()).execute().await.unwrap_err()),
        told(false, false, "column \"nothing\" does not exist (42703)")
    );
}

#[tokio::test]
async fn records_are_read_by_name_and_index() {
    let db = three_cats().await;
    let text = "SELECT id, name AS \"who\", weight FROM cat ORDER BY id";
    let records = db.sql(text, ()).records().await.unwrap();
    assert_eq!(records.columns(), ["id", "who", "weight"]);
    assert_eq!(records[0].get::<String>("who").unwrap(), "a");
    assert_eq!(records[1].get::<Option<f64>>(2).unwrap(), None);
    assert_eq!(
        records[0].get::<i32>("nope").unwrap_err().to_string(),
        "nope: the statement returns no column of this name"
    );
    assert_eq!(
        records[0].get::<i32>(3).unwrap_err().to_string(),
        "there is no column 3: the statement returns 3"
    );
    let shown = [
        "id │ who │ weight",
        "───┼─────┼───────",
        "1  │ a   │ 4.5",
        "2  │ b   │",
        "3  │ c   │ 3",
        "(3 rows)",
    ];
    assert_eq!(records.to_string(), shown.join("\n"));
    let record: Record = db.sql("SELECT '<b>' AS \"a&b\"", ()).one().await.unwrap();
    assert_eq!(record.to_json().unwrap().to_string(), r#"{"a&b":"<b>"}"#);
    let html = db.sql("SELECT '<b>' AS \"a&b\"", ()).records().await.unwrap().to_html();
    let expected = "<table><thead><tr><th>a&amp;b</th></tr></thead>\
        <tbody><tr><td>&lt;b&gt;</td></tr></tbody></table>";
    assert_eq!(html, expected);
    let nothing = db.sql("SELECT 1 AS one WHERE false", ()).records().await.unwrap();
    assert_eq!(nothing.to_string(), "one\n───\n(0 rows)");
}

#[tokio::test]
async fn values_of_every_type_are_shown_as_the_server_does() {
    let db = connect("tickets").await;
    let setup = "CREATE TYPE pair AS (x integer, y text); CREATE DOMAIN small AS integer";
    db.batch_execute(setup).await.unwrap();
    for (sql, json) in [
        ("true", "true"),
        ("1::smallint", "1"),
        ("9007199254740993", "9007199254740993"),
        ("1.5::real", "1.5"),
        ("'NaN'::float8", r#""NaN""#),
        ("'-Infinity'::float8", r#""-Infinity""#),
        ("12.50::numeric", r#""12.50""#),
        ("'x\"y'::text", r#""x\"y""#),
        ("NULL::integer", "null"),
        ("'open'::ticket_status", r#""open""#),
        ("7::small", "7"),
        ("date '2024-02-29'", r#""2024-02-29""#),
        ("timestamptz '2024-02-29 12:00:00+02'", r#""2024-02-29 10:00:00+00""#),
        ("interval '1 day 2 hours'", r#""1 day 02:00:00""#),
        (
            "uuid '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'",
            r#""0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0""#,
        ),
        ("inet '10.0.0.1/8'", r#""10.0.0.1/8""#),
        ("int4range(1, 5)", r#""[1,5)""#),
        ("ARRAY[1, NULL, 3]", "[1,null,3]"),
        ("ARRAY[[1, 2], [3, 4]]", r#""{{1,2},{3,4}}""#),
        (r#"'{"a": [1, 2]}'::jsonb"#, r#"{"a":[1,2]}"#),
        ("ROW(1, 'z')::pair", r#"{"x":1,"y":"z"}"#),
        (r"'\x00ff'::bytea", r#""\\x00ff""#),
        ("point(1, 2)", r#""(1,2)""#),
    ] {
        let text = SqlText::trusted(format!("SELECT {sql} AS value, ({sql})::text AS text"));
        let record: Record = db.sql(text, ()).one().await.unwrap();
        let value: AnyValue = record.get("value").unwrap();
        assert_eq!(value.to_json().to_string(), json, "{sql}");
        let theirs: Option<String> = record.get("text").unwrap();
        let is_like_theirs = !matches!(value, AnyValue::Bool(_) | AnyValue::Composite(_));
        if is_like_theirs {
            assert_eq!(value.to_string(), theirs.unwrap_or_default(), "{sql}");
        }
    }
}

#[tokio::test]
async fn rows_are_streamed_as_they_arrive() {
    use futures_util::TryStreamExt as _;
    let pool = pool("pets").await;
    let mut rows =
        pool.sql("SELECT n FROM generate_series(1, ?) n", (1_000_000,)).stream::<(i32,)>();
    assert_eq!(rows.try_next().await.unwrap(), Some((1,)));
    assert_eq!(rows.try_next().await.unwrap(), Some((2,)));
    drop(rows);
    let all = pool.sql("SELECT n FROM generate_series(1, 1000) n", ()).stream::<(i32,)>();
    assert_eq!(all.try_fold(0, |sum, (n,)| async move { Ok(sum + n) }).await.unwrap(), 500_500);
    let error = pool.sql("SELECT 1 / 0", ()).stream::<(i32,)>().try_next().await.unwrap_err();
    assert_eq!(error.code().map(|code| code.code()), Some("22012"));
}

/// Prepared once, and again where a column's type changed.
#[tokio::test]
async fn statements_are_kept_prepared_if_their_text_is_static() {
    let db = three_cats().await;
    let prepared = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%magic%'";
    for n in 0..3 {
        db.sql("SELECT name, 'magic' FROM cat WHERE id = ?", (1,)).execute().await.unwrap();
        let text = SqlText::trusted(format!("SELECT {n}, 'magic'"));
        db.sql(text, ()).execute().await.unwrap();
    }
    let kept: i64 = db.sql(prepared, ()).item().await.unwrap();
    assert_eq!(kept, 2, "that of the static text, and the question itself");
    db.batch_execute("ALTER TABLE cat ALTER name TYPE varchar(20)").await.unwrap();
    db.sql("SELECT name, 'magic' FROM cat WHERE id = ?", (1,)).execute().await.unwrap();
}

#[tokio::test]
async fn a_conflict_in_a_statement_is_tried_again() {
    let pool = pool("pets").await;
    let tried = std::sync::atomic::AtomicU32::new(0);
    let options = pgdc::TransactionOptions::new().attempts(2);
    let lose = "CREATE FUNCTION lose() RETURNS integer LANGUAGE plpgsql
        AS $$ BEGIN RAISE 'lost' USING ERRCODE = '40P01'; END $$";
    pool.sql(lose, ()).execute().await.unwrap();
    let lost = pool.retry(options, async |tx| {
        tried.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        tx.sql("SELECT lose()", ()).item::<i32>().await
    });
    assert!(lost.await.unwrap_err().is_retryable());
    assert_eq!(tried.into_inner(), 2);
}
