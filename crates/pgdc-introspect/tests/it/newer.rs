//! What PostgreSQL has only from some version on; an older server must simply not show it.

use pgdc_catalog::{ConstraintKind, Generated};
use pgdc_server::Server;

use crate::support::{attribute, catalog, constraint, index, relation};

/// `ddl` where the server has what it takes, which came with the version `since`.
fn since(since: u32, ddl: &'static str) -> &'static str {
    if Server::shared().version().major >= since { ddl } else { "" }
}

#[tokio::test]
async fn nulls_not_distinct() {
    let clause = since(15, "NULLS NOT DISTINCT");
    let ddl =
        format!("CREATE TABLE t (a int, b int, UNIQUE {clause} (a)); CREATE UNIQUE INDEX ON t (b)");
    let catalog = catalog(&ddl, &["public"]).await;
    let table = relation(&catalog, "public", "t");
    assert_eq!(index(table, "t_a_key").nulls_not_distinct, !clause.is_empty());
    assert!(!index(table, "t_b_idx").nulls_not_distinct);
}

#[tokio::test]
async fn virtual_generated_columns() {
    let clause = since(18, ", v int GENERATED ALWAYS AS (a + 1) VIRTUAL");
    let catalog = catalog(&format!("CREATE TABLE t (a int {clause})"), &["public"]).await;
    let virtual_ = relation(&catalog, "public", "t").attribute("v");
    let expected = (!clause.is_empty()).then(|| Generated::Virtual("(a + 1)".to_owned()));
    assert_eq!(virtual_.and_then(|v| v.generated.clone()), expected);
    assert_eq!(virtual_.and_then(|v| v.default.clone()), None);
}

#[tokio::test]
async fn not_null_that_old_rows_may_break() {
    let clause = since(18, "ALTER TABLE t ADD CONSTRAINT a_there NOT NULL a NOT VALID");
    let ddl = format!("CREATE TABLE t (a int, b int NOT NULL); {clause}");
    let catalog = catalog(&ddl, &["public"]).await;
    let table = relation(&catalog, "public", "t");
    assert!(!attribute(table, "a").not_null);
    assert!(attribute(table, "b").not_null);
    assert!(table.constraints.is_empty());
}

#[tokio::test]
async fn constraints_that_are_not_enforced() {
    let clause = since(18, "NOT ENFORCED");
    let ddl = format!("CREATE TABLE t (a int, CONSTRAINT positive CHECK (a > 0) {clause})");
    let catalog = catalog(&ddl, &["public"]).await;
    let positive = constraint(relation(&catalog, "public", "t"), "positive");
    assert_eq!(positive.not_enforced, !clause.is_empty());
    assert_eq!(positive.not_valid, !clause.is_empty());
}

#[tokio::test]
async fn keys_with_a_period() {
    let ddl = since(
        18,
        "CREATE TABLE p (id int4range, at tsrange, PRIMARY KEY (id, at WITHOUT OVERLAPS));
         CREATE TABLE f (
             id int4range, at tsrange,
             CONSTRAINT f_p FOREIGN KEY (id, PERIOD at) REFERENCES p (id, PERIOD at)
         );",
    );
    let ddl = format!("CREATE TABLE plain (id int PRIMARY KEY); {ddl}");
    let catalog = catalog(&ddl, &["public"]).await;
    assert!(!relation(&catalog, "public", "plain").primary_key().unwrap().period);
    if catalog.relations.len() > 1 {
        assert!(relation(&catalog, "public", "p").primary_key().unwrap().period);
        let key = constraint(relation(&catalog, "public", "f"), "f_p");
        assert!(key.period);
        assert!(matches!(&key.kind, ConstraintKind::ForeignKey(f) if f.columns == ["id", "at"]));
    }
}
