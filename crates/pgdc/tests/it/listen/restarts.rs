//! A server that is restarted again and again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pgdc::{Config, Connection, Event, Executor as _};
use pgdc_server::{Options, Server};

use super::{config, event};

const RESTARTS: usize = 20;

/// Sends numbers, each once, until it is told to stop; returns those that the server took.
async fn send(config: Config, stop: Arc<AtomicBool>) -> Vec<u32> {
    let mut connection: Option<Connection> = None;
    let mut sent = Vec::new();
    let mut number = 0;
    while !stop.load(Ordering::Relaxed) {
        let Some(open) = &connection else {
            connection = config.connect().await.ok();
            tokio::time::sleep(Duration::from_millis(2)).await;
            continue;
        };
        number += 1;
        match open.notify("numbers", number.to_string()).await {
            Ok(()) => sent.push(number),
            // Whether it was sent is not known.
            Err(_) => connection = None,
        }
        tokio::time::sleep(Duration::from_micros(200)).await;
    }
    sent
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listener_survives_twenty_restarts_and_tells_of_each_gap() {
    let mut server = Server::start(&Options::from_env().expect("options")).expect("a server");
    let database = server.database().await.expect("a database");
    let config = config(&database);
    let mut listener = config.listen(["numbers"]).await.expect("a listener");
    let stop = Arc::new(AtomicBool::new(false));
    let sender = tokio::spawn(send(config, stop.clone()));

    // Numbers, and `None` for a gap.
    let mut heard: Vec<Option<u32>> = Vec::new();
    let started = Instant::now();
    let mut longest = Duration::ZERO;
    for restart in 1..=RESTARTS {
        tokio::task::block_in_place(|| server.restart()).expect("a restart");
        let mut gaps = 0;
        // Up to some numbers after the gap.
        let mut after = 0;
        while after < 10 {
            match event(&mut listener).await {
                Event::Notification(told) => {
                    heard.push(Some(told.payload.parse().expect("a number")));
                    after += usize::from(gaps > 0);
                }
                Event::Gap(gap) => {
                    assert!(gap.reason.is_closed(), "{}", gap.reason);
                    longest = longest.max(gap.lasted);
                    heard.push(None);
                    gaps += 1;
                }
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(gaps, 1, "restart {restart}");
    }
    stop.store(true, Ordering::Relaxed);
    let sent = sender.await.expect("numbers");
    let last = *sent.last().expect("numbers");
    while !heard.contains(&Some(last)) {
        match event(&mut listener).await {
            Event::Notification(told) => {
                heard.push(Some(told.payload.parse().expect("a number")));
            }
            other => panic!("{other:?}"),
        }
    }
    println!(
        "{RESTARTS} restarts in {:?}: {} sent, {} heard, the longest gap {longest:?}",
        started.elapsed(),
        sent.len(),
        heard.iter().flatten().count(),
    );
    assert_eq!(heard.iter().filter(|heard| heard.is_none()).count(), RESTARTS);
    check(&sent, &heard);
}

/// Each number was heard once and in order; one that was sent and not heard is in a gap.
fn check(sent: &[u32], heard: &[Option<u32>]) {
    let numbers: Vec<u32> = heard.iter().copied().flatten().collect();
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    let mut before = 0;
    let mut is_gap = false;
    for heard in heard {
        match heard {
            None => is_gap = true,
            Some(number) => {
                let missed: Vec<&u32> =
                    sent.iter().filter(|sent| (before + 1..*number).contains(sent)).collect();
                assert!(missed.is_empty() || is_gap, "{missed:?} are missed, and not in a gap");
                (before, is_gap) = (*number, false);
            }
        }
    }
}
