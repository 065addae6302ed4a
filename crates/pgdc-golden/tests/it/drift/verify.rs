//! What a program finds by itself when it starts: `Db::verify_schema`.

use pgdc::tokio_postgres::NoTls;
use pgdc::{Connection, Executor, Impact, Pool};
use pgdc_golden::{
    chinook, choices, drift, forms, hostile, renamed, scoped, scoped_several, several,
};

/// The program must name what `pgdc check` names, but for new tables and types, which it does not know.
pub(super) async fn judge(
    sql: &str,
    connection: &Connection,
    expected: &[&str],
) -> Result<(), String> {
    let is_known = |said: &&str| {
        ["table", "view", "enum", "composite type"]
            .iter()
            .all(|kind| !said.starts_with(&format!("safe: {kind} added: ")))
    };
    let expected: Vec<&str> = expected.iter().copied().filter(is_known).collect();
    let db = drift::Db::new(connection);
    let found = db.verify_schema().changes().await.map_err(|error| format!("{sql}: {error}"))?;
    let said: Vec<String> =
        found.iter().map(|change| format!("{}: {change}", change.impact)).collect();
    if said != expected {
        return Err(format!("{sql}:\n  verified {said:#?}\n  expected {expected:#?}"));
    }
    let breaking: Vec<_> =
        found.into_iter().filter(|change| change.impact == Impact::Breaking).collect();
    let told = match db.verify_schema().await {
        Ok(()) => Vec::new(),
        Err(error) => {
            let text = error.to_string();
            let is_told = |change: &pgdc::SchemaChange| {
                text.contains(&format!("\n  {change} ({})", change.why.unwrap_or_default()))
            };
            if !error.schema_changes().iter().all(is_told) {
                return Err(format!("{sql}: {text}"));
            }
            error.schema_changes().to_vec()
        }
    };
    (told == breaking).then_some(()).ok_or_else(|| format!("{sql}: told {told:#?}"))
}

/// Modules of every sort find nothing in the database that they are of, whatever the session's settings.
#[tokio::test]
async fn every_module_fits_its_own_database() {
    macro_rules! check {
        ($($module:ident: $case:literal),* $(,)?) => {$({
            let database = crate::database($case).await;
            let connection = Connection::with_config(&database.config()).await.unwrap();
            connection
                .batch("SET search_path = pg_catalog; SET quote_all_identifiers = on; SET TimeZone = 'Asia/Tokyo'")
                .await
                .unwrap();
            let found = $module::Db::new(&connection).verify_schema().changes().await.unwrap();
            assert_eq!(found, [], "{}", $case);
            assert!(!$module::Db::RELATIONS.is_empty());
            let path: String = connection.sql("SHOW search_path", ()).item().await.unwrap();
            assert_eq!(path, "pg_catalog");
        })*};
    }
    check!(
        chinook: "chinook", choices: "choices", drift: "drift", forms: "forms", hostile: "hostile",
        renamed: "renamed", scoped: "scoped", scoped_several: "scoped_several", several: "several",
    );
}

#[tokio::test]
async fn it_works_over_everything_that_statements_are_sent_over() {
    let database = crate::database("drift").await;
    let pool = Pool::with_config(database.config(), 2);
    pool.batch("ALTER TABLE maker ALTER name DROP NOT NULL").await.unwrap();
    let found = |error: pgdc::Error| error.schema_changes().len();

    assert_eq!(drift::Db::new(&pool).verify_schema().await.map_err(found), Err(1));
    let (client, driver) = database.config().connect(NoTls).await.unwrap();
    tokio::spawn(driver);
    assert_eq!(drift::Db::new(&client).verify_schema().await.map_err(found), Err(1));
    // In a transaction, its settings stay as they are, and so does what was done before.
    pool.transact(async |tx| {
        tx.batch("SET LOCAL search_path = public, pg_temp; CREATE TABLE extra ()").await?;
        assert_eq!(drift::Db::new(&tx).verify_schema().await.map_err(found), Err(1));
        let path: String = tx.sql("SHOW search_path", ()).item().await?;
        assert_eq!(path, "public, pg_temp");
        tx.sql("SELECT FROM extra", ()).execute().await
    })
    .await
    .unwrap();
}

/// What the role may do with the tables is not asked.
#[tokio::test]
async fn a_role_without_any_right_can_look() {
    let database = crate::database("drift").await;
    let connection = Connection::with_config(&database.config()).await.unwrap();
    connection
        .batch("REVOKE ALL ON SCHEMA public FROM PUBLIC; CREATE ROLE verify_nobody; SET ROLE verify_nobody")
        .await
        .unwrap();
    let db = drift::Db::new(&connection);
    assert!(db.item().all().await.is_err());
    db.verify_schema().await.unwrap();
    connection
        .batch("RESET ROLE; ALTER TABLE item DROP note; SET ROLE verify_nobody")
        .await
        .unwrap();
    let error = db.verify_schema().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the database has changed since this program's module was generated:\n  \
         column removed: item.note text (every statement names it)\n\
         run `pgdc generate` and build the program again, or mend the database"
    );
    connection.batch("RESET ROLE; DROP ROLE verify_nobody").await.unwrap();
}
