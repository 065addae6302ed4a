//! Paths.

use std::fmt;
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};

use super::{Point, decode_points, encode_points, read_points, write_points};
use crate::types::ParseError;
use crate::types::scan::Scanner;
use crate::types::wire::{BoxError, binary_format};

/// A line through at least one point: PostgreSQL's `path`.
///
/// ```
/// use pgdc::types::{Path, Point};
///
/// let points = vec![Point { x: 0.0, y: 0.0 }, Point { x: 1.0, y: 1.0 }];
/// assert_eq!(Path { closed: false, points: points.clone() }.to_string(), "[(0,0),(1,1)]");
/// assert_eq!(Path { closed: true, points }.to_string(), "((0,0),(1,1))");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Whether the last point is joined with the first.
    pub closed: bool,
    /// The points. Binding a path without any is an error.
    pub points: Vec<Point>,
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.closed { "(" } else { "[" })?;
        write_points(f, &self.points)?;
        f.write_str(if self.closed { ")" } else { "]" })
    }
}

impl FromStr for Path {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Path, ParseError> {
        let read = |scanner: &mut Scanner<'_>| {
            let closed = !scanner.skip("[");
            if closed {
                scanner.expect("(")?;
            }
            let points = read_points(scanner)?;
            scanner.expect(if closed { ")" } else { "]" })?;
            Some(Path { closed, points })
        };
        Scanner::whole(text, read)
            .ok_or(ParseError::new("path", "points, as in ((0,0),(1,1)) or [(0,0),(1,1)]"))
    }
}

/// "path_send" and "path_recv" in the server's sources.
impl Path {
    fn decode(raw: &mut &[u8]) -> Result<Path, BoxError> {
        Ok(Path { closed: raw.try_get_u8()? != 0, points: decode_points(raw)? })
    }

    fn encode(&self, out: &mut BytesMut) -> Result<(), BoxError> {
        out.put_u8(self.closed.into());
        encode_points(&self.points, out)
    }
}

binary_format!(Path: PATH);
