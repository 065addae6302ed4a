//! Lines.

use std::fmt;
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};

use crate::types::ParseError;
use crate::types::float::Float;
use crate::types::scan::Scanner;
use crate::types::wire::{BoxError, binary_format};

/// The infinite line a·x + b·y + c = 0: PostgreSQL's `line`. The server refuses one whose `a` and `b` are
/// both zero.
///
/// ```
/// use pgdc::types::Line;
///
/// assert_eq!(Line { a: 1.0, b: -1.0, c: 0.0 }.to_string(), "{1,-1,0}");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// The factor of x.
    pub a: f64,
    /// The factor of y.
    pub b: f64,
    /// The constant.
    pub c: f64,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{},{},{}}}", Float(self.a), Float(self.b), Float(self.c))
    }
}

impl FromStr for Line {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Line, ParseError> {
        let read = |scanner: &mut Scanner<'_>| {
            scanner.expect("{")?;
            let a = scanner.float()?;
            scanner.expect(",")?;
            let b = scanner.float()?;
            scanner.expect(",")?;
            let c = scanner.float()?;
            scanner.expect("}")?;
            Some(Line { a, b, c })
        };
        Scanner::whole(text, read).ok_or(ParseError::new("line", "three numbers, as in {1,-1,0}"))
    }
}

/// "line_send" and "line_recv" in the server's sources.
impl Line {
    fn decode(raw: &mut &[u8]) -> Result<Line, BoxError> {
        Ok(Line { a: raw.try_get_f64()?, b: raw.try_get_f64()?, c: raw.try_get_f64()? })
    }

    fn encode(self, out: &mut BytesMut) -> Result<(), BoxError> {
        for number in [self.a, self.b, self.c] {
            out.put_f64(number);
        }
        Ok(())
    }
}

binary_format!(Line: LINE);
