//! The types of pgvector by the bytes that a server with pgvector 0.8.6 sends.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use bytes::BytesMut;
use tokio_postgres::types::{FromSqlOwned, Kind, ToSql, Type};

use super::{HalfVec, SparseVec, Vector};
use crate::types::wire::assert_garbage_is_refused;

fn named(name: &str) -> Type {
    Type::new(name.into(), 70_000, Kind::Simple, "public".into())
}

fn assert_known<T>(name: &str, text: &str, bytes: &[u8])
where
    T: FromSqlOwned + ToSql + PartialEq + Debug + Display + FromStr<Err: Debug>,
{
    let value = T::from_sql(&named(name), bytes).unwrap();
    assert_eq!(value.to_string(), text);
    assert_eq!(text.parse::<T>().unwrap(), value);
    let mut out = BytesMut::new();
    value.to_sql(&named(name), &mut out).unwrap();
    assert_eq!(&out[..], bytes, "{text}");
}

#[test]
fn known_bytes() {
    assert_known::<Vector>(
        "vector",
        "[1,-2.5,0.1]",
        b"\x00\x03\x00\x00\x3f\x80\x00\x00\xc0\x20\x00\x00\x3d\xcc\xcc\xcd",
    );
    assert_known::<HalfVec>(
        "halfvec",
        "[1,-2.5,0.099975586,65504,5.9604645e-08,-0]",
        b"\x00\x06\x00\x00\x3c\x00\xc1\x00\x2e\x66\x7b\xff\x00\x01\x80\x00",
    );
    assert_known::<SparseVec>(
        "sparsevec",
        "{1:1,3:2.5}/5",
        b"\0\0\0\x05\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\x02\x3f\x80\0\0\x40\x20\0\0",
    );
    assert_known::<SparseVec>("sparsevec", "{}/3", b"\0\0\0\x03\0\0\0\0\0\0\0\0");
}

#[test]
fn texts() {
    assert_eq!("[ 1 , 2 ]".parse(), Ok(Vector(vec![1.0, 2.0])));
    assert_eq!(Vector(vec![1e6, 999_999.0, 1e-5]).to_string(), "[1e+06,999999,1e-05]");
    for text in ["", "[", "[1", "1,2", "[1,]", "[,1]", "[1 2]", "[1]2", "[a]"] {
        assert!(text.parse::<Vector>().is_err(), "{text}");
    }
    // Read as single precision first, by one rounding.
    let vector = Vector(vec![1.000_000_1]);
    assert_eq!("[1.00000005960464480]".parse(), Ok(vector));
    assert_eq!("[2049]".parse::<HalfVec>().unwrap().to_string(), "[2048]");
    assert!("[65520]".parse::<HalfVec>().is_err());
    let sparse = SparseVec::new(5, [(2, 3.0), (0, 1.0)]).unwrap();
    assert_eq!("{ 3 : 3 , 1:1, 5:0 } / 5".parse(), Ok(sparse));
    for text in ["{}", "{0:1}/5", "{6:1}/5", "{1:1,1:2}/5", "{1}/5", "{1:1}/", "{}/5x", "{1:1,}/5"]
    {
        assert!(text.parse::<SparseVec>().is_err(), "{text}");
    }
}

#[test]
fn garbage_is_refused() {
    assert_garbage_is_refused::<Vector>(
        &named("vector"),
        &[b"", b"\xFF\xFF\0\0\0\0\0\0", b"\0\x01\0\x01\0\0\0\0", b"\0\x01\0\0\0\0\0\0\0"],
    );
    assert_garbage_is_refused::<HalfVec>(&named("halfvec"), &[b"\0\x02\0\0\0\0\0"]);
    assert_garbage_is_refused::<SparseVec>(
        &named("sparsevec"),
        &[
            b"\x3b\x9a\xca\0\xFF\xFF\xFF\xFF\0\0\0\0",
            b"\0\0\0\x05\0\0\0\x01\0\0\0\0\0\0\0\x05\x3f\x80\0\0",
            b"\0\0\0\x05\0\0\0\x01\0\0\0\x01\0\0\0\x01\x3f\x80\0\0",
            b"\0\0\0\x05\0\0\0\x02\0\0\0\0\0\0\0\x01\0\0\0\x01\x3f\x80\0\0\x3f\x80\0\0",
        ],
    );
}

#[test]
fn too_many_elements_are_an_error() {
    assert!(Vector(vec![0.0; 40_000]).to_sql(&named("vector"), &mut BytesMut::new()).is_err());
}
