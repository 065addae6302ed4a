//! Conversions between `inet`, `cidr` and the addresses of the standard library.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::inet::bits;
use super::{Cidr, Inet};
use crate::types::ConvertError;
use crate::types::wire::into_value;

impl From<IpAddr> for Inet {
    fn from(address: IpAddr) -> Inet {
        Inet::with_prefix(address, bits(&address))
    }
}

impl From<Ipv4Addr> for Inet {
    fn from(address: Ipv4Addr) -> Inet {
        IpAddr::from(address).into()
    }
}

impl From<Ipv6Addr> for Inet {
    fn from(address: Ipv6Addr) -> Inet {
        IpAddr::from(address).into()
    }
}

impl From<Cidr> for Inet {
    fn from(cidr: Cidr) -> Inet {
        cidr.0
    }
}

impl From<IpAddr> for Cidr {
    /// The network of that host alone.
    fn from(address: IpAddr) -> Cidr {
        Cidr(address.into())
    }
}

impl From<Ipv4Addr> for Cidr {
    fn from(address: Ipv4Addr) -> Cidr {
        IpAddr::from(address).into()
    }
}

impl From<Ipv6Addr> for Cidr {
    fn from(address: Ipv6Addr) -> Cidr {
        IpAddr::from(address).into()
    }
}

impl TryFrom<Inet> for IpAddr {
    type Error = ConvertError;

    fn try_from(inet: Inet) -> Result<IpAddr, ConvertError> {
        if inet.prefix() != bits(&inet.address()) {
            return Err(ConvertError::new(format!("the prefix /{} would be lost", inet.prefix())));
        }
        Ok(inet.address())
    }
}

impl TryFrom<Cidr> for IpAddr {
    type Error = ConvertError;

    fn try_from(cidr: Cidr) -> Result<IpAddr, ConvertError> {
        cidr.0.try_into()
    }
}

impl TryFrom<Inet> for Cidr {
    type Error = ConvertError;

    fn try_from(inet: Inet) -> Result<Cidr, ConvertError> {
        if inet.network().0 != inet {
            let prefix = inet.prefix();
            return Err(ConvertError::new(format!("a bit after the prefix /{prefix} is set")));
        }
        Ok(Cidr(inet))
    }
}

into_value!(Inet: IpAddr, Ipv4Addr, Ipv6Addr, Cidr);
into_value!(Cidr: IpAddr, Ipv4Addr, Ipv6Addr);
