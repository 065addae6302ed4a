//! A server that is stopped and started while it is used.

use std::time::{Duration, Instant};

use fastrand::Rng;
use pgdc::{Executor as _, Pool};
use pgdc_server::{Options, Server, Stop};

use super::load::{ACQUIRE, LIMITS, Load, TABLE, recovery};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_is_stopped_and_started_under_load() {
    let test = "restarts";
    let mut rng = Rng::with_seed(super::seed(test));
    // As servers are usually run: what is committed is on the disk.
    let settings = vec!["synchronous_commit=on".to_owned()];
    let options = Options { settings, ..Options::from_env().expect("options") };
    let mut server = Server::start(&options).expect("a server");
    let at = format!("host={} port=5433 user=postgres dbname=postgres", server.host().display());
    let direct = Pool::new(at.as_str(), 1).expect("a pool");
    direct.sql(TABLE, ()).execute().await.expect("a table");
    let config = format!("{at} {LIMITS}");
    let pool = Pool::builder(config.as_str()).expect("a configuration").max_size(8);
    let pool = pool.acquire_timeout(ACQUIRE).build().expect("a pool");

    let load = Load::start(&pool, 16, rng.u64(..));
    let (started, mut stops) = (Instant::now(), [0, 0]);
    while started.elapsed() < Duration::from_secs(10) {
        tokio::time::sleep(Duration::from_millis(rng.u64(300..1200))).await;
        let crash = rng.bool();
        let how = if crash { Stop::Immediate } else { Stop::Fast };
        tokio::task::block_in_place(|| server.stop(how)).expect("a stop");
        tokio::time::sleep(Duration::from_millis(rng.u64(0..400))).await;
        tokio::task::block_in_place(|| server.start_again()).expect("a start");
        stops[usize::from(crash)] += 1;
    }
    recovery(test, &pool).await;
    let account = load.stop().await;
    println!("{test}: {} stops, {} crashes", stops[0], stops[1]);
    let direct = Pool::new(at.as_str(), 1).expect("a pool");
    account.check(test, &direct).await;
    assert!(stops[0] + stops[1] > 3 && account.has_errors());
}
