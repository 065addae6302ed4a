//! EWKB in hexadecimal digits, the text form of the server.

use std::fmt;
use std::str::FromStr;

use bytes::BytesMut;

use super::Geometry;
use crate::types::ParseError;
use crate::types::wire::whole;

impl fmt::Display for Geometry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = BytesMut::new();
        // Only a shape of more than 2^32 parts cannot be encoded.
        self.encode(&mut out).map_err(|_| fmt::Error)?;
        out.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

impl FromStr for Geometry {
    type Err = ParseError;

    /// Reads EWKB in hexadecimal digits, or EWKT.
    fn from_str(text: &str) -> Result<Geometry, ParseError> {
        let text = text.trim();
        // As the server tells them apart: the first byte is the order of the bytes, 0 or 1.
        let geometry = match text.starts_with('0') {
            true => from_hex(text),
            false => Geometry::from_ewkt(text),
        };
        geometry.ok_or(ParseError::new(
            "geometry",
            "EWKB in hexadecimal digits, or EWKT, as in SRID=4326;POINT(1 2)",
        ))
    }
}

fn from_hex(text: &str) -> Option<Geometry> {
    let digit = |c: u8| char::from(c).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let byte = |pair: &[u8]| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    };
    let bytes = text.as_bytes().chunks(2).map(byte).collect::<Option<Vec<u8>>>()?;
    let mut raw = bytes.as_slice();
    Geometry::decode(&mut raw).and_then(|geometry| whole(geometry, raw)).ok()
}
