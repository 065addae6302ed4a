//! Transactions around closures: when they are committed, rolled back and tried again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use pgdc::{Error, Executor, IsolationLevel, Pool, TransactionOptions, set, unset};
use pgdc_golden::pets::{CatPatch, Db, NewCat};
use tokio::sync::Barrier;

use crate::{connect, pool};

fn cat(name: &str) -> NewCat {
    NewCat { name: name.into() }
}

async fn names<E: Executor>(executor: &E) -> Vec<String> {
    let mut cats: Vec<_> = Db::new(executor).cat().all().await.unwrap();
    cats.sort_by_key(|cat| cat.id);
    cats.into_iter().map(|cat| cat.name).collect()
}

/// An error of a program's own.
#[derive(Debug)]
enum Problem {
    Refused,
    Database(Error),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Problem::Database(error)
    }
}

#[tokio::test]
async fn ok_commits_and_err_rolls_back() {
    let pool = pool("pets").await;
    let id =
        pool.transact(async |tx| Ok::<_, Error>(Db::new(&tx).cat().insert(cat("a")).await?.id));
    assert_eq!(id.await.unwrap(), 1);
    let refused = pool.transact(async |tx| {
        Db::new(&tx).cat().insert(cat("b")).await?;
        Err::<(), _>(Problem::Refused)
    });
    assert!(matches!(refused.await, Err(Problem::Refused)));
    assert_eq!(names(&pool).await, ["a"]);

    let mut connection = pool.get().await.unwrap();
    connection.transact(async |tx| Db::new(&tx).cat().insert(cat("c")).await).await.unwrap();
    assert_eq!(names(&connection).await, ["a", "c"]);
}

/// Closures may borrow, and what they give can be spawned.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_can_be_spawned() {
    let pool = pool("pets").await;
    let task = tokio::spawn({
        let pool = pool.clone();
        async move {
            let name = String::from("borrowed");
            pool.transact(async |mut tx| {
                Db::new(&tx).cat().insert(cat(&name)).await?;
                tx.transact(async |tx| Db::new(&tx).cat().insert(cat(&name)).await).await
            })
            .await?;
            pool.retry(IsolationLevel::Serializable, async |mut tx| {
                tx.transact(async |tx| Db::new(&tx).cat().insert(cat(&name)).await).await
            })
            .await
        }
    });
    task.await.unwrap().unwrap();
    assert_eq!(names(&pool).await.len(), 3);
}

#[tokio::test]
async fn a_savepoint_undoes_its_own_part() {
    let pool = pool("pets").await;
    let work = pool.transact(async |mut tx| {
        Db::new(&tx).cat().insert(cat("a")).await?;
        for name in ["b", "c"] {
            let inner = tx.transact(async |mut tx| {
                Db::new(&tx).cat().insert(cat(name)).await?;
                let deeper = tx.transact(async |tx| {
                    Db::new(&tx).cat().insert(cat("deeper")).await?;
                    // The server refuses, and the transaction goes on after the savepoint.
                    tx.batch_execute("SELECT 1 / 0").await.map_err(Error::from)
                });
                assert!(deeper.await.is_err());
                if name == "b" { Err(Problem::Refused) } else { Ok(()) }
            });
            assert_eq!(inner.await.is_ok(), name == "c");
        }
        Db::new(&tx).cat().insert(cat("d")).await?;
        drop(tx.transaction().await?);
        Ok::<_, Problem>(())
    });
    work.await.unwrap();
    assert_eq!(names(&pool).await, ["a", "c", "d"]);
}

