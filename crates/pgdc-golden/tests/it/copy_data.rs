//! Data by COPY as the server writes it: CSV, text and binary.

use std::sync::{Arc, Mutex};

use futures_util::TryStreamExt as _;
use pgdc::{CopyFormat, CopyProgress, CopyTable, Executor as _, Pool, SqlText};
use pgdc_golden::pets::{self, Cat};
use tokio_postgres::error::SqlState;

use crate::{connect, pool};

const CSV: &str = "name;weight\n\"a;\nb\";1.5\n'c';\n\"d \"\"e\"\"\";NaN\n";

fn semicolons() -> CopyFormat {
    CopyFormat::csv().header().delimiter(';')
}

fn names() -> CopyTable {
    CopyTable::new("cat").columns(["name", "weight"])
}

#[tokio::test]
async fn csv_goes_in_and_comes_out() {
    let pool = pool("pets").await;
    let copy = || pool.copy_into(names()).format(semicolons());
    assert_eq!(copy().from_bytes(CSV).await.unwrap(), 3);
    let cats = pets::Db::new(&pool).cat().order_by(Cat::ID).all().await.unwrap();
    let found: Vec<_> = cats.iter().map(|cat| (cat.name.as_str(), cat.weight)).collect();
    assert_eq!(found[..2], [("a;\nb", Some(1.5)), ("'c'", None)]);
    assert_eq!(found[2].0, "d \"e\"");
    let back = pool.copy_from(names()).format(semicolons()).to_vec().await.unwrap();
    assert_eq!(String::from_utf8(back).unwrap(), CSV);

    // By a file, a reader, and a stream of pieces that end anywhere.
    let folder = folder();
    let path = folder.join("cats.csv");
    assert_eq!(pool.copy_from(names()).format(semicolons()).to_file(&path).await.unwrap(), 3);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), CSV);
    assert_eq!(copy().from_file(&path).await.unwrap(), 3);
    assert_eq!(copy().from_reader(CSV.as_bytes()).await.unwrap(), 3);
    let pieces = CSV.as_bytes().chunks(3).map(|piece| Ok::<_, std::io::Error>(piece.to_vec()));
    assert_eq!(copy().from_stream(futures_util::stream::iter(pieces)).await.unwrap(), 3);
    assert_eq!(pets::Db::new(&pool).cat().count().await.unwrap(), 12);
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn json_comes_out_line_by_line() {
    let pool = pool("pets").await;
    let odd = "a \"b\"\n\\ \u{1}\u{2}, ü";
    pool.sql("INSERT INTO cat (name, uid) VALUES (?, 7), ('plain', NULL)", (odd,))
        .execute()
        .await
        .unwrap();
    let lines = |data: Vec<u8>| -> Vec<serde_json::Value> {
        let text = String::from_utf8(data).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let found = lines(pool.copy_from(names()).json_lines().to_vec().await.unwrap());
    assert_eq!(found[0], serde_json::json!({ "name": odd, "weight": null }));
    let found = lines(pool.copy_from("cat").json_lines().to_vec().await.unwrap());
    assert_eq!((found.len(), &found[0]["uid"]), (2, &serde_json::json!(7)));
    let query = "SELECT name, uid IS NULL AS stray FROM cat ORDER BY id DESC -- the last first";
    let found = lines(pool.copy_query(query).json_lines().to_vec().await.unwrap());
    assert_eq!(found[0], serde_json::json!({ "name": "plain", "stray": true }));
    let written = pool.copy_query("DELETE FROM cat RETURNING id").json_lines().to_vec().await;
    assert_eq!(written.unwrap_err().code(), Some(&SqlState::SYNTAX_ERROR));
}

fn folder() -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("pgdc-copy-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[tokio::test]
async fn every_format_goes_both_ways() {
    let pool = pool("pets").await;
    let numbers =
        "SELECT n, n || E'\\t\\n\\\\', n / 2.0, NULLIF(n % 3, 0) FROM generate_series(1, 5000) n";
    for format in
        [CopyFormat::text(), CopyFormat::csv().force_quote(["name"]), CopyFormat::binary()]
    {
        let columns = ["id", "name", "weight", "uid"];
        // `numeric` is another type than that of the column, which text does not tell.
        let text = format!(
            "SELECT id, name, c::float8 AS weight, uid FROM ({numbers}) AS n (id, name, c, uid)"
        );
        let query = pool.copy_query(SqlText::trusted(text)).format(format.clone());
        let mut data = Vec::new();
        assert_eq!(query.to_writer(&mut data).await.unwrap(), 5000, "{format:?}");
        let table = CopyTable::new("cat").in_schema("public").columns(columns);
        let copy = pool.copy_into(table.clone()).format(format.clone());
        assert_eq!(copy.from_bytes(data.clone()).await.unwrap(), 5000);
        let back = pool.copy_from(table).format(format);
        let back: Vec<_> = back.stream().try_collect().await.unwrap();
        assert_eq!(back.concat(), data);
        let cats = pets::Db::new(&pool).cat();
        assert_eq!(cats.one(7).await.unwrap().name, "7\t\n\\");
        cats.rows().every_row().delete().count().await.unwrap();
    }
}

#[tokio::test]
async fn options_are_quoted_and_conditions_hold() {
    let db = connect("pets").await;
    let format = CopyFormat::csv().quote('\'').escape('\\').null("no n\\");
    let data = "'it\\'s',no n\\\nb,2\nc,3\n";
    let copy =
        db.copy_into(names()).format(format.clone()).rows_where("weight > 2 OR weight IS NULL");
    assert_eq!(copy.from_bytes(data).await.unwrap(), 2);
    let names_of = async || -> Vec<String> {
        db.sql("SELECT name FROM cat ORDER BY id", ()).items().await.unwrap()
    };
    assert_eq!(names_of().await, ["it's", "c"]);
    let encoded = CopyFormat::csv().encoding("LATIN1");
    let one = CopyTable::from("cat").columns(["name"]);
    assert_eq!(
        db.copy_into(one.clone()).format(encoded).from_bytes(&b"\xe9\n"[..]).await.unwrap(),
        1
    );
    assert_eq!(names_of().await[2], "é");
    let forced = CopyFormat::csv().force_not_null(["name"]).force_null(["weight"]);
    assert_eq!(db.copy_into(names()).format(forced).from_bytes(",\"\"\n").await.unwrap(), 1);
    assert_eq!(names_of().await[3], "");
    let relation = <Cat as pgdc::Row>::RELATION;
    assert_eq!(
        db.copy_from(relation).to_vec().await.unwrap().iter().filter(|b| **b == b'\n').count(),
        4
    );
    // Comments and a semicolon at the end of a query.
    let query = db.copy_query("SELECT 1; -- one").format(CopyFormat::csv());
    assert_eq!(query.to_vec().await.unwrap(), b"1\n");

    let strange = "ta\"ble; --";
    db.batch_execute(r#"CREATE TABLE "ta""ble; --" ("co""l, x" text)"#).await.unwrap();
    let table = CopyTable::new(strange).columns(["co\"l, x"]);
    assert_eq!(db.copy_into(table.clone()).from_bytes("x\ny\n").await.unwrap(), 2);
    assert_eq!(db.copy_from(table).to_vec().await.unwrap(), b"x\ny\n");
}

#[tokio::test]
async fn progress_is_told() {
    let pool = pool("pets").await;
    let told = Arc::new(Mutex::new(Vec::<CopyProgress>::new()));
    let tell = || {
        let told = Arc::clone(&told);
        move |progress| told.lock().unwrap().push(progress)
    };
    let line = "\"a\nb\"\n";
    let data = format!("name\n{}", line.repeat(100_000));
    let (table, format) = (CopyTable::new("cat").columns(["name"]), CopyFormat::csv().header());
    let copy = pool.copy_into(table.clone()).format(format.clone()).progress(tell());
    assert_eq!(copy.from_bytes(data.clone()).await.unwrap(), 100_000);
    let progress = std::mem::take(&mut *told.lock().unwrap());
    assert!(progress.is_sorted_by_key(|p| (p.rows, p.bytes)) && progress.len() > 3);
    assert_eq!(progress.last().map(|p| (p.rows, p.bytes)), Some((100_000, data.len() as u64)));

    let copy = pool.copy_from(table).format(format).progress(tell());
    assert_eq!(copy.to_vec().await.unwrap(), data.as_bytes());
    let progress = told.lock().unwrap();
    assert!(progress.len() > 3);
    assert_eq!(progress.last().map(|p| (p.rows, p.bytes)), Some((100_000, data.len() as u64)));
}

#[tokio::test]
async fn nothing_is_written_where_it_fails() {
    let database = crate::database("pets").await;
    let pool = Pool::with_config(database.config(), 1);
    let told = async |table: CopyTable, format: CopyFormat, data: &'static str| {
        let error = pool.copy_into(table).format(format).from_bytes(data).await.unwrap_err();
        // The connection is in step, or was replaced.
        for n in 0..5 {
            assert_eq!(pool.sql("SELECT ?::int", (n,)).item::<i32>().await.unwrap(), n);
        }
        error.to_string()
    };
    let csv = CopyFormat::csv;
    let found = [
        told(names(), csv(), "a,1\nb,x\n").await,
        told(names(), csv().delimiter('é'), "").await,
        told("nothing".into(), csv(), "").await,
        told(CopyTable::new("cat").columns(["no"]), csv(), "").await,
        told(names(), CopyFormat::binary(), "a,1\n").await,
    ];
    let expected = [
        "line 2: invalid input syntax for type double precision: \"x\" (22P02)",
        "COPY delimiter must be a single one-byte character (0A000)",
        "relation \"nothing\" does not exist (42P01)",
        "column \"no\" of relation \"cat\" does not exist (42703)",
        "COPY file signature not recognized (22P04)",
    ];
    assert_eq!(found, expected);

    let pieces = [Ok(b"a,1\n".to_vec()), Err("the caller's own")];
    let copy = pool.copy_into(names()).format(csv());
    let error = copy.from_stream(futures_util::stream::iter(pieces)).await.unwrap_err();
    assert_eq!(error.to_string(), "the copy was given up, and nothing written: the caller's own");
    let error = pool.copy_into(names()).from_file("/nowhere/x").await.unwrap_err();
    assert!(error.to_string().starts_with("the copy was given up: No such file"), "{error}");
    let refused = pool.copy_into(names()).rows_where("true) OR (true").from_bytes("").await;
    assert!(refused.unwrap_err().is_refused());
    let wrong = pool.copy_into(names()).rows_where("nothing = 1").from_bytes("").await;
    assert_eq!(wrong.unwrap_err().to_string(), "column \"nothing\" does not exist (42703)");
    let several = pool.copy_query("SELECT 1; SELECT 2").to_vec().await;
    assert!(several.unwrap_err().is_refused());
    assert_eq!(pets::Db::new(&pool).cat().count().await.unwrap(), 0);
}

/// A query that writes may fail after its last row.
#[tokio::test]
async fn an_error_at_the_end_of_a_query_is_told() {
    let db = connect("pets").await;
    db.batch_execute(
        "CREATE TABLE late (n int UNIQUE DEFERRABLE INITIALLY DEFERRED); INSERT INTO late VALUES (1)",
    )
    .await
    .unwrap();
    let insert = "INSERT INTO late SELECT 1 RETURNING n";
    let error = db.copy_query(insert).to_vec().await.unwrap_err();
    assert!(error.is_unique_violation());
    let insert = "INSERT INTO late SELECT 2 RETURNING n";
    assert_eq!(db.copy_query(insert).to_vec().await.unwrap(), b"2\n");
}

/// Wherever it is dropped, nothing is written and nobody gets the answer of another.
#[tokio::test]
async fn a_copy_that_is_dropped_writes_nothing() {
    let database = crate::database("pets").await;
    let pool = Pool::with_config(database.config(), 1);
    let data = "some cat\n".repeat(30_000);
    let table = || CopyTable::new("cat").columns(["name"]);
    let mut dropped = 0;
    for polls in 1..60 {
        let copy = pool.copy_into(table()).from_bytes(data.clone());
        let rows = match crate::cancelled::cut(copy, polls).await {
            Some(copied) => copied.unwrap(),
            None => {
                dropped += 1;
                0
            }
        };
        let count = "SELECT count(*) FROM cat";
        assert_eq!(
            pool.sql(count, ()).item::<i64>().await.unwrap().unsigned_abs(),
            rows,
            "{polls}"
        );
        let rows = (0..20_000).map(|_| pets::NewCat { name: "x".into() });
        let typed = crate::cancelled::cut(pets::Db::new(&pool).cat().copy_in(rows), polls).await;
        dropped += u32::from(typed.is_none());
        assert_eq!(pool.sql("TRUNCATE cat", ()).execute().await.unwrap(), 0);
        let _ = crate::cancelled::cut(
            pool.copy_query("SELECT n FROM generate_series(1, 99999) n").to_vec(),
            polls,
        )
        .await;
        assert_eq!(pool.sql("SELECT 7", ()).item::<i32>().await.unwrap(), 7);
    }
    assert!(dropped > 10, "{dropped}");
}
