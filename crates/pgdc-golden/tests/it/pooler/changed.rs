//! Tables that change under the statements of connections through a pooler.

use pgdc::{Executor as _, set, unset};
use pgdc_golden::forms::{BaseTypes, BaseTypesPatch, Colour, Db, NewBaseTypes};

use super::sessions::{direct, pooler_config};
use crate::database;

/// Both are the same to Rust.
const CHANGED: &str = "ALTER TABLE base_types ALTER a_text TYPE varchar";

#[tokio::test]
async fn reads_notice_by_themselves_and_writes_are_not_repeated() {
    let database = database("forms").await;
    let owner = database.connect().await.unwrap();
    let connection = direct(&database).await;
    let table = Db::new(&connection).base_types();
    let new = |id| NewBaseTypes { id }.with(BaseTypesPatch { an_int2: set(Some(7)), ..unset() });
    assert_eq!(table.get(1).await.unwrap(), None);
    table.insert(new(1)).await.unwrap();
    owner.batch_execute(CHANGED).await.unwrap();

    assert_eq!(table.one(1).await.unwrap().an_int2, Some(7), "a read is sent again");
    // A write is carried out, and what it returned cannot be read.
    let error = table.insert(new(2)).await.unwrap_err();
    assert!(error.is_stale_plan(), "{error}");
    assert!(error.to_string().contains("it was carried out"), "{error}");
    assert_eq!(table.count().await.unwrap(), 2);
    assert_eq!(table.insert(new(3)).await.unwrap().an_int2, Some(7));

    let text = "SELECT an_int2 FROM base_types WHERE id = 3";
    assert_eq!(connection.sql(text, ()).item::<i16>().await.unwrap(), 7);
    let wider = "ALTER TABLE base_types ALTER an_int2 TYPE bigint";
    owner.batch_execute(wider).await.unwrap();
    assert!(connection.sql(text, ()).item::<i64>().await.unwrap_err().is_stale_plan());
    assert_eq!(connection.sql(text, ()).item::<i64>().await.unwrap(), 7);
}

/// A closure that only met changed columns is worth another attempt: its transaction was rolled back.
#[tokio::test]
async fn a_transaction_is_tried_again() {
    let database = database("forms").await;
    let owner = database.connect().await.unwrap();
    let pool = pooler_config(&database).pool(1).unwrap();
    owner.batch_execute("CREATE TABLE counted (n int)").await.unwrap();
    let insert = "INSERT INTO counted VALUES (1) RETURNING *";
    pool.sql(insert, ()).records().await.unwrap();
    owner.batch_execute("ALTER TABLE counted ADD m int").await.unwrap();
    let mut attempts = 0;
    let retried = pool.retry(pgdc::TransactionOptions::new(), |tx| {
        attempts += 1;
        async move { tx.sql(insert, ()).records().await }
    });
    retried.await.unwrap();
    assert_eq!(attempts, 2);
    assert_eq!(pool.sql("SELECT count(*) FROM counted", ()).item::<i64>().await.unwrap(), 2);
}

/// A value is encoded for the type that its column had, and the server makes of it what the column has now.
#[tokio::test]
async fn a_parameter_means_what_it_did() {
    let database = database("forms").await;
    let owner = database.connect().await.unwrap();
    let connection = direct(&database).await;
    owner.batch_execute("CREATE TABLE wide (n int); INSERT INTO wide VALUES (7)").await.unwrap();
    let count = || connection.sql("SELECT count(*) FROM wide WHERE n = ?", (7_i32,)).item::<i64>();
    assert_eq!(count().await.unwrap(), 1);
    // Of the same size, so that nothing else would notice.
    owner.batch_execute("ALTER TABLE wide ALTER n TYPE real").await.unwrap();
    assert_eq!(count().await.unwrap(), 1);
}

#[tokio::test]
async fn a_type_that_is_made_anew_is_asked_for_again() {
    let database = database("forms").await;
    let owner = database.connect().await.unwrap();
    let connection = direct(&database).await;
    let table = Db::new(&connection).base_types();
    let red = BaseTypesPatch { a_colour: set(Some(Colour::Red)), ..unset() };
    table.insert(NewBaseTypes { id: 1 }.with(red.clone())).await.unwrap();
    let find = || table.filter(BaseTypes::A_COLOUR.eq(Colour::Red)).count();
    assert_eq!(find().await.unwrap(), 1);
    let anew = "ALTER TABLE base_types ALTER a_colour TYPE text;
                ALTER TABLE array_types DROP colours; ALTER TABLE composite_types DROP tagged, DROP tags;
                DROP TYPE tagged_point; DROP TYPE colour;
                CREATE TYPE colour AS ENUM ('blue', 'red', 'light-green', 'Red', '200 OK');
                ALTER TABLE base_types ALTER a_colour TYPE colour USING a_colour::colour";
    owner.batch_execute(anew).await.unwrap();
    assert_eq!(find().await.unwrap(), 1);
    assert_eq!(table.one(1).await.unwrap().a_colour, Some(Colour::Red));
    table.insert(NewBaseTypes { id: 2 }.with(red)).await.unwrap();
}
