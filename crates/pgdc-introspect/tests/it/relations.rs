use pgdc_catalog::RelationKind::{ForeignTable, MaterializedView, PartitionedTable, Table, View};

use crate::support::{name, relation, rich};

#[tokio::test]
async fn every_kind_of_relation_is_read() {
    let catalog = rich().await;
    let shop: Vec<_> = catalog
        .relations
        .iter()
        .filter(|r| r.name.schema == "shop")
        .map(|r| (r.name.name.as_str(), r.kind))
        .collect();
    assert_eq!(
        shop,
        [
            ("base_a", Table),
            ("base_b", Table),
            ("cheap", View),
            ("child", Table),
            ("counted", View),
            ("delivery", PartitionedTable),
            ("delivery_1", Table),
            ("event", PartitionedTable),
            ("event_2020", Table),
            ("item", Table),
            ("nothing", Table),
            ("pallet", PartitionedTable),
            ("pallet_1", Table),
            ("pallet_2", Table),
            ("remote", ForeignTable),
            ("totals", MaterializedView),
            ("triggered", View),
        ]
    );
}

#[tokio::test]
async fn what_an_extension_owns_is_left_out() {
    let catalog = rich().await;
    let stock: Vec<_> = catalog
        .relations
        .iter()
        .filter(|r| r.name.schema == "stock")
        .map(|r| &r.name.name)
        .collect();
    assert_eq!(stock, ["shelf", "spot"]);
}

#[tokio::test]
async fn partitions_and_children_name_their_parents() {
    let catalog = rich().await;
    let partition = relation(&catalog, "shop", "event_2020");
    assert_eq!(partition.partition_of, Some(name("shop", "event")));
    assert!(partition.inherits.is_empty());

    // In the order of INHERITS, not of names.
    let child = relation(&catalog, "shop", "child");
    assert_eq!(child.inherits, [name("shop", "base_b"), name("shop", "base_a")]);
    assert_eq!(child.partition_of, None);
    let columns: Vec<_> = child.attributes.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(columns, ["b", "a", "c"]);

    let alone = relation(&catalog, "shop", "event");
    assert!(alone.partition_of.is_none() && alone.inherits.is_empty());
}

#[tokio::test]
async fn comments_and_row_security() {
    let catalog = rich().await;
    let item = relation(&catalog, "shop", "item");
    assert_eq!(item.comment.as_deref(), Some("Things\nwith \"quotes\" and 'more' */ \\"));
    assert!(item.row_security && item.force_row_security);
    let shelf = relation(&catalog, "stock", "shelf");
    assert_eq!(shelf.comment, None);
    assert!(!shelf.row_security && !shelf.force_row_security);
    assert_eq!(relation(&catalog, "shop", "cheap").comment.as_deref(), Some("The cheap ones"));
}

#[tokio::test]
async fn views_tell_whether_they_can_be_written() {
    let catalog = rich().await;
    let updatable: Vec<_> =
        catalog.relations.iter().filter(|r| r.updatable_view).map(|r| &r.name.name).collect();
    // `counted` groups; tables decide by their kind.
    assert_eq!(updatable, ["cheap", "triggered"]);
}

#[tokio::test]
async fn views_tell_what_they_read_and_with_whose_rights() {
    let ddl = "CREATE TABLE b (id int, x int); CREATE SCHEMA s; CREATE TABLE s.a (id int);
               CREATE VIEW v AS SELECT b.id, b.x, now() FROM b JOIN s.a USING (id);
               CREATE VIEW w WITH (security_invoker, security_barrier) AS SELECT id FROM v
                   WHERE EXISTS (SELECT FROM b);
               CREATE MATERIALIZED VIEW m AS SELECT 1 AS one;
               CREATE RULE r AS ON INSERT TO b DO ALSO DELETE FROM s.a;";
    let catalog = crate::support::catalog(ddl, &["public"]).await;
    let view = |name| relation(&catalog, "public", name);
    assert_eq!(view("v").reads, [name("public", "b"), name("s", "a")]);
    assert_eq!(view("w").reads, [name("public", "b"), name("public", "v")]);
    assert!(view("m").reads.is_empty() && view("b").reads.is_empty());
    let flags = |name| (view(name).security_invoker, view(name).owner_bypasses_row_security);
    // Tests run as a superuser.
    assert_eq!((flags("v"), flags("w")), ((false, true), (true, true)));
    assert_eq!((flags("m"), flags("b")), ((false, true), (false, false)));
}

#[tokio::test]
async fn a_table_can_have_no_column_and_one_can_have_the_most() {
    let catalog = rich().await;
    assert!(relation(&catalog, "shop", "nothing").attributes.is_empty());

    let columns: Vec<String> = (1..=1600).map(|n| format!("c{n} int")).collect();
    let ddl = format!("CREATE TABLE wide ({})", columns.join(", "));
    let catalog = crate::support::catalog(&ddl, &["public"]).await;
    let wide = &relation(&catalog, "public", "wide").attributes;
    assert_eq!(wide.len(), 1600);
    assert!(wide.iter().zip(1..).all(|(a, n)| a.name == format!("c{n}")));
}
