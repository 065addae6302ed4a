use pgdc_catalog::{FORMAT, Schema};
use pgdc_introspect::introspect;

use crate::support::{ODD, RICH, catalog, database, relation, rich, selection};

#[tokio::test]
async fn the_schemas_asked_for_are_read_and_the_others_named() {
    let catalog = rich().await;
    assert_eq!(catalog.format, FORMAT);
    assert!(catalog.server_version.starts_with(|c: char| c.is_ascii_digit()));
    assert!(!catalog.server_version.contains(' '), "{}", catalog.server_version);
    assert_eq!(
        catalog.schemas,
        [
            Schema { name: ODD.to_owned(), comment: None },
            Schema { name: "shop".to_owned(), comment: Some("What is for sale".to_owned()) },
            Schema { name: "stock".to_owned(), comment: None },
        ]
    );
    // `public` and `unused` hold nothing, or only what an extension owns.
    assert_eq!(catalog.other_schemas, ["elsewhere"]);
    relation(&catalog, ODD, "a.b \"c\" 'd'");
    assert!(catalog.relations.iter().all(|r| r.name.schema != "elsewhere"));
}

#[tokio::test]
async fn no_schema_asked_for_stands_for_all_but_the_system_schemas() {
    let catalog = catalog(RICH, &[]).await;
    let names: Vec<&str> = catalog.schemas.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, [ODD, "elsewhere", "public", "shop", "stock", "unused"]);
    assert!(catalog.other_schemas.is_empty());
    relation(&catalog, "elsewhere", "thing");
}

#[tokio::test]
async fn a_schema_asked_for_twice_is_read_once() {
    let once = catalog(RICH, &["elsewhere"]).await;
    assert_eq!(catalog(RICH, &["elsewhere", "elsewhere"]).await, once);
    assert_eq!(once.relations.len(), 1);
}

#[tokio::test]
async fn an_unknown_schema_is_an_error_that_lists_the_known_ones() {
    let mut client = database(RICH).await.connect().await.unwrap();
    let asked = selection(&["shop", "Shop", "pg_catalog"]);
    let error = introspect(&mut client, &asked).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "no schemas \"Shop\", \"pg_catalog\"; the database has \"Odd \\\"schema\\\", {}\", \
         \"elsewhere\", \"public\", \"shop\", \"stock\", \"unused\""
    );
    assert_eq!(error.unknown_schemas_asked(), ["Shop", "pg_catalog"]);
    // The connection is good for the next call.
    introspect(&mut client, &selection(&["shop"])).await.unwrap();
}

#[tokio::test]
async fn a_database_without_any_schema_is_empty() {
    let catalog = catalog("DROP SCHEMA public", &[]).await;
    assert!(catalog.schemas.is_empty() && catalog.relations.is_empty());
}
