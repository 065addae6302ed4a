//! Numbers, bits and identifiers.

use pgdc::types::{Bits, Char, Cid, Lsn, Money, Numeric, Snapshot, Tid, Xid, Xid8};
use pgdc_server::Server;

use crate::two_way::{Random, client, parsed, same_texts, two_way};

#[tokio::test]
async fn numeric() {
    let whole = "9".repeat(131_072);
    let decimals = "0".repeat(16_382) + "1";
    let widest = format!("-{whole}.{decimals}");
    let finest = format!("0.{decimals}");
    let mut texts = vec![
        "0",
        "0.00",
        "1",
        "-1",
        "1.0",
        "1.00",
        "9999",
        "10000",
        "-10000.0001",
        "0.0001",
        "0.00010000",
        "100000000000000000000000000000000",
        "3.14159265358979323846264338327950288419716939937510",
        "NaN",
        &whole,
        &widest,
        &finest,
    ];
    if Server::shared().version().major >= 14 {
        texts.extend(["Infinity", "-Infinity"]);
    }
    two_way("numeric", &parsed::<Numeric>(&texts)).await;
    two_way(
        "numeric(10,2)",
        &[(Numeric::from(7), "7.00")].map(|(value, text)| {
            // The column's type adds the scale.
            assert_eq!(value, text.parse().unwrap());
            (text.parse::<Numeric>().unwrap(), text)
        }),
    )
    .await;
}

#[tokio::test]
async fn numerics_of_random_digits() {
    let mut random = Random(4);
    let mut digits = |most| -> String {
        // Few of them, so that there are runs of zeros.
        let digit = |random: &mut Random| ["0", "0", "0", "5", "9"][random.within(0, 4) as usize];
        (0..random.within(0, most)).map(|_| digit(&mut random)).collect()
    };
    let numbers: Vec<Numeric> = (0..20_000)
        .map(|n| {
            let (sign, whole, decimals) = (["", "-"][n % 2], digits(30), digits(20));
            format!("{sign}0{whole}.{decimals}").parse().unwrap()
        })
        .collect();
    same_texts("numeric", &numbers).await;
}

#[tokio::test]
async fn numeric_orders_as_the_server_does() {
    let client = client("").await;
    let sql = "SELECT array_agg(n ORDER BY n) FROM unnest($1::numeric[]) n";
    let mut numbers: Vec<Numeric> =
        ["5", "NaN", "-0.001", "10000", "9999.9999", "-20000", "0.00", "0.0001"]
            .iter()
            .map(|text| text.parse().unwrap())
            .collect();
    let row = client.query_one(sql, &[&numbers]).await.unwrap();
    numbers.sort();
    assert_eq!(row.get::<_, Vec<Numeric>>(0), numbers);
}

#[tokio::test]
async fn money() {
    let pairs = [
        (Money(0), "$0.00"),
        (Money(7), "$0.07"),
        (Money(-7), "-$0.07"),
        (Money(123_456), "$1,234.56"),
        (Money(-123_456), "-$1,234.56"),
        (Money(100_000_000), "$1,000,000.00"),
        (Money(i64::MAX), "$92,233,720,368,547,758.07"),
        (Money(i64::MIN), "-$92,233,720,368,547,758.08"),
    ];
    two_way("money", &pairs).await;
}

#[tokio::test]
async fn bits() {
    let long = "10".repeat(1000);
    two_way("varbit", &parsed::<Bits>(&["", "0", "1", "10101", "00000000", "100000001", &long]))
        .await;
    two_way("bit(5)", &parsed::<Bits>(&["00000", "10101", "11111"])).await;
    two_way("\"bit\"", &parsed::<Bits>(&["1", "100000001"])).await;
}

