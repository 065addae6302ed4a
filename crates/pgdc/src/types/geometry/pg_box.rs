//! Boxes.

use std::fmt;
use std::str::FromStr;

use bytes::BytesMut;

use super::Point;
use crate::types::ParseError;
use crate::types::scan::Scanner;
use crate::types::wire::{BoxError, binary_format};

/// A rectangle with sides parallel to the axes: PostgreSQL's `box`.
///
/// ```
/// use pgdc::types::{PgBox, Point};
///
/// let it = PgBox::new(Point { x: 0.0, y: 2.0 }, Point { x: 1.0, y: 1.0 });
/// assert_eq!(it.upper_right(), Point { x: 1.0, y: 2.0 });
/// assert_eq!(it.to_string(), "(1,2),(0,1)");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PgBox {
    upper_right: Point,
    lower_left: Point,
}

impl PgBox {
    /// The box of any two opposite corners. NaN counts as greater than any other number, as on the server.
    pub fn new(corner: Point, opposite: Point) -> PgBox {
        let (right, left) = high_and_low(corner.x, opposite.x);
        let (upper, lower) = high_and_low(corner.y, opposite.y);
        PgBox { upper_right: Point { x: right, y: upper }, lower_left: Point { x: left, y: lower } }
    }

    /// The corner with the greater coordinates.
    pub fn upper_right(&self) -> Point {
        self.upper_right
    }

    /// The corner with the lesser coordinates.
    pub fn lower_left(&self) -> Point {
        self.lower_left
    }
}

fn high_and_low(a: f64, b: f64) -> (f64, f64) {
    if a < b || (b.is_nan() && !a.is_nan()) { (b, a) } else { (a, b) }
}

impl fmt::Display for PgBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.upper_right, self.lower_left)
    }
}

impl FromStr for PgBox {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<PgBox, ParseError> {
        let read = |scanner: &mut Scanner<'_>| {
            let corner = Point::read(scanner)?;
            scanner.expect(",")?;
            Some(PgBox::new(corner, Point::read(scanner)?))
        };
        Scanner::whole(text, read).ok_or(ParseError::new("box", "two points, as in (1,1),(0,0)"))
    }
}

/// "box_send" and "box_recv" in the server's sources.
impl PgBox {
    fn decode(raw: &mut &[u8]) -> Result<PgBox, BoxError> {
        Ok(PgBox::new(Point::decode(raw)?, Point::decode(raw)?))
    }

    fn encode(self, out: &mut BytesMut) -> Result<(), BoxError> {
        self.upper_right.encode(out)?;
        self.lower_left.encode(out)
    }
}

binary_format!(PgBox: BOX);
