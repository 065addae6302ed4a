//! Arrays of any shape.

use pgdc::types::{Array, Dimension, PgBox, Point, Range};

use crate::two_way::{Value, client, nulls, parsed, scalars};

async fn two_way<T: Value>(element: &str, texts: &[&str])
where
    Array<T>: Value,
{
    let setup =
        format!("CREATE DOMAIN over_it AS {element}[]; CREATE DOMAIN inner_one AS {element}");
    let client = client(&setup).await;
    for name in [&format!("{element}[]"), "over_it", "inner_one[]"] {
        scalars(&client, name, &parsed::<Array<T>>(texts)).await;
        nulls::<Array<T>>(&client, name).await;
    }
}

#[tokio::test]
async fn shapes() {
    two_way::<i32>(
        "int",
        &[
            "{}",
            "{1}",
            "{NULL}",
            "{1,NULL,-2147483648}",
            "[0:1]={1,2}",
            "[-5:-4]={1,2}",
            "[2147483646:2147483646]={1}",
            "{{1,2,3},{4,5,NULL}}",
            "[0:0][2:3]={{1,2}}",
            "{{{{{{1,2}}}}}}",
            "{{{1},{2}},{{3},{4}},{{5},{6}}}",
        ],
    )
    .await;
}

#[tokio::test]
async fn elements_that_must_be_quoted() {
    two_way::<String>(
        "text",
        &[
            r#"{a,"b c","","NULL","null",NULL,NULLS}"#,
            r#"{"{","}",",","\"","\\",a'b,ü}"#,
            "{\"\t\",\"\n\",\"\r\",\"\u{B}\",\"\u{C}\",\u{A0}}",
            r#"[0:1][1:1]={{"a b"},{NULL}}"#,
        ],
    )
    .await;
    two_way::<Range<i32>>("int4range", &[r#"{"[1,5)",empty,NULL,"(,)"}"#]).await;
    two_way::<Point>("point", &[r#"{"(1,2)","(0,NaN)"}"#]).await;
}

#[tokio::test]
async fn boxes_are_delimited_by_semicolons() {
    let client = client("").await;
    let corner = |x, y| Point { x, y };
    let unit = PgBox::new(corner(0.0, 0.0), corner(1.0, 1.0));
    let boxes: Array<PgBox> = vec![Some(unit), None].into();
    let row = client.query_one("SELECT $1::box[], $1::box[]::text", &[&boxes]).await.unwrap();
    assert_eq!(row.get::<_, Array<PgBox>>(0), boxes);
    let text: &str = row.get(1);
    assert_eq!(text, "{(1,1),(0,0);NULL}");
    assert_eq!(boxes.to_text(';'), text);
    assert_eq!(Array::from_text(text, ';'), Ok(boxes));
}

#[tokio::test]
async fn a_wrong_element_type_is_refused() {
    let client = client("").await;
    let dimension = Dimension { length: 2, lower_bound: 1 };
    let array = Array::new(vec![dimension], vec![Some(1_i64), None]).unwrap();
    assert!(client.query_one("SELECT $1::int[]", &[&array]).await.is_err());
    let row = client.query_one("SELECT '{1}'::int[]", &[]).await.unwrap();
    assert!(row.try_get::<_, Array<i64>>(0).is_err());
}

/// What the server prints is read, and its vectors too, whose lower bound is 0.
#[tokio::test]
async fn vectors_of_the_catalog() {
    let client = client("").await;
    let sql = "SELECT '1 2'::int2vector::int2[], '1 2'::int2vector::int2[]::text";
    let row = client.query_one(sql, &[]).await.unwrap();
    let vector: Array<i16> = row.get(0);
    assert_eq!(vector.to_string(), row.get::<_, &str>(1));
    assert_eq!(vector.dimensions(), [Dimension { length: 2, lower_bound: 0 }]);
}
