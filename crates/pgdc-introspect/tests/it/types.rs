use pgdc_catalog::{DomainCheck, Field, RangeParts, Type, TypeKind, TypeRef};

use crate::support::{catalog, name, plain, rich, user};

fn bare(schema: &str, type_name: &str, kind: TypeKind) -> Type {
    Type {
        name: name(schema, type_name),
        kind,
        row_type: type_name == "shelf",
        extension: None,
        comment: None,
    }
}

fn labels(labels: &[&str]) -> TypeKind {
    TypeKind::Enum(labels.iter().map(|label| (*label).to_owned()).collect())
}

fn field(field_name: &str, type_ref: TypeRef) -> Field {
    Field { name: field_name.to_owned(), type_ref, collation: None, comment: None }
}

fn check(check_name: &str, expression: &str) -> DomainCheck {
    DomainCheck { name: check_name.to_owned(), expression: expression.to_owned() }
}

/// Types that no relation uses, such as `shop.unused_enum`, are left out, and so is what only an
/// extension's relation uses.
#[tokio::test]
async fn every_type_in_use_is_read_through_the_types_it_consists_of() {
    let catalog = rich().await;
    let some = |text: &str| Some(text.to_owned());
    let numeric = |modifier, sql| TypeRef { modifier: Some(modifier), ..plain("numeric", sql) };
    let expected = [
        Type {
            comment: some("Money"),
            ..bare(
                "shop",
                "cents",
                TypeKind::Domain {
                    base: plain("int8", "bigint"),
                    collation: None,
                    not_null: true,
                    default: some("0"),
                    checks: vec![
                        check("affordable", "(VALUE < 1000000)"),
                        check("not_negative", "(VALUE >= 0)"),
                    ],
                },
            )
        },
        bare(
            "shop",
            "codes",
            TypeKind::Domain {
                base: TypeRef {
                    dimensions: 1,
                    modifier: Some(12),
                    ..plain("varchar", "character varying(8)[]")
                },
                collation: None,
                not_null: false,
                default: None,
                checks: Vec::new(),
            },
        ),
        Type {
            comment: some("How it went"),
            ..bare("shop", "mood", labels(&["sad", "so-so", "ok", "it's \"fine\""]))
        },
        bare(
            "shop",
            "price",
            TypeKind::Domain {
                base: user("shop", "cents", "shop.cents"),
                collation: None,
                not_null: false,
                // PostgreSQL copies it from the domain below.
                default: some("0"),
                checks: Vec::new(),
            },
        ),
        bare("stock", "colour", labels(&["red", "green"])),
        bare("stock", "empty", TypeKind::Composite(Vec::new())),
        Type {
            extension: some("plpgsql"),
            comment: some("Like text"),
            ..bare("stock", "plain", TypeKind::Base)
        },
        bare(
            "stock",
            "price_range",
            TypeKind::Range {
                subtype: plain("numeric", "numeric"),
                made_by: RangeParts {
                    multirange: Some(name("stock", "price_set")),
                    ..RangeParts::default()
                },
            },
        ),
        bare(
            "stock",
            "price_set",
            TypeKind::Multirange { range: user("stock", "price_range", "stock.price_range") },
        ),
        // A table's row type.
        bare(
            "stock",
            "shelf",
            TypeKind::Composite(vec![
                field("id", plain("int2", "smallint")),
                field("label", plain("name", "name")),
            ]),
        ),
        bare(
            "stock",
            "size",
            TypeKind::Composite(vec![
                Field {
                    comment: some("In metres"),
                    ..field("width", numeric((6 << 16) + 2 + 4, "numeric(6,2)"))
                },
                field(
                    "colours",
                    TypeRef { dimensions: 2, ..user("stock", "colour", "stock.colour[]") },
                ),
                field("label", plain("text", "text")),
            ]),
        ),
    ];
    for (actual, expected) in catalog.types.iter().zip(&expected) {
        assert_eq!(actual, expected);
    }
    assert_eq!(catalog.types.len(), expected.len());
}

/// `int2vector` and `point` have an element type without being array types.
#[tokio::test]
async fn only_array_types_are_folded_into_dimensions() {
    let catalog = catalog(
        "CREATE TABLE t (a int2vector, b point, c point[], d name[], e int2vector[]);
         CREATE VIEW v AS SELECT ARRAY[1, 2] AS a;",
        &["public"],
    )
    .await;
    let types: Vec<(String, u32)> = catalog
        .relations
        .iter()
        .flat_map(|r| &r.attributes)
        .map(|a| (a.type_ref.name.name.clone(), a.type_ref.dimensions))
        .collect();
    let expected = [
        ("int2vector", 0),
        ("point", 0),
        ("point", 1),
        ("name", 1),
        ("int2vector", 1),
        ("int4", 1),
    ];
    assert_eq!(types, expected.map(|(name, dimensions)| (name.to_owned(), dimensions)));
}
