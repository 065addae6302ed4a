//! Line segments.

use std::fmt;
use std::str::FromStr;

use bytes::BytesMut;

use super::Point;
use crate::types::ParseError;
use crate::types::scan::Scanner;
use crate::types::wire::{BoxError, binary_format};

/// A line segment: PostgreSQL's `lseg`.
///
/// ```
/// use pgdc::types::{Lseg, Point};
///
/// let lseg = Lseg { start: Point { x: 0.0, y: 0.0 }, end: Point { x: 1.0, y: 1.0 } };
/// assert_eq!(lseg.to_string(), "[(0,0),(1,1)]");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lseg {
    /// One end.
    pub start: Point,
    /// The other end.
    pub end: Point,
}

impl fmt::Display for Lseg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{},{}]", self.start, self.end)
    }
}

impl FromStr for Lseg {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Lseg, ParseError> {
        let read = |scanner: &mut Scanner<'_>| {
            scanner.expect("[")?;
            let start = Point::read(scanner)?;
            scanner.expect(",")?;
            let end = Point::read(scanner)?;
            scanner.expect("]")?;
            Some(Lseg { start, end })
        };
        Scanner::whole(text, read).ok_or(ParseError::new("lseg", "two points, as in [(0,0),(1,1)]"))
    }
}

/// "lseg_send" and "lseg_recv" in the server's sources.
impl Lseg {
    fn decode(raw: &mut &[u8]) -> Result<Lseg, BoxError> {
        Ok(Lseg { start: Point::decode(raw)?, end: Point::decode(raw)? })
    }

    fn encode(self, out: &mut BytesMut) -> Result<(), BoxError> {
        self.start.encode(out)?;
        self.end.encode(out)
    }
}

binary_format!(Lseg: LSEG);
