//! Programs without `async`.

use std::sync::atomic::{AtomicU64, Ordering};

use pgdc::blocking::Runtime;
use pgdc::{Config, Error, Event, Executor as _, Pool};
use pgdc_golden::pets::{Cat, CatPatch, Db, NewCat};

fn pool(runtime: &Runtime) -> Pool {
    runtime.run(crate::pool("pets"))
}

fn cat(name: &str) -> NewCat {
    NewCat { name: name.into() }
}

#[test]
fn everything_runs_without_async() {
    let runtime = Runtime::new().unwrap();
    let pool = pool(&runtime);
    let db = Db::new(&pool);
    let tom: Cat = runtime.run(db.cat().insert(cat("Tom"))).unwrap();
    runtime.run(db.cat().insert_many(vec![cat("Kit"), cat("Puss")])).unwrap();
    assert_eq!(runtime.run(db.cat().one(tom.id)).unwrap(), tom);
    assert!(runtime.run(db.cat().one(-1)).unwrap_err().is_not_found());
    assert_eq!(runtime.run(db.cat().filter(Cat::NAME.like("%i%")).count()).unwrap(), 1);
    let all = runtime.run(db.cat().order_by(Cat::NAME).all()).unwrap();
    assert_eq!(all.len(), 3);

    let streamed = runtime.each(db.cat().order_by(Cat::NAME).stream());
    assert_eq!(streamed.collect::<Result<Vec<_>, _>>().unwrap(), all);
    // Left early, it leaves the connection fit for use.
    let first = runtime.each(db.cat().order_by(Cat::NAME).stream()).next().unwrap().unwrap();
    assert_eq!(first, all[0]);

    // A connection, and a transaction begun by hand.
    let mut connection = runtime.run(pool.get()).unwrap();
    let tx = runtime.run(connection.transaction()).unwrap();
    runtime.run(Db::new(&tx).cat().delete(tom.id)).unwrap();
    drop(tx);
    assert_eq!(runtime.run(Db::new(&connection).cat().count()).unwrap(), 3);
    runtime.run(connection.close());
}

#[test]
fn a_transaction_is_committed_or_rolled_back() {
    let runtime = Runtime::new().unwrap();
    let pool = pool(&runtime);
    let count = || runtime.run(Db::new(&pool).cat().count()).unwrap();
    let tom: Cat = runtime
        .transact(&pool, |tx| {
            let db = Db::new(tx);
            runtime.run(db.cat().insert(cat("Kit")))?;
            runtime.run(db.cat().insert(cat("Tom")))
        })
        .unwrap();
    assert_eq!(count(), 2);

    #[derive(Debug)]
    enum Mine {
        Enough,
        Database(Error),
    }
    impl From<Error> for Mine {
        fn from(error: Error) -> Self {
            Mine::Database(error)
        }
    }
    let failed: Result<(), Mine> = runtime.transact(&pool, |tx| {
        runtime.run(Db::new(tx).cat().insert(cat("Puss")))?;
        // One within it.
        let inner = runtime.run(tx.transaction())?;
        runtime.run(Db::new(&inner).cat().delete(tom.id))?;
        runtime.run(inner.commit())?;
        Err(Mine::Enough)
    });
    assert!(matches!(failed, Err(Mine::Enough)));
    let failed: Result<u64, Mine> =
        runtime.transact(&pool, |tx| Ok(runtime.run(tx.sql("SELECT 1 / 0", ()).execute())?));
    let Err(Mine::Database(error)) = failed else { panic!("no error of the database") };
    assert!(error.is_data_error());
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        runtime.transact(&pool, |tx| -> pgdc::Result<()> {
            runtime.run(Db::new(tx).cat().delete(tom.id))?;
            panic!("on purpose")
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(count(), 2);

    // The closures of `Pool` do too.
    let options = pgdc::TransactionOptions::from(pgdc::IsolationLevel::Serializable);
    let patch = || CatPatch { name: pgdc::set("Thomas"), ..pgdc::unset() };
    let renamed = runtime
        .run(pool.retry(options, async |tx| Db::new(&tx).cat().patch(tom.id, patch()).await));
    assert_eq!(renamed.unwrap().name, "Thomas");
}

#[test]
fn threads_share_it() {
    let runtime = Runtime::new().unwrap();
    let pool = pool(&runtime);
    let sum = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for n in 0..8_i64 {
            let (runtime, pool, sum) = (&runtime, &pool, &sum);
            scope.spawn(move || {
                for _ in 0..50 {
                    let got: i64 = runtime.run(pool.sql("SELECT ?::int8", (n,)).item()).unwrap();
                    sum.fetch_add(got.unsigned_abs(), Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(sum.into_inner(), 28 * 50);
}

#[test]
fn a_listener_is_an_iterator() {
    let runtime = Runtime::new().unwrap();
    let database = runtime.run(crate::database("pets"));
    let config: Config = database.url().parse().unwrap();
    let mut listener = runtime.run(config.listen(["c"])).unwrap();
    let pool = config.pool(1).unwrap();
    for n in 0..3 {
        runtime.run(pool.notify("c", n.to_string())).unwrap();
    }
    let payloads = runtime.each(&mut listener).take(3).map(|event| match event.unwrap() {
        Event::Notification(told) => told.payload,
        other => panic!("{other:?}"),
    });
    assert_eq!(payloads.collect::<Vec<_>>(), ["0", "1", "2"]);
    runtime.run(listener.listen("d")).unwrap();
}
