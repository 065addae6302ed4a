//! Futures that are dropped before their end, at any point.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::task::Poll;

use fastrand::Rng;
use futures_util::TryStreamExt as _;
use pgdc::{Error, Executor as _, IsolationLevel, Pool, set, unset};
use pgdc_golden::pets::{Cat, CatPatch, Db, NewCat};

use crate::database;

const TASKS: u64 = 6;
const ROUNDS: u32 = 1200;

fn cat(name: &str) -> NewCat {
    NewCat { name: name.into() }
}

/// Polls `future` so many times at most, and drops it.
pub(crate) async fn cut<F: Future>(future: F, polls: u32) -> Option<F::Output> {
    let mut future = Box::pin(future);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// Two rows that are there together or not at all.
async fn pair(pool: &Pool, name: &str) -> Result<(), Error> {
    pool.transact(async |mut tx| {
        let first = Db::new(&tx).cat().insert(cat(name)).await?;
        tx.transact(async |tx| {
            Db::new(&tx).cat().patch(first.id, CatPatch { uid: set(1), ..unset() }).await
        })
        .await?;
        Db::new(&tx).cat().insert(cat(name)).await?;
        Ok(())
    })
    .await
}

/// Rows that are never there: a transaction within another that is dropped at its end.
async fn forgotten(pool: &Pool) -> Result<(), Error> {
    let mut connection = pool.get().await?;
    let mut tx = connection.transaction_with(IsolationLevel::RepeatableRead).await?;
    Db::new(&tx).cat().insert(cat("forgotten")).await?;
    let inner = tx.transaction().await?;
    Db::new(&inner).cat().insert(cat("forgotten")).await?;
    Ok(())
}

/// Whether each row of a statement arrives, in its order, and none of another statement.
async fn streamed(pool: &Pool, name: &str) -> Result<(), Error> {
    let text = "SELECT n, :name::text FROM generate_series(1, 300) n";
    let mut rows = pool.sql(text, pgdc::params![name = name]).stream::<(i32, String)>();
    for n in 1..=300 {
        assert_eq!(rows.try_next().await?, Some((n, name.to_owned())));
    }
    assert_eq!(rows.try_next().await?, None);
    Ok(())
}

/// Whether a statement over the pool is in no transaction of somebody else: the server refuses a savepoint.
async fn is_alone(pool: &Pool) -> Result<(), Error> {
    let refused = pool.sql("SAVEPOINT probe", ()).execute().await.unwrap_err();
    assert_eq!(refused.code().map(|code| code.code()), Some("25P01"), "{refused}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_left_behind_by_futures_that_are_dropped() {
    let pool = Pool::with_config(database("pets").await.config(), 3);
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let pool = pool.clone();
            tokio::spawn(async move {
                let mut rng = Rng::with_seed(task);
                // Of each pair: whether it is known to have been committed.
                let mut pairs = BTreeMap::new();
                let mut dropped = 0;
                for round in 0..ROUNDS {
                    let name = format!("{task}-{round}");
                    let polls = if rng.u8(..) < 32 { u32::MAX } else { rng.u32(1..10) };
                    let done = match rng.u8(..4) {
                        0 => cut(forgotten(&pool), polls).await,
                        1 => cut(streamed(&pool, &name), polls).await,
                        2 => cut(is_alone(&pool), polls).await,
                        _ => {
                            let done = cut(pair(&pool, &name), polls).await;
                            pairs.insert(name, done.is_some());
                            done
                        }
                    };
                    match done {
                        Some(result) => result.unwrap(),
                        None => dropped += 1,
                    }
                    is_alone(&pool).await.unwrap();
                }
                (pairs, dropped)
            })
        })
        .collect();
    let mut pairs = BTreeMap::new();
    let mut dropped = 0;
    for task in tasks {
        let (its_pairs, its_dropped) = task.await.unwrap();
        pairs.extend(its_pairs);
        dropped += its_dropped;
    }

    let mut found = BTreeMap::<String, Vec<Cat>>::new();
    for cat in Db::new(&pool).cat().all().await.unwrap() {
        found.entry(cat.name.clone()).or_default().push(cat);
    }
    for (name, cats) in &found {
        assert!(pairs.contains_key(name), "{name} was never committed");
        assert_eq!(cats.len(), 2, "{name}");
        assert_eq!(cats.iter().filter(|cat| cat.uid == Some(1)).count(), 1, "{name}");
    }
    let lost: Vec<_> =
        pairs.iter().filter(|(name, done)| **done && !found.contains_key(*name)).collect();
    assert!(lost.is_empty(), "{lost:?}");
    let cut_but_there =
        pairs.iter().filter(|(name, done)| !**done && found.contains_key(*name)).count();
    println!("{dropped} dropped; {cut_but_there} of them were committed");
    assert!(dropped > 2000, "{dropped}");
}
