//! `tables`.

use pgdc::{Admin, FoundTable, RelationKind, TableFilter};

use super::pool;

const DDL: &str = r#"
    CREATE FOREIGN DATA WRAPPER elsewhere;
    CREATE SERVER other FOREIGN DATA WRAPPER elsewhere;
    CREATE SCHEMA "Other.Schema";
    CREATE TABLE b (id integer);
    CREATE TABLE "A.b" (id integer);
    CREATE TABLE part (id integer) PARTITION BY RANGE (id);
    CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10);
    CREATE TABLE schema_migrations (version integer);
    CREATE TABLE "Other.Schema".b (id integer);
    CREATE FOREIGN TABLE far (line text) SERVER other;
    CREATE VIEW v AS SELECT * FROM b;
    CREATE MATERIALIZED VIEW m AS SELECT * FROM b;
    CREATE TABLE of_extension (id integer);
    ALTER EXTENSION plpgsql ADD TABLE of_extension;
"#;

fn names(tables: &[FoundTable]) -> String {
    let names: Vec<String> = tables.iter().map(|table| table.name.to_string()).collect();
    names.join(" ").replace("\"public\".", "")
}

#[tokio::test]
async fn tables_are_listed_without_what_is_not_asked_for() {
    let pool = pool(DDL).await;
    let admin = Admin::new(&pool);
    let list =
        async |schemas: &[&str], filter| admin.tables(schemas, filter).await.expect("tables");
    let all = list(&["public"], TableFilter::new()).await;
    assert_eq!(names(&all), r#""A.b" "b" "part" "schema_migrations""#);
    let kinds: Vec<RelationKind> = all.iter().map(|table| table.kind).collect();
    use RelationKind::{PartitionedTable, Table};
    assert_eq!(kinds, [Table, Table, PartitionedTable, Table]);

    let both = ["public", "Other.Schema", "public"];
    let except = TableFilter::new().except(["schema_migrations", "not_there"]);
    assert_eq!(names(&list(&both, except.clone()).await), r#""Other.Schema"."b" "A.b" "b" "part""#);
    let except = except.except([("public", "b")]);
    assert_eq!(names(&list(&both, except).await), r#""Other.Schema"."b" "A.b" "part""#);
    let except = TableFilter::new().except(["b"]);
    assert_eq!(names(&list(&["Other.Schema"], except).await), "");

    let more = TableFilter::new().with_partitions().with_extensions().with_foreign();
    let more = list(&["public"], more).await;
    let all = r#""A.b" "b" "far" "of_extension" "part" "part_1" "schema_migrations""#;
    assert_eq!(names(&more), all);
    assert_eq!(more[2].kind, RelationKind::ForeignTable);

    assert_eq!(names(&list(&[], TableFilter::new()).await), "");
    let missing = admin.tables(["no_such"], TableFilter::new()).await.unwrap_err();
    assert!(missing.is_undefined(), "{missing}");
    assert!(admin.tables([""], TableFilter::new()).await.unwrap_err().is_refused());
}
