//! Points.

use std::fmt;
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};

use crate::types::ParseError;
use crate::types::float::Float;
use crate::types::scan::Scanner;
use crate::types::wire::{BoxError, binary_format, into_value};

/// A point of the plane: PostgreSQL's `point`. The coordinates may be infinite or NaN.
///
/// Equality of this and of the other geometric types is that of the numbers. The server's operators `=`
/// and `~=` differ: they allow for a difference of 1e-6, and `=` compares areas or lengths of some types.
///
/// ```
/// use pgdc::types::Point;
///
/// let point = Point { x: 1.5, y: -2.0 };
/// assert_eq!(point.to_string(), "(1.5,-2)");
/// assert_eq!("(1.5,-2)".parse(), Ok(point));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// The first coordinate.
    pub x: f64,
    /// The second coordinate.
    pub y: f64,
}

impl From<(f64, f64)> for Point {
    fn from((x, y): (f64, f64)) -> Point {
        Point { x, y }
    }
}

impl From<Point> for (f64, f64) {
    fn from(point: Point) -> (f64, f64) {
        (point.x, point.y)
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({},{})", Float(self.x), Float(self.y))
    }
}

impl Point {
    pub(super) fn read(scanner: &mut Scanner<'_>) -> Option<Point> {
        scanner.expect("(")?;
        let x = scanner.float()?;
        scanner.expect(",")?;
        let y = scanner.float()?;
        scanner.expect(")")?;
        Some(Point { x, y })
    }
}

impl FromStr for Point {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Point, ParseError> {
        Scanner::whole(text, Point::read)
            .ok_or(ParseError::new("point", "two numbers, as in (1.5,2)"))
    }
}

/// "point_send" and "point_recv" in the server's sources.
impl Point {
    pub(super) fn decode(raw: &mut &[u8]) -> Result<Point, BoxError> {
        Ok(Point { x: raw.try_get_f64()?, y: raw.try_get_f64()? })
    }

    pub(super) fn encode(self, out: &mut BytesMut) -> Result<(), BoxError> {
        out.put_f64(self.x);
        out.put_f64(self.y);
        Ok(())
    }
}

binary_format!(Point: POINT);
into_value!(Point: (f64, f64));
