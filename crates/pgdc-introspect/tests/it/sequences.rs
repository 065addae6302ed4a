use pgdc_catalog::{OwnedBy, Sequence};

use crate::support::{name, rich};

fn ascending(sequence: &str, data_type: &str, max: i64) -> Sequence {
    Sequence {
        name: name("shop", sequence),
        data_type: data_type.to_owned(),
        start: 1,
        increment: 1,
        min: 1,
        max,
        cache: 1,
        cycle: false,
        owned_by: None,
        comment: None,
    }
}

fn of_item(column: &str, identity: bool) -> Option<OwnedBy> {
    Some(OwnedBy { table: name("shop", "item"), column: column.to_owned(), identity })
}

#[tokio::test]
async fn every_fact_of_a_sequence() {
    let catalog = rich().await;
    let shop: Vec<_> = catalog.sequences.iter().filter(|s| s.name.schema == "shop").collect();
    let expected = [
        Sequence {
            start: -1,
            increment: -1,
            min: -32768,
            comment: Some("Counts down".to_owned()),
            ..ascending("free", "smallint", -1)
        },
        Sequence {
            start: 100,
            increment: 5,
            min: 10,
            cache: 3,
            cycle: true,
            owned_by: of_item("id", true),
            ..ascending("item_id_seq", "bigint", 9000)
        },
        Sequence {
            owned_by: of_item("number", true),
            ..ascending("item_number_seq", "integer", i64::from(i32::MAX))
        },
        Sequence {
            owned_by: of_item("serial_number", false),
            ..ascending("item_serial_number_seq", "bigint", i64::MAX)
        },
    ];
    assert_eq!(shop, expected.iter().collect::<Vec<_>>());
}
