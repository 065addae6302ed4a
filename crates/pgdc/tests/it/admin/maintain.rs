//! `vacuum` and `analyze`.

use pgdc::{Admin, Executor as _, VacuumOptions};
use pgdc_server::Server;

use super::{as_role, database, item, pool};

const DDL: &str = "
    CREATE TABLE t (id integer PRIMARY KEY);
    INSERT INTO t SELECT generate_series(1, 1000);
    CREATE TABLE part (id integer) PARTITION BY RANGE (id);
    CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10);
    CREATE MATERIALIZED VIEW m AS SELECT * FROM t;
    CREATE VIEW v AS SELECT * FROM t;
";

#[tokio::test]
async fn tables_are_analyzed_and_vacuumed() {
    let pool = pool(DDL).await;
    let admin = Admin::new(&pool);
    let counted = "SELECT reltuples::integer FROM pg_class WHERE relname = 't'";
    let filenode = "SELECT pg_relation_filenode('t')::text";
    let all_frozen = "SELECT relallvisible > 0 FROM pg_class WHERE relname = 't'";
    assert_eq!(item::<i32>(&pool, counted).await, -1);
    admin.analyze(["t", "part", "m"]).await.expect("analyzed");
    assert_eq!(item::<i32>(&pool, counted).await, 1000);
    let before: String = item(&pool, filenode).await;
    admin.vacuum([("public", "t")], VacuumOptions::new()).await.expect("vacuumed");
    assert!(item::<bool>(&pool, all_frozen).await);
    assert_eq!(item::<String>(&pool, filenode).await, before);
    super::run(&pool, "DELETE FROM t WHERE id > 10").await;
    let whole = VacuumOptions::new().full().analyze().freeze();
    admin.vacuum(["t", "part", "m"], whole).await.expect("vacuumed");
    assert_eq!(item::<i32>(&pool, counted).await, 10);
    assert_ne!(item::<String>(&pool, filenode).await, before);
    admin.vacuum(Vec::<&str>::new(), VacuumOptions::new()).await.expect("no statement");
    admin.analyze(Vec::<&str>::new()).await.expect("no statement");
}

#[tokio::test]
async fn what_the_server_would_pass_over_is_an_error() {
    let database = database(DDL).await;
    let pool = pgdc::Pool::with_config(database.config(), 2);
    let admin = Admin::new(&pool);
    let error = admin.vacuum(["t", "v"], VacuumOptions::new()).await.unwrap_err();
    assert_eq!(error.to_string(), "VACUUM is not for public.v; nothing was done");
    assert!(error.is_refused());
    assert!(admin.analyze(["v"]).await.unwrap_err().is_refused());
    assert!(admin.analyze(["no_such"]).await.unwrap_err().is_undefined());
    assert!(admin.analyze([""]).await.unwrap_err().is_refused());

    let grants = "GRANT ALL ON part TO no_vacuum; ALTER TABLE part OWNER TO no_vacuum";
    let role = as_role(&database, "no_vacuum", grants).await;
    let admin = Admin::new(&role);
    let error = admin.analyze(["t", "part"]).await.unwrap_err();
    assert!(error.is_permission_denied() && !error.is_refused(), "{error}");
    let text = error.to_string();
    assert!(text.starts_with("permission denied: ANALYZE of public.part_1, public.t;"), "{text}");
    let error = admin.vacuum(["t"], VacuumOptions::new()).await.unwrap_err();
    assert!(error.is_permission_denied(), "{error}");
    if Server::shared().version().major >= 17 {
        pool.batch("GRANT MAINTAIN ON t TO no_vacuum").await.expect("granted");
        admin.vacuum(["t"], VacuumOptions::new()).await.expect("vacuumed");
    }
}

#[tokio::test]
async fn a_transaction_holds_an_analyze_and_no_vacuum() {
    let pool = pool(DDL).await;
    let mut connection = pool.get().await.expect("a connection");
    let tx = connection.transaction().await.expect("begun");
    let error = Admin::new(&tx).vacuum(["t"], VacuumOptions::new()).await.unwrap_err();
    assert!(error.to_string().starts_with("VACUUM cannot run inside a transaction"), "{error}");
    Admin::new(&tx).analyze(["t"]).await.expect("analyzed");
    tx.commit().await.expect("committed");
}
