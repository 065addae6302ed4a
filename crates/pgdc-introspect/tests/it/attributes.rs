use pgdc_catalog::{Attribute, Generated, Identity, TypeRef};

use crate::support::{ODD, attribute, name, plain, relation, rich, user};

fn bare(attribute_name: &str, type_ref: TypeRef) -> Attribute {
    Attribute { name: attribute_name.to_owned(), type_ref, ..Attribute::default() }
}

#[tokio::test]
async fn every_fact_of_an_attribute() {
    let catalog = rich().await;
    let text = || plain("text", "text");
    let array = |type_ref: TypeRef, dimensions| TypeRef { dimensions, ..type_ref };
    let modified = |name, modifier, sql| TypeRef { modifier: Some(modifier), ..plain(name, sql) };
    let some = |sql: &str| Some(sql.to_owned());
    let mood = || user("shop", "mood", "shop.mood");

    let expected = [
        Attribute {
            not_null: true,
            identity: Some(Identity::Always),
            ..bare("id", plain("int8", "bigint"))
        },
        Attribute {
            not_null: true,
            collation: Some(name("pg_catalog", "C")),
            comment: some("The code"),
            ..bare("code", modified("varchar", 44, "character varying(40)"))
        },
        Attribute {
            not_null: true,
            default: some("'no ''title'''::text"),
            ..bare("title", text())
        },
        Attribute { default: some("'ok'::shop.mood"), ..bare("mood", mood()) },
        Attribute {
            not_null: true,
            default: some("'{}'::shop.mood[]"),
            ..bare("moods", array(user("shop", "mood", "shop.mood[]"), 1))
        },
        bare("grid", array(plain("int4", "integer[]"), 2)),
        Attribute { not_null: true, ..bare("price", user("shop", "price", "shop.price")) },
        bare("codes", user("shop", "codes", "shop.codes")),
        bare("codes_list", array(user("shop", "codes", "shop.codes[]"), 1)),
        bare("size", user("stock", "size", "stock.size")),
        bare("span", user("stock", "price_range", "stock.price_range")),
        bare("spans", user("stock", "price_set", "stock.price_set")),
        bare("plain", user("stock", "plain", "stock.plain")),
        bare("shelf", user("stock", "shelf", "stock.shelf")),
        bare("nothing", user("stock", "empty", "stock.empty")),
        bare("weight", modified("numeric", (8 << 16) + 3 + 4, "numeric(8,3)")),
        bare("took", modified("interval", 470_286_339, "interval day to second(3)")),
        Attribute {
            default: some("'2020-01-02 03:04:05+00'::timestamp with time zone"),
            ..bare("at", modified("timestamptz", 0, "timestamp(0) with time zone"))
        },
        Attribute {
            generated: Some(Generated::Stored("((price)::bigint * 2)".to_owned())),
            ..bare("total", plain("int8", "bigint"))
        },
        Attribute {
            not_null: true,
            identity: Some(Identity::ByDefault),
            ..bare("number", plain("int4", "integer"))
        },
        Attribute {
            not_null: true,
            default: some("nextval('shop.item_serial_number_seq'::regclass)"),
            ..bare("serial_number", plain("int4", "integer"))
        },
        bare("spot_place", plain("int4", "integer")),
        bare("spot_shelf", plain("int2", "smallint")),
        bare("parent_id", plain("int8", "bigint")),
        bare("during", plain("tsrange", "tsrange")),
    ];
    let actual = &relation(&catalog, "shop", "item").attributes;
    for (actual, expected) in actual.iter().zip(&expected) {
        assert_eq!(actual, expected);
    }
    assert_eq!(actual.len(), expected.len());
}

#[tokio::test]
async fn attributes_of_views_and_foreign_tables() {
    let catalog = rich().await;
    let cheap = relation(&catalog, "shop", "cheap");
    let id = attribute(cheap, "id");
    assert_eq!(id.comment.as_deref(), Some("Of the item"));
    assert!(!id.not_null);
    let code = attribute(cheap, "code");
    assert_eq!(code.default.as_deref(), Some("'x'::character varying"));
    assert_eq!(code.collation, Some(name("pg_catalog", "C")));

    let remote = relation(&catalog, "shop", "remote");
    assert!(attribute(remote, "id").not_null);
    assert_eq!(attribute(remote, "label").default.as_deref(), Some("'far'::text"));
}

#[tokio::test]
async fn names_are_as_postgresql_stores_them() {
    let catalog = rich().await;
    let odd = relation(&catalog, ODD, "a.b \"c\" 'd'");
    let names: Vec<_> = odd.attributes.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(names, ["Select", "new\nline", "größe, 尺寸"]);
}
