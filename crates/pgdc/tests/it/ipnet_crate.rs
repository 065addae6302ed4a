//! Networks of the `ipnet` crate, which the server must take for the same.

use pgdc::types::ipnet::IpNet;
use pgdc::types::{Cidr, Inet};

use crate::two_way::client;

#[tokio::test]
async fn networks_are_the_same_to_the_server() {
    let client = client("").await;
    let sql = "SELECT $1::inet, host($1), masklen($1), network($1)";
    for text in ["192.168.0.5/24", "0.0.0.0/0", "1.2.3.4/32", "2001:db8::5/64", "::/0", "::1/128"] {
        let net: IpNet = text.parse().unwrap();
        let row = client.query_one(sql, &[&Inet::from(net)]).await.unwrap();
        assert_eq!(IpNet::from(row.get::<_, Inet>(0)), net);
        assert_eq!(row.get::<_, &str>(1), net.addr().to_string());
        assert_eq!(row.get::<_, i32>(2), i32::from(net.prefix_len()));
        let network: Cidr = row.get(3);
        assert_eq!((IpNet::from(network), Cidr::try_from(net.trunc())), (net.trunc(), Ok(network)));
    }
}
