//! Polygons.

use std::fmt;
use std::str::FromStr;

use bytes::BytesMut;

use super::{Point, decode_points, encode_points, read_points, write_points};
use crate::types::ParseError;
use crate::types::scan::Scanner;
use crate::types::wire::{BoxError, binary_format, into_value};

/// An area bounded by lines between at least one point: PostgreSQL's `polygon`.
///
/// ```
/// use pgdc::types::Polygon;
///
/// let triangle: Polygon = "((0,0),(1,0),(0,1))".parse().unwrap();
/// assert_eq!(triangle.0.len(), 3);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Polygon(
    /// The corners. Binding a polygon without any is an error.
    pub Vec<Point>,
);

impl From<Vec<Point>> for Polygon {
    fn from(points: Vec<Point>) -> Polygon {
        Polygon(points)
    }
}

impl fmt::Display for Polygon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        write_points(f, &self.0)?;
        f.write_str(")")
    }
}

impl FromStr for Polygon {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Polygon, ParseError> {
        let read = |scanner: &mut Scanner<'_>| {
            scanner.expect("(")?;
            let points = read_points(scanner)?;
            scanner.expect(")")?;
            Some(Polygon(points))
        };
        Scanner::whole(text, read)
            .ok_or(ParseError::new("polygon", "points, as in ((0,0),(1,0),(0,1))"))
    }
}

/// "poly_send" and "poly_recv" in the server's sources.
impl Polygon {
    fn decode(raw: &mut &[u8]) -> Result<Polygon, BoxError> {
        decode_points(raw).map(Polygon)
    }

    fn encode(&self, out: &mut BytesMut) -> Result<(), BoxError> {
        encode_points(&self.0, out)
    }
}

binary_format!(Polygon: POLYGON);
into_value!(Polygon: Vec<Point>);