#[tokio::test]
async fn bits_order_as_the_server_does() {
    let client = client("").await;
    let sql = "SELECT array_agg(b ORDER BY b) FROM unnest($1::varbit[]) b";
    let texts = ["1", "", "01", "010", "0", "00", "100000000", "10", "0000000011", "11"];
    let mut bits: Vec<Bits> = texts.iter().map(|text| text.parse().unwrap()).collect();
    let row = client.query_one(sql, &[&bits]).await.unwrap();
    bits.sort();
    assert_eq!(row.get::<_, Vec<Bits>>(0), bits);
}

#[tokio::test]
async fn one_byte() {
    let ascii: Vec<String> = (1..0x80_u8).map(|byte| char::from(byte).to_string()).collect();
    let mut pairs: Vec<(Char, &str)> = vec![(Char(0), "")];
    pairs.extend((1..).map(Char).zip(ascii.iter().map(String::as_str)));
    if Server::shared().version().major >= 16 {
        pairs.extend([(Char(0x80), r"\200"), (Char(0xE9), r"\351"), (Char(0xFF), r"\377")]);
    }
    two_way("\"char\"", &pairs).await;
}

/// Before PostgreSQL 16 such a byte has no text that all encodings allow, but it travels.
#[tokio::test]
async fn every_byte_travels() {
    let client = client("").await;
    let bytes: Vec<Char> = (0..=u8::MAX).map(Char).collect();
    let row = client.query_one("SELECT $1::\"char\"[]", &[&bytes]).await.unwrap();
    assert_eq!(row.get::<_, Vec<Char>>(0), bytes);
}

#[tokio::test]
async fn identifiers() {
    let lsns = [
        (Lsn(0), "0/0"),
        (Lsn(0x16_B374_D848), "16/B374D848"),
        (Lsn(u64::MAX), "FFFFFFFF/FFFFFFFF"),
    ];
    two_way("pg_lsn", &lsns).await;
    two_way("xid", &[(Xid(0), "0"), (Xid(731), "731"), (Xid(u32::MAX), "4294967295")]).await;
    two_way("cid", &[(Cid(0), "0"), (Cid(7), "7"), (Cid(u32::MAX), "4294967295")]).await;
    two_way(
        "xid8",
        &[(Xid8(0), "0"), (Xid8(731), "731"), (Xid8(u64::MAX), "18446744073709551615")],
    )
    .await;
    let tids = [(0, 1, "(0,1)"), (42, 7, "(42,7)"), (u32::MAX, u16::MAX, "(4294967295,65535)")]
        .map(|(block, offset, text)| (Tid { block, offset }, text));
    two_way("tid", &tids).await;
}

#[tokio::test]
async fn snapshots() {
    let texts = ["1:1:", "10:20:", "10:20:10,14,15", "4294968027:4294968030:4294968028"];
    two_way("pg_snapshot", &parsed::<Snapshot>(&texts)).await;
    two_way("txid_snapshot", &parsed::<Snapshot>(&texts)).await;
}

#[tokio::test]
async fn a_snapshot_sees_what_the_server_says() {
    let client = client("").await;
    let snapshot: Snapshot = "10:20:10,14".parse().unwrap();
    let sql = "SELECT pg_visible_in_snapshot($1::xid8, $2)";
    for xid in (1..25).map(Xid8) {
        let row = client.query_one(sql, &[&xid, &snapshot]).await.unwrap();
        assert_eq!(row.get::<_, bool>(0), snapshot.sees(xid), "{xid}");
    }
}

#[tokio::test]
async fn system_columns() {
    let client = client("CREATE TABLE t AS SELECT 1").await;
    let sql =
        "SELECT ctid, xmin, cmin, pg_current_wal_lsn(), pg_current_snapshot(), cmin::text FROM t";
    let row = client.query_one(sql, &[]).await.unwrap();
    assert_eq!(row.get::<_, Tid>(0), Tid { block: 0, offset: 1 });
    assert_eq!(row.get::<_, Cid>(2).to_string(), row.get::<_, &str>(5));
    assert!(row.get::<_, Lsn>(3) > Lsn(0));
    let snapshot: Snapshot = row.get(4);
    assert!(snapshot.sees(Xid8(row.get::<_, Xid>(1).0.into())));
}
