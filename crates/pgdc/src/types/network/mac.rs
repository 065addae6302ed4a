//! `macaddr` and `macaddr8`, hardware addresses.

use std::fmt;
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};

use crate::types::wire::{BoxError, binary_format, into_value};
use crate::types::{ConvertError, ParseError};

/// A hardware address of six bytes (EUI-48): PostgreSQL's `macaddr`.
///
/// ```
/// use pgdc::types::MacAddr;
///
/// let address: MacAddr = "08:00:2b:01:02:03".parse().unwrap();
/// assert_eq!(address, MacAddr([0x08, 0x00, 0x2b, 0x01, 0x02, 0x03]));
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct MacAddr(
    /// Its bytes, the manufacturer's part first.
    pub [u8; 6],
);

/// A hardware address of eight bytes (EUI-64): PostgreSQL's `macaddr8`.
///
/// One of six bytes gets `ff:fe` in its middle, as on the server.
///
/// ```
/// use pgdc::types::{MacAddr, MacAddr8};
///
/// let address = MacAddr8::from(MacAddr([0x08, 0x00, 0x2b, 0x01, 0x02, 0x03]));
/// assert_eq!(address.to_string(), "08:00:2b:ff:fe:01:02:03");
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct MacAddr8(
    /// Its bytes, the manufacturer's part first.
    pub [u8; 8],
);

impl From<[u8; 6]> for MacAddr {
    fn from(bytes: [u8; 6]) -> MacAddr {
        MacAddr(bytes)
    }
}

impl From<[u8; 8]> for MacAddr8 {
    fn from(bytes: [u8; 8]) -> MacAddr8 {
        MacAddr8(bytes)
    }
}

impl From<MacAddr> for MacAddr8 {
    fn from(MacAddr([a, b, c, d, e, f]): MacAddr) -> MacAddr8 {
        MacAddr8([a, b, c, 0xFF, 0xFE, d, e, f])
    }
}

impl TryFrom<MacAddr8> for MacAddr {
    type Error = ConvertError;

    fn try_from(address: MacAddr8) -> Result<MacAddr, ConvertError> {
        match address.0 {
            [a, b, c, 0xFF, 0xFE, d, e, f] => Ok(MacAddr([a, b, c, d, e, f])),
            _ => {
                Err(ConvertError::new("the address has eight bytes without ff:fe in their middle"))
            }
        }
    }
}

into_value!(MacAddr: [u8; 6]);
into_value!(MacAddr8: [u8; 8], MacAddr);

impl fmt::Display for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, &self.0)
    }
}

impl fmt::Display for MacAddr8 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, &self.0)
    }
}

fn write(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    for (index, byte) in bytes.iter().enumerate() {
        write!(f, "{}{byte:02x}", if index > 0 { ":" } else { "" })?;
    }
    Ok(())
}

impl FromStr for MacAddr {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<MacAddr, ParseError> {
        read(text)
            .map(MacAddr)
            .ok_or(ParseError::new("macaddr", "six bytes, as in 08:00:2b:01:02:03"))
    }
}

impl FromStr for MacAddr8 {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<MacAddr8, ParseError> {
        read(text)
            .map(MacAddr8)
            .ok_or(ParseError::new("macaddr8", "eight bytes, as in 08:00:2b:01:02:03:04:05"))
    }
}

/// `N` bytes of two hexadecimal digits, with colons or with hyphens between them.
fn read<const N: usize>(text: &str) -> Option<[u8; N]> {
    let separator = if text.contains('-') { '-' } else { ':' };
    let mut parts = text.split(separator);
    let mut bytes = [0; N];
    for byte in &mut bytes {
        let digits = parts.next()?;
        let is_byte = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        *byte = is_byte.then(|| u8::from_str_radix(digits, 16).ok())??;
    }
    parts.next().is_none().then_some(bytes)
}

/// "macaddr_send" and "macaddr_recv" in the server's sources.
impl MacAddr {
    fn decode(raw: &mut &[u8]) -> Result<MacAddr, BoxError> {
        let mut bytes = [0; 6];
        raw.try_copy_to_slice(&mut bytes)?;
        Ok(MacAddr(bytes))
    }

    fn encode(self, out: &mut BytesMut) -> Result<(), BoxError> {
        out.put_slice(&self.0);
        Ok(())
    }
}

/// "macaddr8_send" and "macaddr8_recv".
impl MacAddr8 {
    fn decode(raw: &mut &[u8]) -> Result<MacAddr8, BoxError> {
        let mut bytes = [0; 8];
        raw.try_copy_to_slice(&mut bytes)?;
        Ok(MacAddr8(bytes))
    }

    fn encode(self, out: &mut BytesMut) -> Result<(), BoxError> {
        out.put_slice(&self.0);
        Ok(())
    }
}

binary_format!(MacAddr: MACADDR);
binary_format!(MacAddr8: MACADDR8);

#[cfg(test)]
mod tests {
    use tokio_postgres::types::Type;

    use super::*;
    use crate::types::wire::assert_garbage_is_refused;

    #[test]
    fn texts() {
        let address = MacAddr([0x08, 0, 0x2b, 0xaf, 2, 3]);
        assert_eq!("08:00:2b:af:02:03".parse(), Ok(address));
        assert_eq!("08-00-2B-AF-02-03".parse(), Ok(address));
        for text in
            ["", "08:00:2b:01:02", "08:00:2b:01:02:03:04", "8:0:2b:1:2:3", "+8:00:2b:01:02:03"]
        {
            assert!(text.parse::<MacAddr>().is_err(), "{text}");
        }
        assert!("08:00:2b:01:02:03".parse::<MacAddr8>().is_err());
    }

    #[test]
    fn six_bytes_and_eight() {
        let short = MacAddr([1, 2, 3, 4, 5, 6]);
        assert_eq!(MacAddr::try_from(MacAddr8::from(short)), Ok(short));
        assert!(MacAddr::try_from(MacAddr8([1; 8])).is_err());
    }

    #[test]
    fn garbage_is_refused() {
        assert_garbage_is_refused::<MacAddr>(&Type::MACADDR, &[b"", &[0; 5], &[0; 7]]);
        assert_garbage_is_refused::<MacAddr8>(&Type::MACADDR8, &[b"", &[0; 7], &[0; 9]]);
    }
}
