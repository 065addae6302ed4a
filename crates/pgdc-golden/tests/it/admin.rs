//! Administration by the relations of generated modules.

use std::sync::{Arc, Mutex};

use pgdc::{Admin, RelationKind, Row as _, TableFilter, TruncateOptions};
use pgdc_golden::chinook::{Album, Artist, Db};
use pgdc_golden::scoped;

use crate::pool;

#[tokio::test]
async fn tables_of_a_module_are_emptied() {
    let pool = pool("chinook").await;
    let (db, admin) = (Db::new(&pool), Admin::new(&pool));
    let listed = admin.tables(["public"], TableFilter::new()).await.unwrap();
    assert_eq!(listed.len(), 11);
    assert_eq!(listed.len(), Db::RELATIONS.len());
    let plain = TruncateOptions::new();
    assert!(db.artist().count().await.unwrap() > 0 && db.album().count().await.unwrap() > 0);
    let error = admin.truncate([Artist::RELATION, Album::RELATION], plain).await.unwrap_err();
    assert_eq!(error.code().unwrap().code(), "0A000", "tracks reference albums");
    admin.truncate(Db::RELATIONS, plain.restart_identity()).await.unwrap();
    admin.truncate([Artist::RELATION, Album::RELATION], plain.cascade()).await.unwrap();
    assert_eq!(db.artist().count().await.unwrap() + db.album().count().await.unwrap(), 0);
}

/// Under a declared scope, hooks are told why whole tables are reached.
#[tokio::test]
async fn the_reason_is_told() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let pool = pool("scoped").await.on_statement({
        let told = told.clone();
        move |statement| told.lock().unwrap().push(statement.unscoped)
    });
    let admin = Admin::new(&pool).unscoped("a new customer's import");
    let tables =
        scoped::Db::RELATIONS.iter().filter(|relation| relation.kind == RelationKind::Table);
    admin.truncate(tables, TruncateOptions::new()).await.unwrap();
    admin.sync_schema_sequences(["public"]).await.unwrap();
    let told = told.lock().unwrap();
    assert!(told.len() >= 3 && told.iter().all(|why| *why == Some("a new customer's import")));
}
