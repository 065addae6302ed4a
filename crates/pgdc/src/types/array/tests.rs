//! Arrays without a server.

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, ToSql, Type};

use super::{Array, Dimension};
use crate::IntoValue;
use crate::types::wire::assert_garbage_is_refused;

fn shape(dimensions: &[(usize, i32)]) -> Vec<Dimension> {
    let dimension = |&(length, lower_bound)| Dimension { length, lower_bound };
    dimensions.iter().map(dimension).collect()
}

fn strings(elements: &[&str]) -> Array<String> {
    elements.iter().map(|text| (*text).to_owned()).collect::<Vec<String>>().into()
}

#[test]
fn the_dimensions_must_fit_the_elements() {
    let new = |dimensions: &[(usize, i32)], count| {
        Array::new(shape(dimensions), vec![Some(0); count]).map_err(|error| error.to_string())
    };
    assert!(new(&[(2, 1), (3, -7)], 6).is_ok());
    assert_eq!(new(&[(0, 5), (3, 1)], 0), Ok(Array::default()));
    assert_eq!(new(&[(2, 1)], 3).unwrap_err(), "3 elements do not fill dimensions of [2]");
    assert!(new(&[], 1).is_err());
    assert!(new(&[(1, 1); 7], 1).is_err());
    assert!(new(&[(1, i32::MAX)], 1).is_err());
    assert!(new(&[(usize::MAX, 1)], 1).is_err());
    assert!(new(&[(1 << 30, 1), (1 << 30, 1), (1 << 30, 1)], 1).is_err());
}

#[test]
fn a_vec_takes_one_dimension_from_1() {
    let array: Array<i32> = vec![Some(1), None].into();
    assert_eq!(Vec::<Option<i32>>::try_from(array.clone()), Ok(vec![Some(1), None]));
    let error = Vec::<i32>::try_from(array).unwrap_err();
    assert_eq!(error.to_string(), "the array has an element that is NULL");
    let nested: Array<i32> = "{{1,2},{3,4}}".parse().unwrap();
    let error = Vec::<i32>::try_from(nested).unwrap_err();
    assert_eq!(error.to_string(), "the array has dimensions of [2, 2], and a Vec holds one");
    let shifted: Array<i32> = "[0:0]={1}".parse().unwrap();
    assert!(Vec::<i32>::try_from(shifted).unwrap_err().to_string().contains("begins at 0"));
    let value: Option<Array<i32>> = vec![1].into_value();
    assert_eq!(value, Some(vec![Some(1)].into()));
}

#[test]
fn texts_round_trip() {
    for (value, text) in [
        (strings(&[]), "{}"),
        (strings(&["a", "b c", "", "null", "NULLS"]), r#"{a,"b c","","null",NULLS}"#),
        (
            strings(&["\"", "\\", "{", "}", ",", "\t", "ü"]),
            "{\"\\\"\",\"\\\\\",\"{\",\"}\",\",\",\"\t\",ü}",
        ),
    ] {
        assert_eq!(value.to_string(), text);
        assert_eq!(text.parse(), Ok(value));
    }
    for text in ["{NULL}", "{{{1}}}", "[-2:-1]={1,2}", "[1:1][0:2]={{1,2,NULL}}"] {
        assert_eq!(text.parse::<Array<i32>>().unwrap().to_string(), text);
    }
}

#[test]
fn spaces_escapes_and_short_bounds_are_read() {
    let read: Array<String> = r#" [2] = { a b , "c" } "#.parse().unwrap();
    assert_eq!(read, strings(&["a b", "c"]));
    assert_eq!(r"{\NULL,nuLL}".parse::<Array<String>>().unwrap().to_string(), r#"{"NULL",NULL}"#);
    assert_eq!("{ }".parse(), Ok(strings(&[])));
}

#[test]
fn other_texts_are_refused() {
    for text in [
        "",
        "{",
        "}",
        "{1",
        "{1,",
        "{1,}",
        "{,1}",
        "{1}}",
        "{1}2",
        "1",
        "{{1},2}",
        "{1,{2}}",
        "{{1},{2,3}}",
        "{{1,2},{3}}",
        "[1:2]={1}",
        "[2:1]={}",
        "[1:1]{1}",
        "[1:1]=",
        "{a}",
        "{\"1}",
        "{{{{{{{1}}}}}}}",
        "[0:1]={{1,2}}",
        "{{},1}",
        "{\\",
    ] {
        assert!(text.parse::<Array<i32>>().is_err(), "{text}");
    }
}

#[test]
fn garbage_is_refused() {
    let mut good = BytesMut::new();
    let array: Array<i32> = vec![Some(1), None].into();
    array.to_sql(&Type::INT4_ARRAY, &mut good).unwrap();
    assert_eq!(Array::<i32>::from_sql(&Type::INT4_ARRAY, &good).unwrap(), array);
    let change = |at: usize, to: u8| {
        let mut bad = good.to_vec();
        bad[at] = to;
        bad
    };
    let too_long = [&good[..], b"\0\0\0\x04\0\0\0\x01"].concat();
    let bad = [
        change(0, 0xFF),
        change(3, 7),
        change(12, 0x7F),
        change(15, 3),
        change(20, 0x80),
        too_long,
    ];
    let bad: Vec<&[u8]> = bad.iter().map(Vec::as_slice).collect();
    assert_garbage_is_refused::<Array<i32>>(&Type::INT4_ARRAY, &bad);
    assert!(!<Array<i32> as FromSql<'_>>::accepts(&Type::INT8_ARRAY));
}
