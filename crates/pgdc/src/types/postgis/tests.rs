//! Geometries by the bytes that a server with PostGIS 3.3 sends.

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, Kind, ToSql, Type};

use super::{Dimensions, Geometry, Position, Shape};
use crate::types::wire::assert_garbage_is_refused;

/// Lines of EWKT, each with a line of what the server prints for it: its bytes in hexadecimal digits. Every
/// shape, all dimensions, with and without a reference system, and what is empty.
const KNOWN: &str = include_str!("known.txt");

fn known() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines: Vec<&str> = KNOWN.lines().collect();
    lines.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>().into_iter()
}

fn bytes(hex: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(byte).collect()
}

fn geometry_type() -> Type {
    Type::new("geometry".into(), 70_000, Kind::Simple, "public".into())
}

fn decode(hex: &str) -> Result<Geometry, String> {
    Geometry::from_sql(&geometry_type(), &bytes(hex)).map_err(|error| error.to_string())
}

#[test]
fn known_bytes() {
    assert_eq!(known().count(), 40);
    for (ewkt, hex) in known() {
        let geometry = decode(hex).unwrap();
        let mut out = BytesMut::new();
        geometry.to_sql(&geometry_type(), &mut out).unwrap();
        assert_eq!(&out[..], bytes(hex), "{ewkt}");
        assert_eq!(geometry.to_string(), hex, "{ewkt}");
        assert_eq!(geometry.to_ewkt(), ewkt);
        for text in [hex, ewkt, &hex.to_lowercase(), &ewkt.to_lowercase()] {
            assert_eq!(text.parse::<Geometry>().as_ref(), Ok(&geometry), "{text}");
        }
    }
}

#[test]
fn known_bytes_with_a_bit_changed_are_refused_or_come_back() {
    for (ewkt, hex) in known() {
        let bytes = bytes(hex);
        for bit in 0..8 * bytes.len() {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let Ok(geometry) = Geometry::from_sql(&geometry_type(), &changed) else { continue };
            let shown = format!("{geometry:?}");
            for text in [geometry.to_string(), geometry.to_ewkt()] {
                let parsed: Geometry =
                    text.parse().unwrap_or_else(|error| panic!("{ewkt}, {bit}: {text}: {error}"));
                assert_eq!(format!("{parsed:?}"), shown, "{ewkt}, {bit}: {text}");
            }
        }
    }
}

#[test]
fn other_spellings_of_the_same_bytes() {
    let point = Geometry::point(1.0, 2.0);
    // Big-endian; a reference system that is 0.
    assert_eq!(decode("00000000013FF00000000000004000000000000000").as_ref(), Ok(&point));
    let zero = "010100002000000000000000000000F03F0000000000000040";
    assert_eq!(decode(zero).as_ref(), Ok(&point));
    // ISO WKB.
    let with_z: Geometry = Position::new(1.0, 2.0).with_z(3.0).into();
    let iso = "01E9030000000000000000F03F00000000000000400000000000000840";
    assert_eq!(decode(iso), Ok(with_z));
    // Parts in another order of bytes than the whole.
    let mixed = "01040000000100000000000000013FF00000000000004000000000000000";
    assert_eq!(decode(mixed).unwrap().to_ewkt(), "MULTIPOINT(1 2)");
    // The reference system once more.
    let twice = "0104000020E6100000010000000101000020E6100000000000000000F03F0000000000000040";
    assert_eq!(decode(twice).unwrap().to_ewkt(), "SRID=4326;MULTIPOINT(1 2)");
}

