use pgdc_catalog::{Constraint, ConstraintKind, ForeignKey, KeyAction, KeyMatch};

use crate::support::{ODD, constraint, name, relation, rich};

fn bare(constraint_name: &str, kind: ConstraintKind, columns: &[&str]) -> Constraint {
    Constraint {
        name: constraint_name.to_owned(),
        kind,
        columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        deferrable: false,
        initially_deferred: false,
        not_valid: false,
        not_enforced: false,
        no_inherit: false,
        period: false,
        comment: None,
    }
}

fn foreign_key(schema: &str, table: &str, columns: &[&str]) -> ForeignKey {
    ForeignKey {
        table: name(schema, table),
        columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        on_delete: KeyAction::NoAction,
        set_columns: Vec::new(),
        on_update: KeyAction::NoAction,
        matching: KeyMatch::Simple,
    }
}

#[tokio::test]
async fn every_fact_of_a_constraint() {
    let catalog = rich().await;
    let expected = [
        Constraint {
            deferrable: true,
            initially_deferred: true,
            ..bare("item_code_title_key", ConstraintKind::Unique, &["title", "code"])
        },
        bare(
            "item_during_excl",
            ConstraintKind::Exclusion("EXCLUDE USING gist (during WITH &&)".to_owned()),
            &["during"],
        ),
        Constraint {
            deferrable: true,
            ..bare("item_number_key", ConstraintKind::Unique, &["number"])
        },
        Constraint {
            not_valid: true,
            ..bare(
                "item_parent_fkey",
                ConstraintKind::ForeignKey(foreign_key("shop", "item", &["id"])),
                &["parent_id"],
            )
        },
        bare("item_pkey", ConstraintKind::PrimaryKey, &["id"]),
        bare(
            "item_spot_fkey",
            ConstraintKind::ForeignKey(ForeignKey {
                on_delete: KeyAction::SetNull,
                set_columns: Vec::new(),
                on_update: KeyAction::SetDefault,
                matching: KeyMatch::Full,
                ..foreign_key("stock", "spot", &["shelf_id", "place"])
            }),
            &["spot_shelf", "spot_place"],
        ),
        Constraint {
            comment: Some("Weightless is not for sale".to_owned()),
            ..bare(
                "item_weight_check",
                ConstraintKind::Check(
                    "((weight > (0)::numeric) AND (length((code)::text) < 30))".to_owned(),
                ),
                &["weight", "code"],
            )
        },
    ];
    assert_eq!(relation(&catalog, "shop", "item").constraints, expected);
}

#[tokio::test]
async fn a_key_has_its_own_order() {
    let catalog = rich().await;
    let spot = relation(&catalog, "stock", "spot");
    assert_eq!(spot.primary_key().unwrap().columns, ["place", "shelf_id"]);
    assert_eq!(
        constraint(spot, "spot_shelf_id_fkey").kind,
        ConstraintKind::ForeignKey(ForeignKey {
            on_delete: KeyAction::Cascade,
            set_columns: Vec::new(),
            on_update: KeyAction::Restrict,
            ..foreign_key("stock", "shelf", &["id"])
        })
    );
}

/// PostgreSQL keeps a copy of the key for each partition of the table it references.
#[tokio::test]
async fn a_foreign_key_to_a_partitioned_table_is_one_constraint() {
    let catalog = rich().await;
    for table in ["delivery", "delivery_1"] {
        let expected = [
            bare(
                "delivery_pallet_fkey",
                ConstraintKind::ForeignKey(ForeignKey {
                    on_delete: KeyAction::SetDefault,
                    set_columns: Vec::new(),
                    ..foreign_key("shop", "pallet", &["id"])
                }),
                &["pallet"],
            ),
            // Its table is not in the schemas asked for.
            bare(
                "delivery_thing_fkey",
                ConstraintKind::ForeignKey(foreign_key("elsewhere", "thing", &["id"])),
                &["thing"],
            ),
        ];
        assert_eq!(relation(&catalog, "shop", table).constraints, expected, "{table}");
    }
}

#[tokio::test]
async fn names_that_are_hard_to_quote() {
    let catalog = rich().await;
    let odd = relation(&catalog, ODD, "a.b \"c\" 'd'");
    let expected = [
        bare(
            "a.b \"c\" 'd'_größe, 尺寸_check",
            ConstraintKind::Check("(\"größe, 尺寸\" <> ''::text)".to_owned()),
            &["größe, 尺寸"],
        ),
        bare("no \"quote\"", ConstraintKind::PrimaryKey, &["Select"]),
    ];
    assert_eq!(odd.constraints, expected);
}
