//! `inet` and `cidr` without a server.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use tokio_postgres::types::Type;

use super::{Cidr, Inet};
use crate::IntoValue;
use crate::types::wire::assert_garbage_is_refused;

fn inet(text: &str) -> Inet {
    text.parse().unwrap()
}

#[test]
fn texts() {
    for text in [
        "1.2.3.4",
        "1.2.3.4/0",
        "::",
        "::1",
        "::2/8",
        "::1.2.3.4",
        "::ffff:1.2.3.4",
        "2001:db8::1/64",
    ] {
        assert_eq!(inet(text).to_string(), text);
    }
    assert_eq!(inet("1.2.3.4/32").to_string(), "1.2.3.4");
    for text in [
        "",
        "1.2.3",
        "1.2.3.4/33",
        "1.2.3.4/",
        "1.2.3.4/+1",
        "::/129",
        "1.2.3.4/1/1",
        "1.2.3.4/256",
    ] {
        assert!(text.parse::<Inet>().is_err(), "{text}");
    }
    assert_eq!("10.0.0.0/8".parse::<Cidr>().unwrap().to_string(), "10.0.0.0/8");
    assert_eq!("10.0.0.1".parse::<Cidr>().unwrap().to_string(), "10.0.0.1/32");
    assert!("10.0.0.1/8".parse::<Cidr>().is_err());
}

#[test]
fn networks() {
    let network = inet("192.168.77.5/20").network();
    assert_eq!(network.to_string(), "192.168.64.0/20");
    assert!(network.contains(inet("192.168.79.255").address()));
    assert!(!network.contains(inet("192.168.80.0").address()));
    assert!(!network.contains(inet("::").address()));
    let everything = inet("::1/0").network();
    assert!(everything.contains(inet("ffff::").address()));
}

#[test]
fn conversions_lose_nothing() {
    let address = IpAddr::from([1, 2, 3, 4]);
    assert_eq!(IpAddr::try_from(Inet::from(address)), Ok(address));
    let error = IpAddr::try_from(inet("1.2.3.4/24")).unwrap_err();
    assert_eq!(error.to_string(), "the prefix /24 would be lost");
    assert_eq!(IpAddr::try_from(Cidr::from(address)), Ok(address));
    let error = IpAddr::try_from(inet("1.2.3.4/24").network()).unwrap_err();
    assert_eq!(error.to_string(), "the prefix /24 would be lost");
    let error = Cidr::new(address, 24).unwrap_err();
    assert_eq!(error.to_string(), "a bit after the prefix /24 is set");
    assert!(Inet::new(address, 33).is_err());
    let value: Option<Inet> = Ipv4Addr::LOCALHOST.into_value();
    assert_eq!(value, Some(inet("127.0.0.1")));
    let value: Cidr = Ipv6Addr::LOCALHOST.into_value();
    assert_eq!(value.to_string(), "::1/128");
}

#[test]
fn garbage_is_refused() {
    let garbage: &[&[u8]] = &[
        b"",
        &[2, 32, 0, 4, 1, 2, 3],
        &[2, 33, 0, 4, 1, 2, 3, 4],
        &[2, 32, 0, 16, 1, 2, 3, 4],
        &[3, 32, 0, 4, 1, 2, 3, 4],
        &[9, 32, 0, 4, 1, 2, 3, 4],
        &[2, 32, 0, 4, 1, 2, 3, 4, 5],
    ];
    assert_garbage_is_refused::<Inet>(&Type::INET, garbage);
    assert_garbage_is_refused::<Cidr>(&Type::CIDR, &[&[2, 8, 1, 4, 10, 0, 0, 1]]);
}