#[test]
fn other_spellings_of_ewkt() {
    for (text, ewkt) in [
        (" srid = 4326 ; point ( 1  2 ) ", "SRID=4326;POINT(1 2)"),
        ("POINT Z (1 2 3)", "POINT(1 2 3)"),
        ("POINTZ(1 2 3)", "POINT(1 2 3)"),
        ("POINT M (1 2 3)", "POINTM(1 2 3)"),
        ("POINT ZM(1 2 3 4)", "POINT(1 2 3 4)"),
        ("MULTIPOINT((1 2),(3 4), EMPTY)", "MULTIPOINT(1 2,3 4,EMPTY)"),
        ("MULTIPOLYGON(EMPTY , ((0 0, 1 1, 0 1, 0 0)))", "MULTIPOLYGON(EMPTY,((0 0,1 1,0 1,0 0)))"),
        ("COMPOUNDCURVE(LINESTRING(0 0,1 1))", "COMPOUNDCURVE((0 0,1 1))"),
        ("POINT(1e-3 -.5)", "POINT(0.001 -0.5)"),
    ] {
        let geometry: Geometry = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(geometry.to_ewkt(), ewkt);
    }
    for text in [
        "",
        "POINT",
        "POINT()",
        "POINT(1)",
        "POINT(1 2 3 4 5)",
        "POINT(1 2,3 4)",
        "POINT(1 2",
        "POINT(1 2)x",
        "POINTM(1 2)",
        "POINT Z(1 2)",
        "LINESTRING(0 0,1 1 1)",
        "CIRCLE(0 0)",
        "GEOMETRYCOLLECTION(POINTM(1 2 3),POINT Z(1 2 3))",
        "COMPOUNDCURVE(POINT(1 2))",
        "TRIANGLE((0 0,0 1,1 0,0 0),(0 0,0 1,1 0,0 0))",
        "SRID=;POINT(1 2)",
        "SRID=4326 POINT(1 2)",
        "0",
        "01",
        "0z",
        "0é",
    ] {
        assert!(text.parse::<Geometry>().is_err(), "{text}");
    }
}

#[test]
fn a_geometry_holds_what_its_kind_takes() {
    let position = Position::new(0.0, 0.0);
    let line = Shape::LineString(vec![position]);
    assert!(Geometry::new(Dimensions::XY, line.clone()).is_ok());
    assert!(Geometry::new(Dimensions::XYZ, line.clone()).is_err());
    assert!(Geometry::new(Dimensions::XY, Shape::MultiSurface(vec![line])).is_err());
    assert!(Geometry::new(Dimensions::XY, nested(200)).is_ok());
    assert!(Geometry::new(Dimensions::XY, nested(201)).is_err());
}

fn nested(depth: usize) -> Shape {
    (0..depth).fold(Shape::Point(None), |inner, _| Shape::GeometryCollection(vec![inner]))
}

#[test]
fn garbage_is_refused() {
    let collection = "010700000001000000";
    let deep = collection.repeat(100_000);
    let garbage: Vec<Vec<u8>> = [
        "",
        "02",
        "0101000000",
        // No kind.
        "0100000000",
        "010D00000000000000",
        "01A10F00000000000000000000F03F0000000000000040",
        // Too few bytes, and too many.
        "0101000000000000000000F03F",
        "0101000000000000000000F03F000000000000004000",
        // False counts.
        "0102000000FFFFFFFF",
        "0103000000FFFFFFFF",
        "0107000000FFFFFFFF0101000000",
        "010300000001000000FFFFFF7F",
        // A part of another kind, dimension or reference system.
        "01040000000100000001020000000000000000",
        "010900000001000000010300000000000000",
        "010700000001000000010200008000000000",
        "010700000001000000010200002000000000E6100000",
        // Two rings.
        "0111000000020000000000000000000000",
        &deep[..2000],
    ]
    .map(bytes)
    .into();
    let garbage: Vec<&[u8]> = garbage.iter().map(Vec::as_slice).collect();
    assert_garbage_is_refused::<Geometry>(&geometry_type(), &garbage);
    assert!(decode(&deep).is_err());
    let deep = "GEOMETRYCOLLECTION(".repeat(100_000);
    assert!(deep.parse::<Geometry>().is_err());
}
