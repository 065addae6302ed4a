//! Addresses of hosts, networks and hardware.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use pgdc::types::{Cidr, Inet, MacAddr, MacAddr8};

use crate::two_way::{Random, client, parsed, same_texts, two_way};

#[tokio::test]
async fn inet() {
    let texts = [
        "0.0.0.0",
        "0.0.0.0/0",
        "255.255.255.255",
        "192.168.0.5/24",
        "::",
        "::/0",
        "::1",
        "::2/127",
        "::1.2.3.4",
        "::ffff:1.2.3.4/96",
        "1::",
        "2001:db8::ff00:42:8329",
        "2001:db8:0:1:1:1:1:1",
        "2001:0:0:1::1",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/64",
    ];
    two_way("inet", &parsed::<Inet>(&texts)).await;
    let texts = ["0.0.0.0/0", "10.0.0.0/8", "10.1.2.3/32", "::/0", "2001:db8::/32", "::1/128"];
    two_way("cidr", &parsed::<Cidr>(&texts)).await;
}

/// A limit that `pgdc::types` tells of.
#[tokio::test]
async fn an_address_alone_is_read_without_the_prefix() {
    let client = client("").await;
    let row = client.query_one("SELECT inet '192.168.0.5/24'", &[]).await.unwrap();
    assert_eq!(row.get::<_, IpAddr>(0), IpAddr::from([192, 168, 0, 5]));
    assert!(IpAddr::try_from(row.get::<_, Inet>(0)).is_err());
}

#[tokio::test]
async fn addresses_print_and_sort_as_on_the_server() {
    let mut random = Random(7);
    let mut address = || -> Inet {
        let groups = std::array::from_fn(|_| match random.within(0, 3) {
            0 => random.within(0, 0xFFFF) as u16,
            1 => 0xFFFF,
            _ => 0,
        });
        let v6 = Ipv6Addr::from(groups);
        let v4 = Ipv4Addr::from_bits((v6.to_bits() >> 100) as u32);
        let (address, most) = match random.within(0, 1) {
            0 => (IpAddr::from(v4), 32),
            _ => (IpAddr::from(v6), 128),
        };
        Inet::new(address, random.within(0, most) as u8).unwrap()
    };
    let mut hosts: Vec<Inet> = (0..5_000).map(|_| address()).collect();
    same_texts("inet", &hosts).await;
    let networks: Vec<Cidr> = hosts.iter().map(Inet::network).collect();
    same_texts("cidr", &networks).await;
    let client = client("").await;
    let sql = "SELECT array_agg(a ORDER BY a) FROM unnest($1::inet[]) a";
    let row = client.query_one(sql, &[&hosts]).await.unwrap();
    hosts.sort();
    assert_eq!(row.get::<_, Vec<Inet>>(0), hosts);
}

#[tokio::test]
async fn hardware() {
    let texts = ["08:00:2b:01:02:03", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"];
    two_way("macaddr", &parsed::<MacAddr>(&texts)).await;
    let texts = ["08:00:2b:01:02:03:04:05", "00:00:00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff:ff:ff"];
    two_way("macaddr8", &parsed::<MacAddr8>(&texts)).await;
    let client = client("").await;
    let short = MacAddr([8, 0, 0x2b, 1, 2, 3]);
    let row = client.query_one("SELECT $1::macaddr::macaddr8", &[&short]).await.unwrap();
    assert_eq!(row.get::<_, MacAddr8>(0), MacAddr8::from(short));
}
