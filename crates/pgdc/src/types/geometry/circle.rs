//! Circles.

use std::fmt;
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};

use super::Point;
use crate::types::ParseError;
use crate::types::float::Float;
use crate::types::scan::Scanner;
use crate::types::wire::{BoxError, binary_format};

/// A circle: PostgreSQL's `circle`. The server refuses a negative radius.
///
/// ```
/// use pgdc::types::{Circle, Point};
///
/// let circle = Circle { center: Point { x: 0.0, y: 0.0 }, radius: 2.5 };
/// assert_eq!(circle.to_string(), "<(0,0),2.5>");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Circle {
    /// Its centre.
    pub center: Point,
    /// Its radius.
    pub radius: f64,
}

impl fmt::Display for Circle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{},{}>", self.center, Float(self.radius))
    }
}

impl FromStr for Circle {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Circle, ParseError> {
        let read = |scanner: &mut Scanner<'_>| {
            scanner.expect("<")?;
            let center = Point::read(scanner)?;
            scanner.expect(",")?;
            let radius = scanner.float()?;
            scanner.expect(">")?;
            Some(Circle { center, radius })
        };
        Scanner::whole(text, read)
            .ok_or(ParseError::new("circle", "a point and a radius, as in <(0,0),1>"))
    }
}

/// "circle_send" and "circle_recv" in the server's sources.
impl Circle {
    fn decode(raw: &mut &[u8]) -> Result<Circle, BoxError> {
        Ok(Circle { center: Point::decode(raw)?, radius: raw.try_get_f64()? })
    }

    fn encode(self, out: &mut BytesMut) -> Result<(), BoxError> {
        self.center.encode(out)?;
        out.put_f64(self.radius);
        Ok(())
    }
}

binary_format!(Circle: CIRCLE);
