use pgdc_catalog::{Index, IndexKey};

use crate::support::{catalog, index, name, relation, rich};

fn bare(index_name: &str, keys: Vec<IndexKey>) -> Index {
    Index {
        name: index_name.to_owned(),
        method: "btree".to_owned(),
        keys,
        immediate: true,
        valid: true,
        ..Index::default()
    }
}

fn column(name: &str) -> IndexKey {
    IndexKey { column: Some(name.to_owned()), ..IndexKey::default() }
}

fn expression(sql: &str) -> IndexKey {
    IndexKey { expression: Some(sql.to_owned()), ..IndexKey::default() }
}

fn of_constraint(index: Index) -> Index {
    Index { unique: true, constraint: Some(index.name.clone()), ..index }
}

#[tokio::test]
async fn every_fact_of_an_index() {
    let catalog = rich().await;
    let some = |text: &str| Some(text.to_owned());
    let expected = [
        bare(
            "item_classes",
            vec![
                IndexKey {
                    collation: Some(name("pg_catalog", "POSIX")),
                    operator_class: Some(name("pg_catalog", "varchar_pattern_ops")),
                    ..column("code")
                },
                IndexKey {
                    operator_class: Some(name("pg_catalog", "text_pattern_ops")),
                    ..column("title")
                },
            ],
        ),
        Index {
            immediate: false,
            ..of_constraint(bare("item_code_title_key", vec![column("title"), column("code")]))
        },
        Index {
            method: "gist".to_owned(),
            unique: false,
            ..of_constraint(bare("item_during_excl", vec![column("during")]))
        },
        Index {
            include: vec!["number".to_owned(), "price".to_owned()],
            predicate: some("(weight IS NOT NULL)"),
            ..bare(
                "item_expressions",
                vec![
                    expression("lower(title)"),
                    IndexKey {
                        descending: true,
                        nulls_first: true,
                        ..expression("((weight + (1)::numeric))")
                    },
                    column("code"),
                ],
            )
        },
        Index { method: "gin".to_owned(), ..bare("item_moods", vec![column("moods")]) },
        Index {
            immediate: false,
            ..of_constraint(bare("item_number_key", vec![column("number")]))
        },
        of_constraint(bare("item_pkey", vec![column("id")])),
        Index {
            comment: some("For lists"),
            ..bare(
                "item_plain",
                vec![
                    IndexKey { descending: true, nulls_first: true, ..column("title") },
                    IndexKey { nulls_first: true, ..column("weight") },
                    IndexKey { descending: true, ..column("number") },
                ],
            )
        },
        Index {
            unique: true,
            predicate: some("(mood = 'sad'::shop.mood)"),
            ..bare(
                "item_unique",
                vec![IndexKey {
                    collation: Some(name("pg_catalog", "C")),
                    ..expression("lower((code)::text)")
                }],
            )
        },
        // Its operator class is the default, although what the class stores is not a tsvector.
        Index {
            method: "gin".to_owned(),
            ..bare("item_words", vec![expression("to_tsvector('english'::regconfig, title)")])
        },
    ];
    let actual = &relation(&catalog, "shop", "item").indexes;
    for (actual, expected) in actual.iter().zip(&expected) {
        assert_eq!(actual, expected);
    }
    assert_eq!(actual.len(), expected.len());
}

#[tokio::test]
async fn indexes_of_partitioned_tables_and_materialized_views() {
    let catalog = rich().await;
    let event = relation(&catalog, "shop", "event");
    assert_eq!(event.indexes, [bare("event_id", vec![column("id")])]);
    let totals = relation(&catalog, "shop", "totals");
    assert_eq!(
        totals.indexes,
        [Index { unique: true, ..bare("totals_code", vec![column("code")]) }]
    );
}

#[tokio::test]
async fn an_index_on_part_of_a_partitioned_table_is_not_valid() {
    let catalog = catalog(
        "CREATE TABLE whole (id int) PARTITION BY LIST (id);
         CREATE TABLE part PARTITION OF whole DEFAULT;
         CREATE INDEX whole_id ON ONLY whole (id);",
        &["public"],
    )
    .await;
    assert!(!index(relation(&catalog, "public", "whole"), "whole_id").valid);
}