#[tokio::test]
async fn options_reach_the_server() {
    let mut connection = connect("pets").await;
    let options =
        TransactionOptions::new().isolation(IsolationLevel::Serializable).read_only().deferrable();
    let tx = connection.transaction_with(options).await.unwrap();
    for (setting, expected) in [
        ("transaction_isolation", "serializable"),
        ("transaction_read_only", "on"),
        ("transaction_deferrable", "on"),
    ] {
        let row = tx.query_one(&format!("SELECT current_setting('{setting}')"), &[]).await.unwrap();
        assert_eq!(row.get::<_, String>(0), expected, "{setting}");
    }
    let error = Db::new(&tx).cat().insert(cat("a")).await.unwrap_err();
    assert_eq!(error.code().map(|code| code.code()), Some("25006"));
}

/// The server would answer `COMMIT` with `ROLLBACK`, and nobody would know.
#[tokio::test]
async fn a_swallowed_error_is_no_commit() {
    let pool = pool("pets").await;
    let work = pool.transact(async |tx| {
        Db::new(&tx).cat().insert(cat("a")).await?;
        let _ = tx.batch_execute("SELECT 1 / 0").await;
        Ok::<_, Error>(())
    });
    let error = work.await.unwrap_err();
    assert_eq!(error.code().map(|code| code.code()), Some("25P02"), "{error}");
    assert_eq!(names(&pool).await, [""; 0]);
}

#[tokio::test]
async fn a_handle_that_outlives_its_transaction_sends_nothing() {
    let pool = pool("pets").await;
    let mut tx = pool.transact(async |tx| Ok::<_, Error>(tx)).await.unwrap();
    let error = Db::new(&tx).cat().insert(cat("a")).await.unwrap_err();
    assert_eq!(error.to_string(), "cat: the transaction has ended; nothing was sent");
    assert!(tx.transaction().await.is_err());
    assert!(tx.commit().await.is_err());
    assert_eq!(names(&pool).await, [""; 0]);
}

#[tokio::test]
async fn a_constraint_that_is_deferred_is_told_at_commit() {
    let pool = pool("pets").await;
    let ddl = "CREATE TABLE cat_toy (cat integer REFERENCES cat DEFERRABLE INITIALLY DEFERRED)";
    pool.get().await.unwrap().batch_execute(ddl).await.unwrap();
    let insert = "INSERT INTO cat_toy VALUES (1)";
    let work = pool.transact(async |tx| tx.batch_execute(insert).await.map_err(Error::from));
    let error = work.await.unwrap_err();
    assert_eq!(error.constraint().map(|constraint| constraint.name), Some("cat_toy_cat_fkey"));
    assert_eq!(names(&pool).await, [""; 0], "and the connection can be used");
}

/// Each of two doctors leaves when the other is there; without a serial order both would.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn write_skew_is_tried_again() {
    let pool = pool("pets").await;
    let cats = Db::new(&pool).cat();
    for name in ["there", "there"] {
        cats.insert(cat(name)).await.unwrap();
    }
    let attempts = Arc::new(AtomicU32::new(0));
    let both_have_read = Arc::new(Barrier::new(2));
    let leave = |id: i32, pool: Pool, attempts: Arc<AtomicU32>, barrier: Arc<Barrier>| async move {
        let mut first = true;
        pool.retry(IsolationLevel::Serializable, |tx| {
            let meets = std::mem::take(&mut first);
            let (attempts, barrier) = (&attempts, &barrier);
            async move {
                attempts.fetch_add(1, Ordering::Relaxed);
                let cats = Db::new(&tx).cat();
                let there = cats.all().await?.iter().filter(|cat| cat.name == "there").count();
                if meets {
                    barrier.wait().await;
                }
                if there > 1 {
                    let away = CatPatch { name: set("away"), ..unset() };
                    cats.patch(id, away).await?;
                }
                Ok::<_, Problem>(())
            }
        })
        .await
    };
    let task = |id| tokio::spawn(leave(id, pool.clone(), attempts.clone(), both_have_read.clone()));
    let (one, two) = (task(1), task(2));
    one.await.unwrap().unwrap();
    two.await.unwrap().unwrap();
    let mut names = names(&pool).await;
    names.sort();
    assert_eq!(names, ["away", "there"]);
    assert_eq!(attempts.load(Ordering::Relaxed), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadlock_is_tried_again() {
    let pool = pool("pets").await;
    let mut connection = pool.get().await.unwrap();
    for name in ["", ""] {
        Db::new(&pool).cat().insert(cat(name)).await.unwrap();
    }
    let barrier = Arc::new(Barrier::new(2));
    let work = |ids: [i32; 2], barrier: Arc<Barrier>| {
        let mut first = true;
        move |tx: pgdc::Transaction<'static>| {
            let meets = std::mem::take(&mut first);
            let barrier = barrier.clone();
            async move {
                for id in ids {
                    let cats = Db::new(&tx).cat();
                    let name = cats.one(id).await?.name + "x";
                    cats.patch(id, CatPatch { name: set(name), ..unset() }).await?;
                    if meets && id == ids[0] {
                        barrier.wait().await;
                    }
                }
                Ok::<_, Error>(())
            }
        }
    };
    let options = TransactionOptions::new();
    let (one, two) = tokio::join!(
        pool.retry(options, work([1, 2], barrier.clone())),
        pool.retry(options, work([2, 1], barrier.clone())),
    );
    one.unwrap();
    two.unwrap();
    assert_eq!(names(&pool).await, ["xx", "xx"]);
    let again = connection.retry(options, async |tx| Db::new(&tx).cat().count().await);
    assert_eq!(again.await.unwrap(), 2);
}

