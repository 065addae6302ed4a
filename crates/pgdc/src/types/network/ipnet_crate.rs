//! Conversions to and from the types of the `ipnet` crate, which keep the bits after the prefix, as `inet`
//! does.

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::{Cidr, Inet};
use crate::types::ConvertError;
use crate::types::wire::into_value;

impl From<Inet> for IpNet {
    fn from(inet: Inet) -> IpNet {
        // It would panic at a prefix longer than the address, which no Inet has.
        IpNet::new_assert(inet.address(), inet.prefix())
    }
}

impl From<Cidr> for IpNet {
    fn from(cidr: Cidr) -> IpNet {
        Inet::from(cidr).into()
    }
}

impl From<IpNet> for Inet {
    fn from(net: IpNet) -> Inet {
        match net {
            IpNet::V4(net) => net.into(),
            IpNet::V6(net) => net.into(),
        }
    }
}

impl TryFrom<IpNet> for Cidr {
    type Error = ConvertError;

    fn try_from(net: IpNet) -> Result<Cidr, ConvertError> {
        Inet::from(net).try_into()
    }
}

/// The conversions of the network types for one version of the protocol, `$other` being the other one.
macro_rules! one_version {
    ($net:ident, $variant:ident, $other:literal) => {
        impl From<$net> for Inet {
            fn from(net: $net) -> Inet {
                // As for Inet, the prefix is no longer than the address.
                Inet::with_prefix(net.addr().into(), net.prefix_len())
            }
        }

        impl TryFrom<$net> for Cidr {
            type Error = ConvertError;

            fn try_from(net: $net) -> Result<Cidr, ConvertError> {
                Inet::from(net).try_into()
            }
        }

        impl TryFrom<Inet> for $net {
            type Error = ConvertError;

            fn try_from(inet: Inet) -> Result<$net, ConvertError> {
                match inet.into() {
                    IpNet::$variant(net) => Ok(net),
                    _ => Err(ConvertError::new(concat!(
                        "an ",
                        $other,
                        " address is no ipnet::",
                        stringify!($net)
                    ))),
                }
            }
        }

        impl TryFrom<Cidr> for $net {
            type Error = ConvertError;

            fn try_from(cidr: Cidr) -> Result<$net, ConvertError> {
                Inet::from(cidr).try_into()
            }
        }
    };
}

one_version!(Ipv4Net, V4, "IPv6");
one_version!(Ipv6Net, V6, "IPv4");

into_value!(Inet: IpNet, Ipv4Net, Ipv6Net);

#[cfg(test)]
mod tests {
    use super::*;

    fn inet(text: &str) -> Inet {
        text.parse().unwrap()
    }

    fn cidr(text: &str) -> Cidr {
        text.parse().unwrap()
    }

    #[test]
    fn what_both_hold_comes_back() {
        for text in ["192.168.0.5/24", "0.0.0.0/0", "1.2.3.4/32", "2001:db8::5/64", "::1/128"] {
            let net = IpNet::from(inet(text));
            assert_eq!((net.to_string(), Inet::from(net)), (text.to_owned(), inet(text)));
        }
        for text in ["10.0.0.0/8", "2001:db8::/32"] {
            assert_eq!(Cidr::try_from(IpNet::from(cidr(text))), Ok(cidr(text)));
        }
        let v4: Ipv4Net = "10.1.2.3/8".parse().unwrap();
        assert_eq!(
            (Inet::from(v4), Ipv4Net::try_from(inet("10.1.2.3/8"))),
            (inet("10.1.2.3/8"), Ok(v4))
        );
        let v6 = Ipv6Net::try_from(cidr("2001:db8::/32")).unwrap();
        assert_eq!((v6.prefix_len(), Cidr::try_from(v6)), (32, Ok(cidr("2001:db8::/32"))));
    }

    #[test]
    fn what_would_be_lost_is_said() {
        let error = |result: Result<Cidr, ConvertError>| result.unwrap_err().to_string();
        let host: Ipv4Net = "10.1.2.3/8".parse().unwrap();
        assert_eq!(error(host.try_into()), "a bit after the prefix /8 is set");
        assert_eq!(error(IpNet::from(host).try_into()), "a bit after the prefix /8 is set");
        let error = Ipv4Net::try_from(inet("::1")).unwrap_err();
        assert_eq!(error.to_string(), "an IPv6 address is no ipnet::Ipv4Net");
        let error = Ipv6Net::try_from(cidr("10.0.0.0/8")).unwrap_err();
        assert_eq!(error.to_string(), "an IPv4 address is no ipnet::Ipv6Net");
    }
}
