//! `sync_sequences` beside others who write.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use pgdc::{Admin, Connection, Executor as _, IsolationLevel, Pool};

use super::{database, item, pool, run};

#[tokio::test]
async fn inserts_under_way_are_waited_for() {
    // Whatever the default of the database is.
    for level in ["read committed", "repeatable read"] {
        let database = database("CREATE TABLE t (id serial PRIMARY KEY)").await;
        let mut config = database.config();
        config.options(format!("-c default_transaction_isolation={}", level.replace(' ', "\\ ")));
        let pool = Pool::with_config(config, 4);
        let mut connection = pool.get().await.expect("a connection");
        let tx = connection.transaction().await.expect("begun");
        tx.batch_execute("INSERT INTO t VALUES (1), (2), (9)").await.expect("inserted");
        let syncing = tokio::spawn({
            let pool = pool.clone();
            async move { Admin::new(&pool).sync_sequences(["t"]).await }
        });
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(!syncing.is_finished(), "it waits");
        tx.commit().await.expect("committed");
        let changed = syncing.await.expect("no panic").expect("synchronized");
        assert_eq!((changed[0].before, changed[0].after), (Some(1), Some(10)), "{level}");
    }
}

/// Four tasks insert in transactions that last, and sequences are set all the while, which no insert notices.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_insert_beside_it_gets_a_value_in_use() {
    let pool = pool(
        "CREATE TABLE t (id serial PRIMARY KEY);
        CREATE TABLE u (id integer GENERATED ALWAYS AS IDENTITY (INCREMENT 3) PRIMARY KEY)",
    )
    .await;
    let (stop, inserted) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let writers: Vec<_> = (0..4)
        .map(|_| {
            let (pool, stop, inserted) = (pool.clone(), stop.clone(), inserted.clone());
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    pool.transact(async |tx| {
                        tx.batch("INSERT INTO t DEFAULT VALUES; INSERT INTO u DEFAULT VALUES")
                            .await?;
                        tokio::time::sleep(Duration::from_millis(2)).await;
                        Ok::<_, pgdc::Error>(())
                    })
                    .await
                    .expect("no value is given twice");
                    inserted.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    let mut done = 0;
    while done < 30 || inserted.load(Ordering::Relaxed) < 200 {
        Admin::new(&pool).sync_schema_sequences(["public"]).await.expect("synchronized");
        done += 1;
    }
    stop.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.expect("no panic");
    }
    println!("{done} times beside {} transactions", inserted.load(Ordering::Relaxed));
    // Nothing was skipped but by the sequence itself.
    let largest: i32 = item(&pool, "SELECT max(id) FROM t").await;
    Admin::new(&pool).sync_schema_sequences(["public"]).await.expect("synchronized");
    assert_eq!(item::<i32>(&pool, "INSERT INTO t DEFAULT VALUES RETURNING id").await, largest + 1);
}

/// A session takes ten values at once; those that it still has are void.
#[tokio::test]
async fn values_that_sessions_hold_in_advance_are_void() {
    let database =
        database("CREATE TABLE t (id serial PRIMARY KEY); ALTER SEQUENCE t_id_seq CACHE 10").await;
    let connect = async || Connection::with_config(&database.config()).await.expect("a connection");
    let (one, two) = (connect().await, connect().await);
    let insert = async |connection: &Connection| -> i32 {
        let insert = connection.sql("INSERT INTO t DEFAULT VALUES RETURNING id", ());
        insert.item().await.expect("a new value")
    };
    assert_eq!((insert(&one).await, insert(&two).await), (1, 11));
    two.batch_execute("INSERT INTO t SELECT generate_series(2, 10)").await.expect("an import");
    Admin::new(&two).sync_sequences(["t"]).await.expect("synchronized");
    assert_eq!((insert(&one).await, insert(&two).await), (12, 22));
}

#[tokio::test]
async fn a_transaction_sees_its_own_rows_and_must_see_those_of_others() {
    let pool = pool("CREATE TABLE t (id serial PRIMARY KEY)").await;
    let next = pool.transact(async |tx| {
        tx.batch("INSERT INTO t VALUES (5)").await?;
        let changed = Admin::new(&tx).sync_sequences(["t"]).await?;
        Ok::<_, pgdc::Error>(changed[0].after)
    });
    assert_eq!(next.await.expect("committed"), Some(6));
    assert_eq!(item::<i32>(&pool, "INSERT INTO t DEFAULT VALUES RETURNING id").await, 6);

    run(&pool, "INSERT INTO t VALUES (50)").await;
    let mut connection = pool.get().await.expect("a connection");
    for level in [IsolationLevel::RepeatableRead, IsolationLevel::Serializable] {
        let tx = connection.transaction_with(level).await.expect("begun");
        let error = Admin::new(&tx).sync_sequences(["t"]).await.unwrap_err();
        assert!(error.is_refused() && error.to_string().contains("READ COMMITTED"), "{error}");
    }
    assert_eq!(item::<i32>(&pool, "INSERT INTO t DEFAULT VALUES RETURNING id").await, 7);
}
