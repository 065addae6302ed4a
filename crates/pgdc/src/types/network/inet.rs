//! `inet` and `cidr`, addresses of hosts and of networks.

use std::cmp::Ordering;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};

use crate::types::wire::{BoxError, binary_format};
use crate::types::{ConvertError, ParseError};

/// The address of a host and the length of its network's prefix: PostgreSQL's `inet`.
///
/// The bits after the prefix are kept. Ordered as on the server: IPv4 first, then by network, by length
/// of the prefix, and by host.
///
/// ```
/// use pgdc::types::Inet;
///
/// let inet: Inet = "192.168.0.5/24".parse().unwrap();
/// assert_eq!(inet.prefix(), 24);
/// assert_eq!(inet.to_string(), "192.168.0.5/24");
/// assert_eq!(Inet::from("::1".parse::<std::net::IpAddr>().unwrap()).to_string(), "::1");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Inet {
    address: IpAddr,
    prefix: u8,
}

/// The address of a network: PostgreSQL's `cidr`. The bits after the prefix are zero.
///
/// ```
/// use pgdc::types::Cidr;
///
/// let cidr: Cidr = "192.168.0.0/24".parse().unwrap();
/// assert_eq!(cidr.to_string(), "192.168.0.0/24");
/// assert!("192.168.0.5/24".parse::<Cidr>().is_err());
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Cidr(pub(super) Inet);

impl Inet {
    /// A host in a network with a prefix of `prefix` bits.
    ///
    /// # Errors
    /// The prefix is longer than the address: 32 bits for IPv4, 128 for IPv6.
    pub fn new(address: IpAddr, prefix: u8) -> Result<Inet, ConvertError> {
        if prefix > bits(&address) {
            return Err(ConvertError::new(format!(
                "a prefix of {prefix} bits is longer than the address, which has {}",
                bits(&address)
            )));
        }
        Ok(Inet::with_prefix(address, prefix))
    }

    /// The same for a prefix that is known to be no longer than the address.
    pub(super) fn with_prefix(address: IpAddr, prefix: u8) -> Inet {
        Inet { address, prefix }
    }

    /// The address.
    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// The length of the network's prefix in bits.
    pub fn prefix(&self) -> u8 {
        self.prefix
    }

    /// The network that the host is in.
    pub fn network(&self) -> Cidr {
        Cidr(Inet { address: masked(self.address, self.prefix), ..*self })
    }
}

impl Cidr {
    /// The network that begins at `address` and has a prefix of `prefix` bits.
    ///
    /// # Errors
    /// The prefix is longer than the address, or a bit after it is set.
    pub fn new(address: IpAddr, prefix: u8) -> Result<Cidr, ConvertError> {
        Inet::new(address, prefix)?.try_into()
    }

    /// The first address.
    pub fn address(&self) -> IpAddr {
        self.0.address
    }

    /// The length of the prefix in bits.
    pub fn prefix(&self) -> u8 {
        self.0.prefix
    }

    /// Whether `address` is in the network.
    pub fn contains(&self, address: IpAddr) -> bool {
        bits(&address) == bits(&self.0.address) && masked(address, self.0.prefix) == self.0.address
    }
}

/// The length of an address in bits.
pub(super) fn bits(address: &IpAddr) -> u8 {
    if address.is_ipv4() { Ipv4Addr::BITS as u8 } else { Ipv6Addr::BITS as u8 }
}

/// The address with the bits after the prefix cleared.
fn masked(address: IpAddr, prefix: u8) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix.min(32))).unwrap_or(0);
            Ipv4Addr::from_bits(v4.to_bits() & mask).into()
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(prefix.min(128))).unwrap_or(0);
            Ipv6Addr::from_bits(v6.to_bits() & mask).into()
        }
    }
}

