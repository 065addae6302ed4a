//! Statements of one's own: many at once, in time, described.

use std::time::{Duration, Instant};

use pgdc::{Executor as _, Pool, params};
use pgdc_golden::pets::{Cat, Db, NewCat};

use crate::{connect, database, pool};

const INSERT: &str = "INSERT INTO cat (id, name) VALUES (:id, :name)";

async fn count(exec: &impl pgdc::Executor) -> u64 {
    Db::new(exec).cat().count().await.unwrap()
}

#[tokio::test]
async fn one_statement_with_many_sets_is_done_whole_or_not_at_all() {
    let database = database("pets").await;
    let pool = Pool::with_config(database.config(), 1);
    let sets = || (1..=1000).map(|id| params![id = id, name = format!("cat {id}")]);
    assert_eq!(pool.sql_many(INSERT, sets()).execute().await.unwrap(), 1000);
    let none: [(i32,); 0] = [];
    assert_eq!(pool.sql_many("SELECT ?", none).execute().await.unwrap(), 0);

    // The last one fails, and nothing is done.
    let taken = (2001..=3000).chain([7]).map(|id| params![id = id, name = "x"]);
    let error = pool.sql_many(INSERT, taken).execute().await.unwrap_err();
    assert!(error.is_unique_violation());
    assert_eq!(error.row(), Some(1001));
    assert!(error.to_string().starts_with("set 1001: duplicate key"), "{error}");
    assert_eq!(count(&pool).await, 1000);
    let wrong = [params![id = 5000, name = "a"], params![id = 5001]];
    let error = pool.sql_many(INSERT, wrong).execute().await.unwrap_err();
    assert!(error.is_refused());
    assert_eq!(error.to_string(), "set 2: the SQL cannot be used: no value for `:name`");
    assert_eq!(count(&pool).await, 1000);

    let text = "SELECT id, name FROM cat WHERE id BETWEEN $2 AND $1 ORDER BY id";
    let rows: Vec<Vec<(i32, String)>> =
        pool.sql_many(text, [(2, 1), (0, 1), (9, 9)]).all().await.unwrap();
    let found: Vec<Vec<i32>> =
        rows.iter().map(|rows| rows.iter().map(|row| row.0).collect()).collect();
    assert_eq!(found, [vec![1, 2], vec![], vec![9]]);

    // In a transaction, which goes on after a failure.
    let mut connection = pool.get().await.unwrap();
    let tx = connection.transaction().await.unwrap();
    let update = "UPDATE cat SET uid = ? WHERE id <= ?";
    assert_eq!(tx.sql_many(update, [(1, 3), (2, 1)]).execute().await.unwrap(), 4);
    let failed = tx.sql_many("SELECT 1 / ?", [(1,), (0,)]).execute().await.unwrap_err();
    assert_eq!(failed.row(), Some(2));
    tx.commit().await.unwrap();
    let marked = Db::new(&connection).cat().filter(Cat::UID.eq(1)).count().await.unwrap();
    assert_eq!(marked, 2);

    // Cut off anywhere, nothing is done.
    drop(connection);
    for polls in 1..30 {
        let more = (5001..=5600).map(|id| params![id = id, name = "x"]);
        let done = crate::cancelled::cut(pool.sql_many(INSERT, more).execute(), polls).await;
        let written = Db::new(&pool).cat().filter(Cat::ID.gt(5000)).delete().count().await.unwrap();
        assert!([0, 600].contains(&written), "{written}");
        if let Some(done) = done {
            assert_eq!(done.unwrap(), 600);
        }
    }
}

#[tokio::test]
async fn a_script_is_one_transaction() {
    let db = connect("pets").await;
    db.batch("INSERT INTO cat (name) VALUES ('a'); INSERT INTO cat (name) VALUES ('b;')")
        .await
        .unwrap();
    let failed = db.batch("INSERT INTO cat (name) VALUES ('c'); SELECT 1 / 0").await.unwrap_err();
    assert_eq!(failed.code().map(|code| code.code()), Some("22012"));
    assert_eq!(count(&db).await, 2);
}

