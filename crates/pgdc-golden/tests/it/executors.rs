//! Everything that statements can be sent over, and what happens to prepared statements.

use futures_util::TryStreamExt as _;
use pgdc::{Executor, Link, Pool, SqlText, TransactionOptions};
use pgdc_golden::pets::{Db, NewCat};
use tokio_postgres::NoTls;

use crate::{connect, database, pool};

async fn round_trip<E: Executor + Sync>(executor: &E) {
    let cats = Db::new(executor).cat();
    let cat = cats.insert(NewCat { name: "meow".into() }).await.unwrap();
    assert_eq!(cats.one(cat.id).await.unwrap(), cat);
    assert_eq!(cats.delete(cat.id).await.unwrap(), cat);
}

#[tokio::test]
async fn statements_go_over_everything() {
    let database = database("pets").await;
    let config = database.config();

    let pool = Pool::with_config(config.clone(), 2);
    round_trip(&pool).await;
    let mut connection = pool.get().await.unwrap();
    round_trip(&connection).await;
    let mut tx = connection.transaction().await.unwrap();
    round_trip(&tx).await;
    round_trip(&tx.transaction().await.unwrap()).await;
    tx.commit().await.unwrap();

    let mut client = database.connect().await.unwrap();
    round_trip(&client).await;
    let tx = client.transaction().await.unwrap();
    round_trip(&tx).await;
    drop(tx);

    let manager = deadpool_postgres::Manager::new(config, NoTls);
    let deadpool = deadpool_postgres::Pool::builder(manager).max_size(2).build().unwrap();
    round_trip(&deadpool).await;
    let mut object = deadpool.get().await.unwrap();
    round_trip(&object).await;
    round_trip(&object.transaction().await.unwrap()).await;
    round_trip(&Pool::from(deadpool.clone())).await;

    /// A type of the user's own hands on the link of what it holds.
    struct State(Pool);
    impl Executor for State {
        fn link(&self) -> Link<'_> {
            self.0.link()
        }
    }
    round_trip(&State(pool)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_tasks_than_connections_all_finish() {
    let pool = pool("pets").await;
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let pool = pool.clone();
            tokio::spawn(async move { round_trip(&pool).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

/// A column added by somebody else changes nothing; one whose type changed is noticed, and the statement is
/// prepared again.
#[tokio::test]
async fn a_table_may_change_while_statements_are_prepared() {
    let connection = connect("pets").await;
    let cats = Db::new(&connection).cat();
    let cat = cats.insert(NewCat { name: "meow".into() }).await.unwrap();
    assert_eq!(cats.one(cat.id).await.unwrap(), cat);

    connection.batch_execute("ALTER TABLE cat ADD colour text").await.unwrap();
    assert_eq!(cats.one(cat.id).await.unwrap(), cat);
    cats.insert(NewCat { name: "purr".into() }).await.unwrap();
    assert_eq!(cats.update(&cat).await.unwrap(), cat);
    assert_eq!(cats.upsert(&cat).await.unwrap().into_row(), cat);

    connection.batch_execute("ALTER TABLE cat ALTER name TYPE varchar(20)").await.unwrap();
    assert_eq!(cats.one(cat.id).await.unwrap(), cat, "prepared again");
    connection.batch_execute("DEALLOCATE ALL").await.unwrap();
    assert_eq!(cats.one(cat.id).await.unwrap(), cat, "prepared again");
}

#[tokio::test]
async fn a_stale_plan_inside_a_transaction_is_told() {
    let mut connection = connect("pets").await;
    assert_eq!(Db::new(&connection).cat().get(1).await.unwrap(), None);
    connection.batch_execute("ALTER TABLE cat ALTER name TYPE varchar(20)").await.unwrap();
    let tx = connection.transaction().await.unwrap();
    let error = Db::new(&tx).cat().get(1).await.unwrap_err();
    assert!(error.is_stale_plan(), "{error}");
    drop(tx);
    assert_eq!(Db::new(&connection).cat().get(1).await.unwrap(), None, "and recovered from");
}

/// The same while rows arrive: those that were asked for still do.
#[tokio::test]
async fn a_table_may_change_under_a_stream() {
    let pool = pool("pets").await;
    let cats = (0..1000).map(|n| NewCat { name: n.to_string() }).collect();
    Db::new(&pool).cat().insert_many(cats).await.unwrap();
    let mut connection = pool.get().await.unwrap();
    let text = "SELECT id, name FROM cat ORDER BY id";
    for change in ["ADD colour text", "ALTER name TYPE varchar(20)", "DROP uid"] {
        let mut rows = connection.sql(text, ()).stream::<(i32, String)>();
        assert_eq!(rows.try_next().await.unwrap(), Some((1, "0".into())));
        let change = SqlText::trusted(format!("ALTER TABLE cat {change}"));
        pool.sql(change, ()).execute().await.unwrap();
        let rest: Vec<_> = rows.try_collect().await.unwrap();
        assert_eq!(rest.len(), 999);
        let again: Vec<_> =
            connection.sql(text, ()).stream::<(i32, String)>().try_collect().await.unwrap();
        assert_eq!(again.len(), 1000, "prepared again where it must be");
    }
    // In a transaction, all of it must be run again.
    let name = "SELECT name FROM cat WHERE id = 1";
    let read = async |tx: pgdc::Transaction<'_>| tx.sql(name, ()).item::<String>().await;
    connection.sql(name, ()).item::<String>().await.unwrap();
    let change = "ALTER TABLE cat ALTER name TYPE text";
    pool.sql(change, ()).execute().await.unwrap();
    assert!(connection.transact(read).await.unwrap_err().is_stale_plan());
    assert_eq!(connection.transact(read).await.unwrap(), "0");
    pool.sql("ALTER TABLE cat ALTER name TYPE varchar(30)", ()).execute().await.unwrap();
    let read = async |tx: pgdc::Transaction<'_>| tx.sql(name, ()).item::<String>().await;
    assert_eq!(connection.retry(TransactionOptions::new(), read).await.unwrap(), "0");
}

#[tokio::test]
async fn a_type_that_no_longer_fits_names_its_column() {
    let connection = connect("pets").await;
    let cats = Db::new(&connection).cat();
    cats.insert(NewCat { name: "meow".into() }).await.unwrap();
    connection.batch_execute("ALTER TABLE cat ALTER weight TYPE text").await.unwrap();
    let error = cats.one(1).await.unwrap_err();
    assert!(error.is_decode());
    assert!(error.to_string().starts_with("cat.weight: "), "{error}");
}

#[tokio::test]
async fn a_password_is_never_printed() {
    let secret = "s3cret";
    let texts = [
        format!("{:?}", Pool::new(format!("postgres://u:{secret}@localhost:1/db"), 1)),
        format!("{:?}", Pool::new(format!("postgres://u:{secret}@localhost:x/db"), 1).err()),
        format!(
            "{:?}",
            pgdc::Connection::open(&format!("postgres://u:{secret}@localhost:1/db")).await.err()
        ),
    ];
    for text in texts {
        assert!(!text.contains(secret), "{text}");
    }
}
