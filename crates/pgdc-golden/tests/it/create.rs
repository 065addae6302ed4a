//! Tables made by modules that hold their DDL.

use pgdc::{Connection, Create as _, Executor as _, Pool, Row as _};
use pgdc_golden::{made, pets};
use pgdc_server::{Database, Server};

async fn empty() -> (Database, Pool) {
    let database = Server::shared().database().await.expect("a database");
    let pool = Pool::with_config(database.config(), 2);
    (database, pool)
}

#[tokio::test]
async fn all_tables_are_made_as_the_module_has_them() {
    let (_database, pool) = empty().await;
    made::Db::new(&pool).create_all().await.unwrap();
    assert_eq!(made::Db::new(&pool).verify_schema().changes().await.unwrap(), []);
    let rows: i64 = pool.sql("SELECT count(*) FROM ledger.b_stored", ()).item().await.unwrap();
    assert_eq!(rows, 0);

    // What is there is told, and nothing is done.
    let error = made::Db::new(&pool).create_all().await.unwrap_err();
    assert_eq!(error.code().unwrap().code(), "42P07");
    assert_eq!(error.ddl_step(), Some("sequence depot.shelf_id_seq"));
    let text = error.to_string();
    assert!(text.starts_with("sequence depot.shelf_id_seq cannot be made: relation"), "{text}");
    made::Db::new(&pool).create_all().if_not_exists().await.unwrap();
    assert_eq!(made::Db::new(&pool).verify_schema().changes().await.unwrap(), []);
}

/// Tables that reference each other, views upon views, partitions: all go, and come again empty.
#[tokio::test]
async fn all_tables_are_replaced() {
    let (_database, pool) = empty().await;
    let db = made::Db::new(&pool);
    db.create_all().replace().await.unwrap();
    pool.batch("INSERT INTO depot.carton (weight) VALUES (2); DROP TABLE ledger.note")
        .await
        .unwrap();
    db.create_all().replace().await.unwrap();
    assert_eq!(db.depot().carton().count().await.unwrap(), 0);
    assert_eq!(db.verify_schema().changes().await.unwrap(), []);

    // What others made on top of it keeps it, unless they may go too.
    pool.batch("CREATE VIEW public.mine AS SELECT id FROM depot.carton").await.unwrap();
    let error = db.create_all().replace().await.unwrap_err();
    assert_eq!(error.code().unwrap().code(), "2BP01", "{error}");
    assert_eq!(db.verify_schema().changes().await.unwrap(), []);
    db.create_all().replace().cascade().await.unwrap();
    assert!(pool.sql("SELECT FROM public.mine", ()).execute().await.unwrap_err().is_undefined());
}

#[tokio::test]
async fn a_table_is_made_with_what_it_takes() {
    let (_database, pool) = empty().await;
    // A table without those that it references.
    let error = made::ledger::Note::create_table(&pool).await.unwrap_err();
    assert!(error.is_undefined(), "{error}");
    let step = "foreign key note_event_id_event_at_fkey of ledger.note";
    assert_eq!(error.ddl_step(), Some(step));

    pets::Cat::create_table(&pool).await.unwrap();
    let cats = pets::Db::new(&pool).cat();
    let named = || pets::NewCat { name: "Tom".to_owned() };
    assert_eq!(cats.insert(named()).await.unwrap().id, 1);
    assert!(pets::Db::new(&pool).dog().count().await.unwrap_err().is_undefined());

    let error = pets::Cat::create_table(&pool).await.unwrap_err();
    assert_eq!(error.code().unwrap().code(), "42P07");
    pets::Cat::create_table(&pool).if_not_exists().await.unwrap();
    assert_eq!(cats.count().await.unwrap(), 1);
    pets::Cat::create_table(&pool).replace().await.unwrap();
    assert_eq!(cats.count().await.unwrap(), 0);
    assert_eq!(cats.insert(named()).await.unwrap().id, 1);
    pets::Db::new(&pool).create_all().if_not_exists().await.unwrap();
    assert_eq!(cats.count().await.unwrap(), 1);
    assert_eq!(pets::Db::new(&pool).verify_schema().changes().await.unwrap(), []);
}

/// In a transaction it is a savepoint, and settings are afterwards what they were.
#[tokio::test]
async fn a_failure_undoes_what_was_made_and_nothing_else() {
    let (database, _pool) = empty().await;
    let mut connection = Connection::with_config(&database.config()).await.unwrap();
    let path = "SHOW search_path";
    let before: String = connection.sql(path, ()).item().await.unwrap();
    let tx = connection.transaction().await.unwrap();
    tx.batch("CREATE TABLE dog (); SET LOCAL intervalstyle = 'iso_8601'").await.unwrap();
    pets::Db::new(&tx).create_all().await.unwrap_err();
    assert!(tx.sql("SELECT FROM cat", ()).execute().await.unwrap_err().is_undefined());
    drop(tx);

    let tx = connection.transaction().await.unwrap();
    tx.batch("SET LOCAL intervalstyle = 'iso_8601'").await.unwrap();
    pets::Db::new(&tx).create_all().await.unwrap();
    let style: String = tx.sql("SHOW intervalstyle", ()).item().await.unwrap();
    assert_eq!(style, "iso_8601");
    assert_eq!(tx.sql(path, ()).item::<String>().await.unwrap(), before);
    tx.commit().await.unwrap();
    assert_eq!(connection.sql(path, ()).item::<String>().await.unwrap(), before);
    assert_eq!(pets::Db::new(&connection).cat().count().await.unwrap(), 0);
}

/// A role without rights on the database can still make tables where it may.
#[tokio::test]
async fn a_schema_that_is_there_is_not_asked_for_again() {
    let (_database, pool) = empty().await;
    pool.batch("CREATE ROLE create_maker; CREATE SCHEMA depot; CREATE SCHEMA ledger; GRANT ALL ON SCHEMA depot, ledger TO create_maker")
        .await
        .unwrap();
    pool.transact(async |tx| {
        tx.batch("SET LOCAL ROLE create_maker").await?;
        made::Db::new(&tx).create_all().await
    })
    .await
    .unwrap();
    assert_eq!(made::depot::Carton::RELATION.name, "carton");
    pool.batch("DROP OWNED BY create_maker; DROP ROLE create_maker").await.unwrap();
}