/// Whether a backend other than ours runs a statement with this in it.
async fn is_running(database: &pgdc_server::Database, part: &str) -> bool {
    let client = database.connect().await.unwrap();
    let text = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE $1
                AND pid <> pg_backend_pid()";
    let count: i64 = client.query_one(text, &[&format!("%{part}%")]).await.unwrap().get(0);
    count > 0
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_given_up_by_the_server() {
    let database = database("pets").await;
    let pool = Pool::with_config(database.config(), 1);
    let limit = Duration::from_millis(200);
    let started = Instant::now();
    let error = pool.sql("SELECT pg_sleep(60)", ()).timeout(limit).execute().await.unwrap_err();
    assert!(error.is_timeout() && started.elapsed() < Duration::from_secs(3), "{error}");
    assert_eq!(
        error.to_string(),
        "no answer within 200ms, so that it was given up and cancelled on the server"
    );
    assert!(!is_running(&database, "pg_sleep").await);
    // One that is not even there when it is called off; and what is in time.
    for _ in 0..20 {
        let none = pool.sql("SELECT pg_sleep(60)", ()).timeout(Duration::ZERO).execute().await;
        assert!(none.unwrap_err().is_timeout());
        assert_eq!(pool.sql("SELECT 7", ()).timeout(limit).item::<i32>().await.unwrap(), 7);
    }
    assert!(!is_running(&database, "pg_sleep").await);

    // Handles too: their statements, each row of a stream, and the wait for a connection.
    let quick = pool.with_timeout(limit);
    let cats = Db::new(&quick).cat();
    cats.insert(NewCat { name: "a".into() }).await.unwrap();
    let error = cats.rows_where("pg_sleep(60) IS NULL", ()).all().await.unwrap_err();
    assert!(error.is_timeout());
    assert!(error.to_string().starts_with("cat: no answer within"), "{error}");
    let mut stream = quick
        .sql("SELECT n, pg_sleep(0.01) IS NULL FROM generate_series(1, 100000) n", ())
        .stream::<(i32, bool)>();
    let late = loop {
        match futures_util::TryStreamExt::try_next(&mut stream).await {
            Ok(row) => assert!(row.is_some()),
            Err(error) => break error,
        }
    };
    assert!(late.is_timeout(), "{late}");
    drop(stream);
    assert!(!is_running(&database, "generate_series").await);
    let taken = pool.get().await.unwrap();
    assert!(cats.count().await.unwrap_err().is_timeout());
    drop(taken);
    assert_eq!(cats.count().await.unwrap(), 1);

    // A statement cancelled by others is another error.
    let mut connection = pool.get().await.unwrap();
    let tx = connection.transaction().await.unwrap();
    let error = tx.with_timeout(limit).sql("SELECT pg_sleep(9)", ()).execute().await.unwrap_err();
    assert!(error.is_timeout());
    tx.rollback().await.unwrap();
    let mut tx = connection.transaction().await.unwrap();
    let mut inner = tx.transaction().await.unwrap();
    let late = inner.with_timeout(limit);
    let text =
        "SELECT pg_sleep(CASE n WHEN 3 THEN 60 ELSE 0 END) IS NULL FROM generate_series(1, 9) n";
    let mut cursor = late.sql(text, ()).cursor::<(bool,)>(2).await.unwrap();
    assert_eq!(cursor.fetch(2).await.unwrap().len(), 2);
    assert!(cursor.fetch(2).await.unwrap_err().is_timeout());
    drop(cursor);
    let _ = &mut inner;
    inner.rollback().await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn statements_are_described_and_explained() {
    let pool = pool("pets").await;
    let text = "INSERT INTO cat (name, weight) VALUES (:name, :weight) RETURNING id, weight AS w";
    let insert = || pool.sql(text, params![name = "a", weight = 1.5]);
    let found = insert().describe().await.unwrap();
    let names = |types: Vec<&pgdc::tokio_postgres::types::Type>| {
        types.into_iter().map(|ty| ty.name().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(found.parameters.iter().collect()), ["text", "float8"]);
    let columns: Vec<_> =
        found.columns.iter().map(|(name, ty)| (name.as_str(), ty.name())).collect();
    assert_eq!(columns, [("id", "int4"), ("w", "float8")]);

    assert!(insert().explain().await.unwrap().starts_with("Insert on cat"));
    let plan = insert().explain_analyze().await.unwrap();
    assert!(plan.contains("actual time") || plan.contains("actual rows"), "{plan}");
    assert_eq!(count(&pool).await, 0, "it was rolled back");
    let mut connection = pool.get().await.unwrap();
    let tx = connection.transaction().await.unwrap();
    tx.sql("INSERT INTO cat (name) VALUES ('kept')", ()).execute().await.unwrap();
    let plan = tx.sql("DELETE FROM cat", ()).explain_analyze().await.unwrap();
    assert!(plan.starts_with("Delete on cat"), "{plan}");
    assert!(tx.sql("SELECT 1 / 0 FROM cat", ()).explain_analyze().await.is_err());
    tx.commit().await.unwrap();
    assert_eq!(count(&pool).await, 1);
}
