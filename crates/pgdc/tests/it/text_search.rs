//! Text search types.

use pgdc::types::{TsQuery, TsQueryLexeme, TsVector, TsWeight};

use crate::two_way::{Random, client, nulls, parsed, scalars, two_way};

#[tokio::test]
async fn vectors() {
    let longest = format!("'{}'", "x".repeat(2_046));
    let full: Vec<String> = (1..=255).map(|n| n.to_string()).collect();
    let full = format!("'a':{}", full.join(","));
    let texts = [
        "",
        "'a'",
        "'a' 'aa' 'b' 'ü'",
        "'cat':3 'fat':2,4C 'rat':1A,5B,16383",
        r"'it''s' 'a\\b' ' ' ':1A'",
        &longest,
        &full,
    ];
    for text in texts {
        let server =
            client("").await.query_one("SELECT $1::text::tsvector", &[&text]).await.unwrap();
        assert_eq!(server.get::<_, TsVector>(0), text.parse().unwrap());
    }
    let sorted: Vec<String> =
        texts.map(|text| text.parse::<TsVector>().unwrap().to_string()).into();
    let sorted: Vec<&str> = sorted.iter().map(String::as_str).collect();
    two_way("tsvector", &parsed::<TsVector>(&sorted)).await;
}

#[tokio::test]
async fn vectors_of_documents() {
    let client = client("").await;
    let sql = "SELECT v, v::text FROM (SELECT setweight(to_tsvector('english', $1), 'B')) AS t(v)";
    let document =
        "The quick brown fox, the lazy dog's bone: https://example.com/a?b=c 12.5 'quoted'";
    let row = client.query_one(sql, &[&document]).await.unwrap();
    let vector: TsVector = row.get(0);
    assert_eq!(vector.to_string(), row.get::<_, &str>(1));
    assert_eq!(vector.positions("fox").unwrap()[0].weight(), TsWeight::B);
}

#[tokio::test]
async fn queries() {
    let texts = [
        "'a'",
        "'a':*",
        "'a':AB",
        "'a':*ABCD",
        "!'a'",
        "!!'a'",
        "'a' & 'b' | !'c'",
        "( 'a' | 'b' ) & !( 'c' & 'd' )",
        "'a' <-> 'b' <2> 'c'",
        "'a' <-> ( 'b' <-> 'c' )",
        "'a' <0> 'b' <16384> 'c'",
        "( 'a' | 'b' ) <-> !'c'",
        "!( 'a' <-> 'b' )",
        r"'it''s' & 'a\\b' & ' ' & '&'",
    ];
    two_way("tsquery", &parsed::<TsQuery>(&texts)).await;
}

/// The server does not take an empty query in the binary format, which it sends itself.
#[tokio::test]
async fn an_empty_query() {
    let client = client("CREATE DOMAIN over_it AS tsquery").await;
    for name in ["tsquery", "over_it"] {
        scalars(&client, name, &[(TsQuery::default(), "")]).await;
        nulls::<TsQuery>(&client, name).await;
        let sql = format!("SELECT $1::{name}");
        let row = client.query_one(&sql, &[&Some(TsQuery::default())]).await.unwrap();
        assert_eq!(row.get::<_, TsQuery>(0), TsQuery::default());
    }
    let array = client.query_one("SELECT $1::tsquery[]", &[&vec![TsQuery::default()]]).await;
    assert!(array.is_err(), "no wrong value");
}

#[tokio::test]
async fn queries_of_every_shape_print_as_on_the_server() {
    let mut random = Random(8);
    let queries: Vec<TsQuery> = (0..3_000).map(|_| any_query(&mut random, 5)).collect();
    let sql = "SELECT $1::tsquery[], $1::tsquery[]::text[]";
    let row = client("").await.query_one(sql, &[&queries]).await.unwrap();
    assert_eq!(row.get::<_, Vec<TsQuery>>(0), queries);
    for (query, text) in queries.iter().zip(row.get::<_, Vec<&str>>(1)) {
        assert_eq!(query.to_string(), text, "{query:?}");
        // The text does not tell `a & (b & c)` from `(a & b) & c`.
        assert_eq!(text.parse::<TsQuery>().unwrap().to_string(), text);
    }
}

fn any_query(random: &mut Random, depth: i64) -> TsQuery {
    let choice = if depth == 0 { 0 } else { random.within(0, 5) };
    match choice {
        0 | 1 => {
            let text = ["a", "b c", "'", "\\", "ü"][random.within(0, 4) as usize].to_owned();
            let all = [TsWeight::A, TsWeight::B, TsWeight::C, TsWeight::D];
            let weights = all.into_iter().filter(|_| random.within(0, 3) == 0).collect();
            let prefix = random.within(0, 3) == 0;
            TsQueryLexeme { text, weights, prefix }.try_into().unwrap()
        }
        2 => !any_query(random, depth - 1),
        3 => any_query(random, depth - 1) & any_query(random, depth - 1),
        4 => any_query(random, depth - 1) | any_query(random, depth - 1),
        _ => {
            let distance = random.within(0, 3) as u16;
            let left = any_query(random, depth - 1);
            left.followed_by(distance, any_query(random, depth - 1)).unwrap()
        }
    }
}
