//! `pg_lsn`, a place in the write-ahead log.

use std::fmt;
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};

use super::ParseError;
use super::wire::{BoxError, binary_format, into_value};

/// A place in the write-ahead log, in bytes from its beginning: PostgreSQL's `pg_lsn`.
///
/// ```
/// use pgdc::types::Lsn;
///
/// let lsn: Lsn = "16/B374D848".parse().unwrap();
/// assert_eq!(lsn, Lsn(0x16_B374_D848));
/// assert_eq!(lsn.to_string(), "16/B374D848");
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Lsn(
    /// Bytes from the beginning of the log.
    pub u64,
);

impl fmt::Display for Lsn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:X}/{:X}", self.0 >> 32, self.0 & 0xFFFF_FFFF)
    }
}

impl FromStr for Lsn {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Lsn, ParseError> {
        text.split_once('/')
            .and_then(|(high, low)| Some(Lsn(half(high)? << 32 | half(low)?)))
            .ok_or(ParseError::new("pg_lsn", "two hexadecimal numbers, as in 16/B374D848"))
    }
}

/// One to eight hexadecimal digits.
fn half(text: &str) -> Option<u64> {
    let digits = text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if digits { u64::from_str_radix(text, 16).ok() } else { None }
}

impl From<u64> for Lsn {
    fn from(position: u64) -> Lsn {
        Lsn(position)
    }
}

impl From<Lsn> for u64 {
    fn from(lsn: Lsn) -> u64 {
        lsn.0
    }
}

/// "pg_lsn_send" and "pg_lsn_recv" in the server's sources.
impl Lsn {
    fn decode(raw: &mut &[u8]) -> Result<Lsn, BoxError> {
        Ok(Lsn(raw.try_get_u64()?))
    }

    fn encode(self, out: &mut BytesMut) -> Result<(), BoxError> {
        out.put_u64(self.0);
        Ok(())
    }
}

binary_format!(Lsn: PG_LSN);
into_value!(Lsn: u64);

#[cfg(test)]
mod tests {
    use tokio_postgres::types::Type;

    use super::*;
    use crate::types::wire::assert_garbage_is_refused;

    #[test]
    fn the_text_round_trips() {
        for lsn in [0, 1, 0xFFFF_FFFF, 1 << 32, u64::MAX].map(Lsn) {
            assert_eq!(lsn.to_string().parse(), Ok(lsn));
        }
    }

    #[test]
    fn garbage_is_refused() {
        for text in
            ["", "/", "1/", "/1", "16", "123456789/0", "0/123456789", "+1/0", "1/0/0", "g/0"]
        {
            assert!(text.parse::<Lsn>().is_err(), "{text}");
        }
        assert_garbage_is_refused::<Lsn>(&Type::PG_LSN, &[b"1234567", b"123456789"]);
    }
}
