//! Cursors on the server.

use futures_util::TryStreamExt as _;
use pgdc::{Executor as _, Pool};
use pgdc_golden::pets::{Cat, Db, NewCat};

use crate::cancelled::cut;
use crate::{connect, database};

/// A connection to a table of so many cats.
async fn cats(count: i32) -> pgdc::Connection {
    let connection = connect("pets").await;
    let rows = (1..=count).map(|n| NewCat { name: format!("cat {n}") });
    Db::new(&connection).cat().insert_many(rows.collect()).count().await.unwrap();
    connection
}

fn ids(cats: &[Cat]) -> Vec<i32> {
    cats.iter().map(|cat| cat.id).collect()
}

#[tokio::test]
async fn rows_are_fetched_passed_over_and_streamed() {
    let mut connection = cats(100).await;
    let tx = connection.transaction().await.unwrap();
    let query = || Db::new(&tx).cat().filter(Cat::ID.gt(1)).order_by(Cat::ID);
    for prefetch in [0, 1, 7, 50, 1000] {
        let mut cursor = query().cursor(prefetch).await.unwrap();
        assert_eq!(ids(&cursor.fetch(3).await.unwrap()), [2, 3, 4]);
        assert_eq!(cursor.fetch_one().await.unwrap().unwrap().id, 5);
        assert_eq!(cursor.forward(20).await.unwrap(), 20);
        assert_eq!(cursor.try_next().await.unwrap().unwrap().id, 26);
        assert_eq!(cursor.forward(0).await.unwrap(), 0);
        assert_eq!(ids(&cursor.fetch(0).await.unwrap()), [0; 0]);
        assert_eq!(ids(&cursor.fetch(2).await.unwrap()), [27, 28]);
        let rest: Vec<Cat> = (&mut cursor).try_collect().await.unwrap();
        assert_eq!(ids(&rest), (29..=100).collect::<Vec<_>>(), "{prefetch}");
        assert!(cursor.fetch(1).await.unwrap().is_empty());
        assert_eq!(cursor.forward(1).await.unwrap(), 0);
        assert!(cursor.fetch_one().await.unwrap().is_none());
    }
    let mut cursor = query().cursor(10).await.unwrap();
    assert_eq!(cursor.forward(1000).await.unwrap(), 99);

    // Two at once, one of columns, one of a statement; and others between.
    let names = Db::new(&tx).cat().order_by(Cat::ID).select((Cat::NAME, Cat::WEIGHT));
    let mut names = names.cursor(2).await.unwrap();
    let text = "SELECT id FROM cat WHERE id > :least ORDER BY id; -- all";
    let mut numbers = tx.sql(text, pgdc::params![least = 98]).cursor::<(i32,)>(5).await.unwrap();
    assert_eq!(names.fetch_one().await.unwrap(), Some(("cat 1".to_owned(), None)));
    assert_eq!(numbers.fetch(9).await.unwrap(), [(99,), (100,)]);
    assert_eq!(
        tx.sql("SELECT count(*) FROM pg_cursors WHERE name <> ''", ()).item::<i64>().await.unwrap(),
        3
    );
    drop((cursor, names, numbers));
    assert_eq!(
        tx.sql("SELECT count(*) FROM pg_cursors WHERE name <> ''", ()).item::<i64>().await.unwrap(),
        0
    );
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_cursor_needs_a_transaction() {
    let connection = cats(1).await;
    let error = Db::new(&connection).cat().rows().cursor(10).await.unwrap_err();
    assert!(error.is_outside_transaction());
    assert_eq!(
        error.to_string(),
        "cat: a cursor lasts as long as a transaction, and there is none; begin one, or read the rows by \
         `stream()`"
    );
    let error = connection.sql("SELECT 1", ()).cursor::<(i32,)>(10).await.unwrap_err();
    assert!(error.is_outside_transaction());
}

#[tokio::test]
async fn rows_before_an_error_are_given_and_the_error_once() {
    let mut connection = cats(20).await;
    let mut tx = connection.transaction().await.unwrap();
    let inner = tx.transaction().await.unwrap();
    let text = "SELECT 10 / (8 - id) FROM cat WHERE id < ? ORDER BY id";
    let mut cursor = inner.sql(text, (15,)).cursor::<(i32,)>(5).await.unwrap();
    for expected in [1, 1, 2, 2, 3] {
        assert_eq!(cursor.try_next().await.unwrap(), Some((expected,)));
    }
    let error = cursor.try_next().await.unwrap_err();
    assert_eq!(error.code().map(|code| code.code()), Some("22012"));
    assert_eq!(cursor.try_next().await.unwrap(), None);
    drop(cursor);
    inner.rollback().await.unwrap();
    // A value that cannot be encoded was not sent, and costs nothing.
    let error = tx.sql("SELECT ?::int", ("text",)).cursor::<(i32,)>(5).await.unwrap_err();
    assert!(error.code().is_none(), "{error}");
    assert_eq!(tx.sql("SELECT count(*) FROM cat", ()).item::<i64>().await.unwrap(), 20);
    tx.commit().await.unwrap();
}

/// Cut off anywhere, a cursor leaves its transaction fit for use, and loses no row.
#[tokio::test]
async fn a_cursor_may_be_dropped_at_any_point() {
    let pool = Pool::with_config(database("pets").await.config(), 1);
    let rows = (1..=300).map(|n| NewCat { name: format!("cat {n}") });
    Db::new(&pool).cat().insert_many(rows.collect()).count().await.unwrap();
    let mut dropped = 0;
    for polls in 1..80 {
        let mut connection = pool.get().await.unwrap();
        let tx = connection.transaction().await.unwrap();
        let query = || Db::new(&tx).cat().order_by(Cat::ID);
        let read = async {
            let mut cursor = query().cursor(7).await?;
            cursor.fetch(20).await?;
            cursor.forward(20).await?;
            (&mut cursor).take_some(30).await?;
            cursor.forward(3).await
        };
        dropped += u32::from(cut(read, polls).await.is_none());
        assert_eq!(
            tx.sql("SELECT count(*) FROM pg_cursors WHERE name <> ''", ())
                .item::<i64>()
                .await
                .unwrap(),
            0
        );
        let mut cursor = query().cursor(7).await.unwrap();
        let mut next = 1;
        while next <= 300 {
            // Futures that are dropped lose no row.
            match cut(cursor.fetch(5), polls % 3 + 1).await {
                Some(rows) => {
                    let rows = ids(&rows.unwrap());
                    assert_eq!(rows, (next..next + 5).collect::<Vec<_>>());
                    next += 5;
                }
                None => tokio::task::yield_now().await,
            }
        }
        drop(cursor);
        tx.commit().await.unwrap();
    }
    assert!(dropped > 5, "{dropped}");
}

trait TakeSome {
    async fn take_some(&mut self, rows: usize) -> pgdc::Result<()>;
}

impl TakeSome for &mut pgdc::Cursor<'_, Cat> {
    async fn take_some(&mut self, rows: usize) -> pgdc::Result<()> {
        for _ in 0..rows {
            self.try_next().await?;
        }
        Ok(())
    }
}
