//! Several servers.

use std::collections::BTreeSet;

use pgdc::Executor as _;

use super::world::{World, world};
use super::{config, refusal};

#[tokio::test]
async fn the_server_of_the_kind_asked_for_is_taken() {
    let World { address, read_only, port, .. } = world().await;
    let of = |kind: &str| {
        format!(
            "host={read_only},{address} port={port} user=free dbname=shop target_session_attrs={kind}"
        )
    };
    for (kind, expected) in [
        ("any", read_only),
        ("read-write", address),
        ("read-only", read_only),
        ("primary", read_only),
        ("prefer-standby", read_only),
    ] {
        let connection = config(&of(kind)).connect().await.expect(kind);
        let sql = "SELECT host(inet_server_addr())";
        assert_eq!(
            connection.sql(sql, ()).item::<String>().await.expect(kind),
            *expected,
            "{kind}"
        );
    }
    let text = refusal(&of("standby")).await;
    assert!(text.contains(&format!("at {address}:{port}: the server is no standby")), "{text}");
    let one = format!(
        "host={read_only} port={port} user=free dbname=shop target_session_attrs=read-write"
    );
    assert!(refusal(&one).await.ends_with(": the session is read only"));
}

#[tokio::test]
async fn a_random_order_takes_each() {
    let World { address, read_only, port, .. } = world().await;
    let text = format!("host={read_only},{address} port={port} user=free dbname=shop");
    let mut met = BTreeSet::new();
    for _ in 0..60 {
        let config = config(&format!("{text} load_balance_hosts=random sslmode=disable"));
        let connection = config.connect().await.expect("a connection");
        let sql = "SELECT host(inet_server_addr())";
        met.insert(connection.sql(sql, ()).item::<String>().await.expect("an address"));
    }
    assert_eq!(met.len(), 2);
}
