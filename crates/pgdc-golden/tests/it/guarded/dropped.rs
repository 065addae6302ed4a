//! Guarded statements that are dropped at any point, or fail: the connection is as it was before.

use std::future::poll_fn;
use std::task::Poll;

use fastrand::Rng;
use futures_util::StreamExt as _;
use pgdc::{Error, Pool, Table};
use pgdc_golden::scope_suite::world::Place;
use pgdc_golden::tickets::{Device, DevicePatch, Ticket};
use time::macros::datetime;

use super::{code, devices, is_clean, place, told};

/// Polls `future` so many times at most, and drops it; whether it ended.
async fn cut(future: impl IntoFuture, polls: u32) -> bool {
    let mut future = Box::pin(future.into_future());
    let mut left = polls;
    poll_fn(|context| {
        left = left.saturating_sub(1);
        match future.as_mut().poll(context) {
            Poll::Ready(_) => Poll::Ready(true),
            Poll::Pending if left == 0 => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

fn device(serial: u32) -> Device {
    Device { serial: format!("X{serial}"), tenant_id: 5, nickname: None }
}

async fn anything(exec: &impl pgdc::Executor, dice: &mut Rng) -> bool {
    let polls = dice.u32(1..8);
    let mine = devices(exec, 5);
    let new = device(dice.u32(..20));
    match dice.u8(..5) {
        0 => cut(mine.get("A5".into()), polls).await,
        1 => cut(mine.insert(new), polls).await,
        2 => cut(mine.delete(new.serial), polls).await,
        3 => cut(async { mine.rows().stream().next().await }, polls).await,
        _ => cut(mine.count(), polls).await,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_statement_leaves_no_transaction_and_no_setting() {
    let place = place().await;
    let mut dice = Rng::with_seed(7);
    let mut dropped = 0;
    for _ in 0..600 {
        dropped += u32::from(!anything(&place.connection, &mut dice).await);
        assert!(is_clean(&place.connection).await);
        dropped += u32::from(!anything(&place.pool, &mut dice).await);
        assert!(is_clean(&place.pool).await);
    }
    println!("{dropped} of 1200 were dropped");
    assert!(dropped > 200, "{dropped}");
}

#[tokio::test]
async fn in_a_transaction_it_leaves_no_setting() {
    let Place { pool, .. } = &place().await;
    let mut dice = Rng::with_seed(8);
    let mut connection = pool.get().await.unwrap();
    let mut tx = connection.transaction().await.unwrap();
    for _ in 0..200 {
        // A key that is taken fails the part around it.
        let part = tx.transaction().await.unwrap();
        anything(&part, &mut dice).await;
        part.rollback().await.unwrap();
        assert_eq!(told(&tx).await, None);
        cut(devices(&tx, 5).count(), dice.u32(1..4)).await;
        assert_eq!(told(&tx).await, None);
    }
    drop(tx);
    assert!(is_clean(&connection).await);
}

#[tokio::test]
async fn a_failed_statement_leaves_no_transaction_and_no_setting() {
    let place = place().await;
    let pool: &Pool = &place.pool;
    let taken = Device { serial: "A5".into(), tenant_id: 5, nickname: None };
    let failed: [Error; 3] = [
        devices(pool, 5).insert(taken).await.unwrap_err(),
        devices(pool, 5).rows_where("1 / length(serial) < 1 / 0", ()).all().await.unwrap_err(),
        devices(pool, 5).patch("A6".into(), DevicePatch::default()).await.unwrap_err(),
    ];
    assert_eq!(failed.each_ref().map(code)[..2], ["23505", "22012"]);
    assert!(failed[2].is_not_found());
    assert!(is_clean(pool).await);
}

/// A statement whose tenant could not be told is not sent either: it would run under none, or another's.
#[tokio::test]
async fn a_value_that_cannot_be_told_is_an_error() {
    let place = place().await;
    let mut connection = place.pool.get().await.unwrap();
    // Beyond the year 9999 in UTC, which its encoder does not take.
    let unsent = datetime!(9999-12-31 23:00 -12:00);
    let tickets = Table::<Ticket>::new(&connection);
    assert!(tickets.xtra_guarded(Ticket::CREATED_AT, unsent, "app.other").all().await.is_err());
    assert!(is_clean(&connection).await);
    let tx = connection.transaction().await.unwrap();
    let tickets = Table::<Ticket>::new(&tx);
    assert!(tickets.xtra_guarded(Ticket::CREATED_AT, unsent, "app.other").all().await.is_err());
    assert!(devices(&tx, 5).count().await.unwrap() > 0, "the transaction goes on");
    assert_eq!(told(&tx).await, None);
}
