//! `"char"`, the one-byte type of the system catalogs.

use std::fmt;
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};

use super::ParseError;
use super::wire::{BoxError, binary_format, into_value};

/// One byte: PostgreSQL's `"char"`, written with the quotes. It is not `char(1)`, which is a `String`.
///
/// Its text is the character for ASCII, a backslash and three octal digits for the bytes from 0x80 on (as
/// of PostgreSQL 16; older servers print the bare byte), and nothing at all for the byte 0.
///
/// ```
/// use pgdc::types::Char;
///
/// assert_eq!(Char(b'r').to_string(), "r");
/// assert_eq!(Char(0xe9).to_string(), r"\351");
/// assert_eq!(r"\351".parse(), Ok(Char(0xe9)));
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Char(
    /// The byte.
    pub u8,
);

impl fmt::Display for Char {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => Ok(()),
            byte if byte.is_ascii() => write!(f, "{}", char::from(byte)),
            byte => write!(f, "\\{byte:03o}"),
        }
    }
}

impl FromStr for Char {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Char, ParseError> {
        match text.as_bytes() {
            [] => Ok(Char(0)),
            [byte] => Ok(Char(*byte)),
            [b'\\', a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7'] => {
                Ok(Char((a - b'0') << 6 | (b - b'0') << 3 | (c - b'0')))
            }
            _ => Err(ParseError::new("\"char\"", r"one ASCII character, or a byte as in \351")),
        }
    }
}

impl From<u8> for Char {
    fn from(byte: u8) -> Char {
        Char(byte)
    }
}

impl From<Char> for u8 {
    fn from(char: Char) -> u8 {
        char.0
    }
}

/// "charsend" and "charrecv" in the server's sources.
impl Char {
    fn decode(raw: &mut &[u8]) -> Result<Char, BoxError> {
        Ok(Char(raw.try_get_u8()?))
    }

    fn encode(self, out: &mut BytesMut) -> Result<(), BoxError> {
        out.put_u8(self.0);
        Ok(())
    }
}

binary_format!(Char: CHAR);
into_value!(Char: u8);

#[cfg(test)]
mod tests {
    use tokio_postgres::types::Type;

    use super::*;
    use crate::types::wire::assert_garbage_is_refused;

    #[test]
    fn every_byte_has_a_text() {
        for byte in 0..=u8::MAX {
            assert_eq!(Char(byte).to_string().parse(), Ok(Char(byte)));
        }
    }

    #[test]
    fn garbage_is_refused() {
        for text in ["ab", "é", r"\400", r"\39", r"\0000"] {
            assert!(text.parse::<Char>().is_err(), "{text}");
        }
        assert_garbage_is_refused::<Char>(&Type::CHAR, &[b"", b"ab"]);
    }
}