/// "network_cmp_internal" in the server's sources.
impl Ord for Inet {
    fn cmp(&self, other: &Inet) -> Ordering {
        let common = self.prefix.min(other.prefix);
        masked(self.address, common)
            .cmp(&masked(other.address, common))
            .then(self.prefix.cmp(&other.prefix))
            .then(self.address.cmp(&other.address))
    }
}

impl PartialOrd for Inet {
    fn partial_cmp(&self, other: &Inet) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Inet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_address(f, &self.address)?;
        if self.prefix == bits(&self.address) { Ok(()) } else { write!(f, "/{}", self.prefix) }
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_address(f, &self.0.address)?;
        write!(f, "/{}", self.0.prefix)
    }
}

/// The server writes the end of `::1.2.3.4` as an IPv4 address, the standard library that of
/// `::ffff:1.2.3.4` alone.
fn write_address(f: &mut fmt::Formatter<'_>, address: &IpAddr) -> fmt::Result {
    match address {
        IpAddr::V6(v6) if matches!(v6.segments(), [0, 0, 0, 0, 0, 0, high, _] if high > 0) => {
            write!(f, "::{}", Ipv4Addr::from_bits(v6.to_bits() as u32))
        }
        _ => write!(f, "{address}"),
    }
}

impl FromStr for Inet {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Inet, ParseError> {
        parse(text).ok_or(ParseError::new("inet", "an address, as in 192.168.0.5/24 or ::1"))
    }
}

impl FromStr for Cidr {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Cidr, ParseError> {
        parse(text)
            .and_then(|inet| inet.try_into().ok())
            .ok_or(ParseError::new("cidr", "the address of a network, as in 192.168.0.0/24"))
    }
}

fn parse(text: &str) -> Option<Inet> {
    let Some((address, prefix)) = text.split_once('/') else {
        return text.parse::<IpAddr>().ok().map(Inet::from);
    };
    let prefix = prefix.bytes().all(|b| b.is_ascii_digit()).then_some(prefix)?.parse().ok()?;
    Inet::new(address.parse().ok()?, prefix).ok()
}

// Address families as the server numbers them on the wire, whatever the operating system does.
const IPV4: u8 = 2;
const IPV6: u8 = 3;

/// "network_send" and "network_recv" in the server's sources.
impl Inet {
    fn decode(raw: &mut &[u8]) -> Result<Inet, BoxError> {
        let family = raw.try_get_u8()?;
        let prefix = raw.try_get_u8()?;
        let _is_cidr = raw.try_get_u8()?;
        let address = match (family, raw.try_get_u8()?) {
            (IPV4, 4) => Ipv4Addr::from_bits(raw.try_get_u32()?).into(),
            (IPV6, 16) => Ipv6Addr::from_bits(raw.try_get_u128()?).into(),
            (family, length) => {
                let message = format!("no address has {length} bytes in family {family}");
                return Err(message.into());
            }
        };
        Ok(Inet::new(address, prefix)?)
    }

    fn encode(&self, out: &mut BytesMut) -> Result<(), BoxError> {
        self.encode_as(false, out)
    }

    fn encode_as(&self, is_cidr: bool, out: &mut BytesMut) -> Result<(), BoxError> {
        let (family, length) = if self.address.is_ipv4() { (IPV4, 4) } else { (IPV6, 16) };
        out.put_slice(&[family, self.prefix, is_cidr.into(), length]);
        match self.address {
            IpAddr::V4(v4) => out.put_u32(v4.to_bits()),
            IpAddr::V6(v6) => out.put_u128(v6.to_bits()),
        }
        Ok(())
    }
}

impl Cidr {
    fn decode(raw: &mut &[u8]) -> Result<Cidr, BoxError> {
        Ok(Inet::decode(raw)?.try_into()?)
    }

    fn encode(&self, out: &mut BytesMut) -> Result<(), BoxError> {
        self.0.encode_as(true, out)
    }
}

binary_format!(Inet: INET);
binary_format!(Cidr: CIDR);
