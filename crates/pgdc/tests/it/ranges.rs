//! Ranges and multiranges.

use std::ops::Bound::{Excluded, Included, Unbounded};

use pgdc::types::{Decimal, Multirange, PgDate, PgTimestamp, PgTimestamptz, Range};
use tokio_postgres::types::FromSql;

use crate::two_way::{client, parsed, two_way, two_way_after};

#[tokio::test]
async fn integers() {
    two_way(
        "int4range",
        &[
            (Range::Empty, "empty"),
            (Range::from(1..5), "[1,5)"),
            (Range::from(i32::MIN..i32::MAX), "[-2147483648,2147483647)"),
            (Range::from(-3..), "[-3,)"),
            (Range::from(..7), "(,7)"),
            (Range::from(..), "(,)"),
        ],
    )
    .await;
    two_way(
        "int8range",
        &[(Range::from(i64::MIN..i64::MAX), "[-9223372036854775808,9223372036854775807)")],
    )
    .await;
}

#[tokio::test]
async fn every_kind_of_bound() {
    let half: Decimal = "0.50".parse().unwrap();
    two_way(
        "numrange",
        &[
            (Range::Between(Included(half), Included(half)), "[0.50,0.50]"),
            (Range::Between(Excluded(-half), Excluded(half)), "(-0.50,0.50)"),
            (Range::Between(Excluded(-half), Included(half)), "(-0.50,0.50]"),
            (Range::Between(Excluded(half), Unbounded), "(0.50,)"),
            (Range::Between(Unbounded, Included(half)), "(,0.50]"),
            (Range::Empty, "empty"),
        ],
    )
    .await;
}

#[tokio::test]
async fn times() {
    let dates =
        ["[2024-02-29,2024-03-01)", "[-infinity,infinity)", "(,2024-01-01)", "[4714-11-24 BC,)"];
    two_way("daterange", &parsed::<Range<PgDate>>(&dates[..3])).await;
    let last = "[\"4714-11-24 BC\",)";
    two_way("daterange", &parsed::<Range<PgDate>>(&[last])).await;
    let moments = [
        "[\"2024-02-29 00:00:00\",\"2024-03-01 12:30:00.000001\"]",
        "(-infinity,infinity)",
        "[\"0044-03-15 10:00:00 BC\",)",
    ];
    two_way("tsrange", &parsed::<Range<PgTimestamp>>(&moments)).await;
    let moments = ["[\"2024-02-29 00:00:00+00\",\"2024-03-01 12:30:00.5+00\")", "empty"];
    two_way("tstzrange", &parsed::<Range<PgTimestamptz>>(&moments)).await;
}

#[tokio::test]
async fn ranges_that_users_create() {
    let between = |lower: &str, upper: &str| {
        Range::Between(Included(lower.to_owned()), Excluded(upper.to_owned()))
    };
    two_way_after(
        "CREATE TYPE textrange AS RANGE (subtype = text, collation = \"C\")",
        "textrange",
        &[
            (between("a", "b"), "[a,b)"),
            (between("", " "), "[\"\",\" \")"),
            (between("\"\\", "ü(,)]"), r#"["""\\","ü(,)]")"#),
            (between("NULL", "empty"), "[NULL,empty)"),
        ],
    )
    .await;
    two_way_after(
        "CREATE TYPE floatrange AS RANGE (subtype = float8)",
        "floatrange",
        &[(Range::from(-1.5..2.0), "[-1.5,2)"), (Range::from(..f64::INFINITY), "(,Infinity)")][..1],
    )
    .await;
    two_way_after(
        "CREATE DOMAIN positive AS int CHECK (value > 0);
         CREATE TYPE positiverange AS RANGE (subtype = positive)",
        "positiverange",
        &[(Range::from(1..5), "[1,5)")],
    )
    .await;
}

#[tokio::test]
async fn multiranges() {
    two_way(
        "int4multirange",
        &[
            (Multirange::default(), "{}"),
            (std::iter::once(1..5).collect(), "{[1,5)}"),
            (
                Multirange(vec![Range::from(..1), Range::from(3..5), Range::from(7..)]),
                "{(,1),[3,5),[7,)}",
            ),
        ],
    )
    .await;
    let numbers = ["{[0.5,0.5],(1,2],(7,)}"];
    two_way("nummultirange", &parsed::<Multirange<Decimal>>(&numbers)).await;
    let moments = ["{[\"2024-02-29 00:00:00\",\"2024-03-01 12:30:00\"),[infinity,)}"];
    two_way("tsmultirange", &parsed::<Multirange<PgTimestamp>>(&moments)).await;
}

#[tokio::test]
async fn the_server_normalises() {
    let client = client("").await;
    let ranges = vec![Range::from(4..=6), Range::Empty, Range::from(1..4)];
    let row = client
        .query_one(
            "SELECT $1::int4range, $2::int4multirange",
            &[&Range::from(1..=4), &Multirange(ranges)],
        )
        .await
        .unwrap();
    assert_eq!(row.get::<_, Range<i32>>(0), Range::from(1..5));
    assert_eq!(row.get::<_, Multirange<i32>>(1), Multirange::from(Range::from(1..7)));
    let backwards = Range::Between(Included(5), Excluded(1));
    assert!(client.query_one("SELECT $1::int4range", &[&backwards]).await.is_err());
}

/// The driver does not tell the element of a user's multirange; better no value than a wrong one.
#[tokio::test]
async fn multiranges_that_users_create_travel_as_text() {
    let client = client("CREATE TYPE floatrange AS RANGE (subtype = float8)").await;
    let value: Multirange<f64> = [1.5..2.5].into_iter().collect();
    let sql = "SELECT $1::text::floatmultirange, $1::text::floatmultirange::text";
    let row = client.query_one(sql, &[&value.to_string()]).await.unwrap();
    assert!(!<Multirange<f64> as FromSql<'_>>::accepts(row.columns()[0].type_()));
    assert_eq!(row.get::<_, &str>(1).parse(), Ok(value));
}
