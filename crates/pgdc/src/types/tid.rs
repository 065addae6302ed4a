//! `tid`, the place of a row version in its table.

use std::fmt;
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};

use super::ParseError;
use super::wire::{BoxError, binary_format};

/// The place of a row version in its table: PostgreSQL's `tid`, as in the system column `ctid`. An update
/// or `VACUUM FULL` moves the row elsewhere.
///
/// ```
/// use pgdc::types::Tid;
///
/// assert_eq!(Tid { block: 0, offset: 1 }.to_string(), "(0,1)");
/// assert_eq!("(42,7)".parse(), Ok(Tid { block: 42, offset: 7 }));
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Tid {
    /// The block of the table, from 0.
    pub block: u32,
    /// The line pointer within the block, from 1.
    pub offset: u16,
}

impl fmt::Display for Tid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({},{})", self.block, self.offset)
    }
}

impl FromStr for Tid {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Tid, ParseError> {
        text.strip_prefix('(')
            .and_then(|text| text.strip_suffix(')')?.split_once(','))
            .and_then(|(block, offset)| {
                Some(Tid { block: block.parse().ok()?, offset: offset.parse().ok()? })
            })
            .ok_or(ParseError::new("tid", "block and offset, as in (0,1)"))
    }
}

/// "tidsend" and "tidrecv" in the server's sources.
impl Tid {
    fn decode(raw: &mut &[u8]) -> Result<Tid, BoxError> {
        Ok(Tid { block: raw.try_get_u32()?, offset: raw.try_get_u16()? })
    }

    fn encode(self, out: &mut BytesMut) -> Result<(), BoxError> {
        out.put_u32(self.block);
        out.put_u16(self.offset);
        Ok(())
    }
}

binary_format!(Tid: TID);

#[cfg(test)]
mod tests {
    use tokio_postgres::types::Type;

    use super::*;
    use crate::types::wire::assert_garbage_is_refused;

    #[test]
    fn garbage_is_refused() {
        for text in
            ["", "()", "(1)", "(1,2", "1,2)", "(1,65536)", "(4294967296,1)", "(1,2,3)", "(-1,1)"]
        {
            assert!(text.parse::<Tid>().is_err(), "{text}");
        }
        assert_garbage_is_refused::<Tid>(&Type::TID, &[b"12345", b"1234567"]);
    }
}
