//! `xid`, `xid8` and `cid`: numbers of transactions, and of commands within one.

use std::fmt;
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};

use super::ParseError;
use super::wire::{BoxError, binary_format, into_value};

/// The number of a transaction, modulo 2³²: PostgreSQL's `xid`, as in the system columns `xmin` and
/// `xmax`. It has no order, since the numbers come round again; [`Xid8`] has.
///
/// ```
/// use pgdc::types::Xid;
///
/// assert_eq!("731".parse(), Ok(Xid(731)));
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Xid(
    /// The number. 0 to 2 are reserved by PostgreSQL.
    pub u32,
);

/// The number of a transaction, never used again: PostgreSQL's `xid8`.
///
/// ```
/// use pgdc::types::Xid8;
///
/// assert_eq!("4294968027".parse(), Ok(Xid8(4_294_968_027)));
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Xid8(
    /// The number; its lower half is the [`Xid`].
    pub u64,
);

/// The number of a command within its transaction: PostgreSQL's `cid`, as in the system columns `cmin`
/// and `cmax`. PostgreSQL gives it no order.
///
/// ```
/// use pgdc::types::Cid;
///
/// assert_eq!(Cid(3).to_string(), "3");
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Cid(
    /// The number, from 0.
    pub u32,
);

impl From<Xid8> for Xid {
    fn from(xid: Xid8) -> Xid {
        Xid((xid.0 & 0xFFFF_FFFF) as u32)
    }
}

/// Text, binary format ("xidsend", "xid8send", "cidsend" in the server's sources) and conversions.
macro_rules! number {
    ($name:ident, $number:ty, $type_name:literal, $expected:literal, $get:ident, $put:ident, $constant:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseError;

            fn from_str(text: &str) -> Result<$name, ParseError> {
                text.parse().map($name).map_err(|_| ParseError::new($type_name, $expected))
            }
        }

        impl From<$number> for $name {
            fn from(number: $number) -> $name {
                $name(number)
            }
        }

        impl From<$name> for $number {
            fn from(id: $name) -> $number {
                id.0
            }
        }

        impl $name {
            fn decode(raw: &mut &[u8]) -> Result<$name, BoxError> {
                Ok($name(raw.$get()?))
            }

            fn encode(self, out: &mut BytesMut) -> Result<(), BoxError> {
                out.$put(self.0);
                Ok(())
            }
        }

        binary_format!($name: $constant);
        into_value!($name: $number);
    };
}

number!(Xid, u32, "xid", "a number from 0 to 4294967295", try_get_u32, put_u32, XID);
number!(Xid8, u64, "xid8", "a number from 0 to 18446744073709551615", try_get_u64, put_u64, XID8);
number!(Cid, u32, "cid", "a number from 0 to 4294967295", try_get_u32, put_u32, CID);

#[cfg(test)]
mod tests {
    use tokio_postgres::types::Type;

    use super::*;
    use crate::types::wire::assert_garbage_is_refused;

    #[test]
    fn garbage_is_refused() {
        for text in ["", "-1", "1 ", "4294967296"] {
            assert!(text.parse::<Xid>().is_err() && text.parse::<Cid>().is_err(), "{text}");
        }
        assert!("18446744073709551616".parse::<Xid8>().is_err());
        assert_garbage_is_refused::<Xid>(&Type::XID, &[b"123", b"12345"]);
        assert_garbage_is_refused::<Cid>(&Type::CID, &[b"123", b"12345"]);
        assert_garbage_is_refused::<Xid8>(&Type::XID8, &[b"1234567", b"123456789"]);
    }

    #[test]
    fn the_lower_half_is_the_xid() {
        assert_eq!(Xid::from(Xid8(4_294_968_027)), Xid(731));
    }
}
