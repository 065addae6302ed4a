//! Connections that are cut, stalled, delayed and garbled.

use std::time::{Duration, Instant};

use fastrand::Rng;
use pgdc::{Executor as _, Pool};
use pgdc_server::{Database, Server};
use tokio_postgres::config::Host;

use super::load::{ACQUIRE, LIMITS, Load, TABLE, recovery};
use super::proxy::{Faults, Proxy, Upstream};
use crate::config::world::world;

/// How long the faults last at least, and of how many a run is too few.
const SPAN: Duration = Duration::from_secs(7);
const FEW: u64 = 10;

/// Runs the load through a proxy with these faults.
async fn run(test: &str, upstream: Upstream, to: &str, direct: &Pool, faults: Faults) {
    let mut rng = Rng::with_seed(super::seed(test));
    let proxy = Proxy::start(upstream, rng.u64(..)).await;
    let config = format!("host=127.0.0.1 port={} {to} {LIMITS}", proxy.port);
    let pool = Pool::builder(config.as_str()).expect("a configuration").max_size(8);
    let pool = pool.acquire_timeout(ACQUIRE).build().expect("a pool");

    let load = Load::start_garbled(&pool, 16, rng.u64(..), faults.header.is_some());
    tokio::time::sleep(Duration::from_millis(300)).await;
    proxy.set(faults);
    let started = Instant::now();
    // A busy machine sends less, and so meets fewer of them.
    while started.elapsed() < SPAN || (proxy.happened() <= FEW && started.elapsed() < SPAN * 6) {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    proxy.set(Faults::default());
    let happened = proxy.happened();
    recovery(test, &pool).await;
    let account = load.stop().await;
    println!("{test}: {happened} faults");
    account.check(test, direct).await;
    assert!(happened > FEW, "{happened}");
}

async fn plain(test: &str, faults: Faults) {
    let database = Server::shared().database_from(TABLE).await.expect("a database");
    let direct = Pool::new(database.url().as_str(), 1).expect("a pool");
    let name = database.config().get_dbname().expect("a name").to_owned();
    let to = format!("user=postgres dbname={name} sslmode=disable");
    run(test, upstream(&database), &to, &direct, faults).await;
}

fn upstream(database: &Database) -> Upstream {
    match &database.config().get_hosts()[0] {
        Host::Unix(folder) => Upstream::Socket(folder.clone()),
        Host::Tcp(name) => panic!("{name} is no socket"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_are_cut() {
    plain("cut streams", Faults { cut: Some(300), ..Faults::default() }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_are_slow_or_stand_still() {
    let faults = Faults { delay: Some(20), stall: Some(1500), ..Faults::default() };
    plain("delayed and stalled streams", faults).await;
}

/// Types and lengths of messages alone: without TLS, nobody can tell a bit that flips inside of a value from another
/// value, and nothing is claimed of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn headers_of_messages_are_garbled() {
    plain("garbled headers", Faults { header: Some(5000), ..Faults::default() }).await;
}

/// With TLS any bit may flip, those of values too: what arrives changed is refused.
#[cfg(feature = "tls")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn anything_is_garbled_under_tls() {
    let world = world().await;
    let socket = format!("host={} port={} user=postgres", world.socket, world.port);
    let admin = Pool::new(format!("{socket} dbname=shop").as_str(), 1).expect("a pool");
    admin.sql("CREATE DATABASE garbled", ()).execute().await.expect("a database");
    let direct = Pool::new(format!("{socket} dbname=garbled").as_str(), 1).expect("a pool");
    direct.sql(TABLE, ()).execute().await.expect("a table");
    direct.sql("GRANT ALL ON ledger TO encrypted", ()).execute().await.expect("rights");
    let upstream = Upstream::Tcp(world.address.clone(), world.port);
    let faults = Faults { byte: Some(100_000), ..Faults::default() };
    let to = "user=encrypted dbname=garbled sslmode=require";
    run("garbled TLS", upstream, to, &direct, faults).await;
}
