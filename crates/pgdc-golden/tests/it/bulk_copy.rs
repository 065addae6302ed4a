//! Inserts of many rows that are counted: by COPY where that is the same, and by INSERT elsewhere.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use pgdc::{Config, Executor as _, Pool, default, set, set_sql, unset};
use pgdc_golden::pets::{self, Cat, CatPatch, NewCat};
use pgdc_golden::tickets::{self, NewTicket, Ticket};
use pgdc_server::Database;

use crate::scope::{of, two_tenants};
use crate::{connect, database};

/// Enough for COPY.
const MANY: i32 = 1000;

/// A pool of one connection that says which statements insert.
async fn watched() -> (Database, Pool, Arc<Mutex<Vec<String>>>) {
    let database = database("pets").await;
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let hears = Arc::clone(&seen);
    // What is set by hand is to stay.
    let pool = Pool::builder(database.url()).unwrap().max_size(1).reset(pgdc::Reset::Nothing);
    let pool = pool.build().unwrap().on_statement(move |statement| {
        if ["COPY", "INSERT"].contains(&statement.operation) {
            hears.lock().unwrap().push(statement.operation.to_owned());
        }
    });
    (database, pool, seen)
}

fn cat(n: i32) -> pgdc::With<NewCat, CatPatch> {
    NewCat { name: format!("cat {n}") }.with(CatPatch { weight: set(f64::from(n)), ..unset() })
}

fn with_id(id: i32) -> pgdc::With<NewCat, CatPatch> {
    NewCat { name: "x".into() }.with(CatPatch { id: set(id), ..unset() })
}

#[tokio::test]
async fn many_rows_go_by_copy_and_few_do_not() {
    let (_database, pool, seen) = watched().await;
    let cats = pets::Db::new(&pool).cat();
    assert_eq!(cats.insert_many((0..MANY).map(cat).collect()).count().await.unwrap(), 1000);
    assert_eq!(cats.insert_many((0..10).map(cat).collect()).count().await.unwrap(), 10);
    // A default is a column that is left out.
    let defaults = |n| NewCat { name: format!("{n}") }.with(CatPatch { uid: default(), ..unset() });
    assert_eq!(cats.insert_many((0..MANY).map(defaults).collect()).count().await.unwrap(), 1000);
    // Rows that set different columns, or expressions, and rows that come back.
    let mixed = (0..MANY).map(|n| if n == 700 { with_id(-1) } else { cat(n) }).collect();
    assert_eq!(cats.insert_many(mixed).count().await.unwrap(), 1000);
    let said = |n| {
        NewCat { name: format!("{n}") }.with(CatPatch { weight: set_sql("1 + 1", ()), ..unset() })
    };
    assert_eq!(cats.insert_many((0..MANY).map(said).collect()).count().await.unwrap(), 1000);
    assert_eq!(cats.insert_many((0..MANY).map(cat).collect()).await.unwrap().len(), 1000);
    assert_eq!(*seen.lock().unwrap(), ["COPY", "INSERT", "COPY", "INSERT", "INSERT", "INSERT"]);
    let first = cats.order_by(Cat::ID).limit(2).all().await.unwrap();
    assert_eq!((first[1].name.as_str(), first[1].weight), ("cat 0", Some(0.0)));
    assert_eq!(cats.count().await.unwrap(), 5010);
}

/// A time limit is one for a statement, as which a COPY of several messages does not count.
#[tokio::test]
async fn a_time_limit_asks_for_an_insert() {
    let (database, _, _) = watched().await;
    let config = database.url().parse::<Config>().unwrap().command_timeout(Duration::from_secs(60));
    let words = Arc::<Mutex<Vec<String>>>::default();
    let hears = Arc::clone(&words);
    let pool = Pool::new(config, 1).unwrap().on_statement(move |statement| {
        hears.lock().unwrap().push(statement.operation.to_owned());
    });
    let cats = pets::Db::new(&pool).cat();
    assert_eq!(cats.insert_many((0..MANY).map(cat).collect()).count().await.unwrap(), 1000);
    assert_eq!(*words.lock().unwrap(), ["INSERT"]);
}

#[tokio::test]
async fn all_rows_are_written_or_none_and_errors_are_those_of_an_insert() {
    let (_database, pool, seen) = watched().await;
    let cats = pets::Db::new(&pool).cat();
    let twice = (1..=MANY).chain([7]).map(with_id).collect();
    let error = cats.insert_many(twice).count().await.unwrap_err();
    assert!(error.is_unique_violation());
    assert_eq!(error.constraint().map(|c| c.name), Some("cat_pkey"));
    assert_eq!(error.row(), Some(1001));
    assert_eq!(*seen.lock().unwrap(), ["COPY"]);
    assert_eq!(cats.count().await.unwrap(), 0);

    let mut connection = pool.get().await.unwrap();
    let tx = connection.transaction().await.unwrap();
    let own = pets::Db::new(&tx).cat();
    assert_eq!(own.insert_many((0..MANY).map(cat).collect()).count().await.unwrap(), 1000);
    assert_eq!(own.count().await.unwrap(), 1000);
    tx.rollback().await.unwrap();
    drop(connection);
    assert_eq!(cats.count().await.unwrap(), 0);
}