#[tokio::test]
async fn attempts_are_bounded_and_other_errors_not_tried_again() {
    let pool = pool("pets").await;
    let ddl = "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE 'lost' USING ERRCODE = '40001'; END $$;
        CREATE TRIGGER lose BEFORE INSERT ON cat FOR EACH ROW EXECUTE FUNCTION lose()";
    pool.get().await.unwrap().batch_execute(ddl).await.unwrap();
    let tried = AtomicU32::new(0);
    let options = TransactionOptions::new().attempts(3);
    let insert = pool.retry(options, async |tx| {
        tried.fetch_add(1, Ordering::Relaxed);
        Db::new(&tx).cat().insert(cat("a")).await
    });
    assert!(insert.await.unwrap_err().is_retryable());
    assert_eq!(tried.swap(0, Ordering::Relaxed), 3);

    let dog = pool.retry(options, async |tx| {
        tried.fetch_add(1, Ordering::Relaxed);
        Db::new(&tx).dog().one(1).await
    });
    assert!(dog.await.unwrap_err().is_not_found());
    assert_eq!(tried.swap(0, Ordering::Relaxed), 1);

    // At COMMIT: a constraint trigger that is deferred.
    let ddl = "DROP TRIGGER lose ON cat; CREATE CONSTRAINT TRIGGER lose AFTER INSERT ON cat
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION lose()";
    pool.get().await.unwrap().batch_execute(ddl).await.unwrap();
    let insert = pool.retry(options, async |tx| {
        tried.fetch_add(1, Ordering::Relaxed);
        Db::new(&tx).cat().insert(cat("a")).await.map_err(Problem::from)
    });
    assert!(matches!(insert.await, Err(Problem::Database(error)) if error.is_retryable()));
    assert_eq!(tried.swap(0, Ordering::Relaxed), 3);
}

/// Whoever gets the connection next finds it outside of any transaction.
#[tokio::test]
async fn dropped_is_rolled_back() {
    let pool = Pool::with_config(crate::database("pets").await.config(), 1);
    let work = pool.transact(async |tx| {
        Db::new(&tx).cat().insert(cat("a")).await?;
        tokio::time::sleep(Duration::from_secs(60)).await;
        Ok::<_, Error>(())
    });
    assert!(tokio::time::timeout(Duration::from_millis(100), work).await.is_err());
    assert_eq!(names(&pool).await, [""; 0]);
    Db::new(&pool).cat().insert(cat("b")).await.unwrap();
    assert_eq!(names(&pool).await, ["b"]);
}
