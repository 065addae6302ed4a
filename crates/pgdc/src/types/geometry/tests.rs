//! Geometric types without a server.

use std::fmt::Debug;
use std::str::FromStr;

use bytes::BytesMut;
use tokio_postgres::types::{ToSql, Type};

use super::{Circle, Line, Lseg, Path, PgBox, Point, Polygon};
use crate::types::wire::assert_garbage_is_refused;

fn assert_texts<T: FromStr + ToString + Debug>(text: &str, spaced: &str, bad: &[&str]) {
    let Ok(value) = text.parse::<T>() else { panic!("{text:?} is not parsed") };
    assert_eq!(value.to_string(), text);
    let Ok(value) = spaced.parse::<T>() else { panic!("{spaced:?} is not parsed") };
    assert_eq!(value.to_string(), text);
    for text in bad {
        assert!(text.parse::<T>().is_err(), "{text:?} is parsed");
    }
}

#[test]
fn texts() {
    assert_texts::<Point>(
        "(1,-Infinity)",
        " ( 1.0 , -inf ) ",
        &["", "(1)", "(1,2", "(1,2)3", "(,1)", "(a,1)"],
    );
    assert_texts::<Line>("{1,NaN,0}", "{ 1 , nan , 0 }", &["", "{1,2}", "{1,2,3", "{1,2,3,4}"]);
    assert_texts::<Lseg>("[(0,0),(1,1)]", " [ (0,0) , (1,1) ] ", &["[(0,0)]", "((0,0),(1,1))"]);
    assert_texts::<PgBox>("(1,2),(0,1)", "(0,2) , (1,1)", &["(1,2)", "(1,2),", "((1,2),(0,1))"]);
    assert_texts::<Circle>(
        "<(0,0),1e+20>",
        "< (0,0) , 1E20 >",
        &["<0,0,1>", "<(0,0)>", "((0,0),1)"],
    );
    assert_texts::<Path>("[(0,0)]", "[ (0,0) ]", &["[]", "()", "[(0,0))", "((0,0)]", "(0,0)"]);
    assert_texts::<Path>("((0,0),(1,1))", "( (0,0) , (1,1) )", &[]);
    assert_texts::<Polygon>("((0,0),(1,1))", " ((0,0) ,(1,1)) ", &["()", "[(0,0)]", "((0,0),)"]);
}

#[test]
fn the_corners_of_a_box_are_ordered_as_on_the_server() {
    let corner = |x, y| Point { x, y };
    let it = PgBox::new(corner(0.0, f64::NAN), corner(1.0, 5.0));
    assert_eq!(it.to_string(), "(1,NaN),(0,5)");
    assert_eq!(PgBox::new(corner(1.0, 5.0), corner(0.0, f64::NAN)).to_string(), "(1,NaN),(0,5)");
}

#[test]
fn no_points_is_an_error() {
    let mut out = BytesMut::new();
    assert!(Polygon(vec![]).to_sql(&Type::POLYGON, &mut out).is_err());
    assert!(Path { closed: true, points: vec![] }.to_sql(&Type::PATH, &mut out).is_err());
}

#[test]
fn garbage_is_refused() {
    assert_garbage_is_refused::<Point>(&Type::POINT, &[b"", &[0; 15], &[0; 17]]);
    assert_garbage_is_refused::<Line>(&Type::LINE, &[b"", &[0; 23], &[0; 25]]);
    assert_garbage_is_refused::<Lseg>(&Type::LSEG, &[b"", &[0; 31], &[0; 33]]);
    assert_garbage_is_refused::<PgBox>(&Type::BOX, &[b"", &[0; 31], &[0; 33]]);
    assert_garbage_is_refused::<Circle>(&Type::CIRCLE, &[b"", &[0; 23], &[0; 25]]);
    assert_garbage_is_refused::<Path>(&Type::PATH, &[b"", b"\x01\xFF\xFF\xFF\xFF", &[1; 30]]);
    assert_garbage_is_refused::<Polygon>(&Type::POLYGON, &[b"", b"\x7F\xFF\xFF\xFF", &[1; 30]]);
}