/// Where COPY would do something else, or be refused, there is none; and no connection is lost.
#[tokio::test]
async fn what_copy_would_pass_over_is_inserted() {
    let (database, pool, seen) = watched().await;
    let cats = pets::Db::new(&pool).cat();
    let admin = database.connect().await.unwrap();
    let backend = async || {
        let own: i32 = pool.sql("SELECT pg_backend_pid()", ()).item().await.unwrap();
        own
    };
    let before = backend().await;
    let tried = async |setup: &str, back: &str| {
        admin.batch_execute(setup).await.unwrap();
        let found = cats.insert_many((0..MANY).map(cat).collect()).count().await;
        admin.batch_execute(back).await.unwrap();
        let words = std::mem::take(&mut *seen.lock().unwrap());
        (found.map_err(|error| error.code().unwrap().code().to_owned()), words)
    };
    let inserted = |rows| (Ok(rows), vec!["INSERT".to_owned()]);
    let refused = |code: &str, words: &[&str]| {
        (Err(code.to_owned()), words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    };
    let trigger = "CREATE FUNCTION half() RETURNS trigger LANGUAGE plpgsql AS
         $$BEGIN RETURN CASE WHEN NEW.weight < 500 THEN NEW END; END$$;
         CREATE TRIGGER half BEFORE INSERT ON cat FOR EACH ROW EXECUTE FUNCTION half()";
    assert_eq!(tried(trigger, "DROP TRIGGER half ON cat").await, inserted(500));
    let view = "ALTER TABLE cat RENAME TO tac; CREATE VIEW cat AS SELECT * FROM tac";
    assert_eq!(tried(view, "DROP VIEW cat; ALTER TABLE tac RENAME TO cat").await, inserted(1000));
    let gone = "ALTER TABLE cat RENAME TO tac";
    assert_eq!(tried(gone, "ALTER TABLE tac RENAME TO cat").await, refused("42P01", &[]));
    pool.sql("SET default_transaction_read_only = on", ()).execute().await.unwrap();
    assert_eq!(tried("", "").await, refused("25006", &["INSERT"]));
    pool.sql("SET default_transaction_read_only = off", ()).execute().await.unwrap();
    let role = "CREATE ROLE bulk_keeper; GRANT ALL ON cat TO bulk_keeper; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO bulk_keeper;
         ALTER TABLE cat ENABLE ROW LEVEL SECURITY; CREATE POLICY light ON cat WITH CHECK (weight < 9999)";
    admin.batch_execute(role).await.unwrap();
    pool.sql("SET ROLE bulk_keeper", ()).execute().await.unwrap();
    assert_eq!(tried("", "").await, inserted(1000));
    admin.batch_execute("REVOKE INSERT ON cat FROM bulk_keeper").await.unwrap();
    assert_eq!(tried("", "").await, refused("42501", &[]));
    pool.sql("RESET ROLE", ()).execute().await.unwrap();
    admin.batch_execute("DROP OWNED BY bulk_keeper; DROP ROLE bulk_keeper").await.unwrap();
    let rule = "CREATE RULE r AS ON INSERT TO cat DO INSTEAD NOTHING";
    assert_eq!(tried(rule, "DROP RULE r ON cat").await, inserted(0));
    assert_eq!(backend().await, before);
}

#[tokio::test]
async fn a_scope_holds() {
    let connection = two_tenants().await;
    let tickets = of(&connection, 7);
    let ticket = |tenant_id, number| NewTicket { tenant_id, number, title: "t".into() };
    let before = tickets::Db::new(&connection).ticket().count().await.unwrap();
    let rows = (0..MANY).map(|n| ticket(if n == 999 { 8 } else { 7 }, 100 + n)).collect();
    let error = tickets.insert_many(rows).count().await.unwrap_err();
    assert!(error.is_scope_violation(), "{error}");
    assert_eq!(tickets::Db::new(&connection).ticket().count().await.unwrap(), before);
    let rows = (0..MANY).map(|n| ticket(7, 100 + n)).collect();
    assert_eq!(tickets.insert_many(rows).count().await.unwrap(), 1000);
    let numbers = tickets.filter(Ticket::NUMBER.ge(100)).count().await.unwrap();
    assert_eq!(numbers, 1000);

    let notes = tickets::Db::new(&connection).note().xtra(tickets::Note::TENANT_ID, 7);
    let body = |n: i32| {
        tickets::NewNote {}.with(tickets::NotePatch { body: set(format!("{n}")), ..unset() })
    };
    assert_eq!(notes.insert_many((0..MANY).map(body).collect()).count().await.unwrap(), 1000);
    assert_eq!(notes.count().await.unwrap(), 1000);
}

/// Many keys of one column, some of them twice and some of none.
#[tokio::test]
async fn rows_come_to_their_keys() {
    let connection = connect("pets").await;
    let cats = pets::Db::new(&connection).cat();
    cats.insert_many((1..=MANY).map(with_id).collect()).count().await.unwrap();
    let keys = [3, 5000, 1, 3, -1, 1000, 3];
    let found = cats.get_many(keys).await.unwrap();
    let ids: Vec<_> = found.iter().map(|cat| cat.as_ref().map(|cat| cat.id)).collect();
    assert_eq!(ids, [Some(3), None, Some(1), Some(3), None, Some(1000), Some(3)]);
}
