//! Gets of several tasks in one statement.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Waker};

use futures_util::future::{join_all, try_join_all};
use pgdc::Executor as _;
use pgdc_golden::pets::{Cat, Db, NewCat};

use crate::pool;

/// Twenty cats with the ids 1 to 20, and a count of the statements sent since.
async fn cats() -> (pgdc::Pool, Arc<AtomicUsize>) {
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&sent);
    let pool = pool("pets").await.on_statement(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
    });
    let new = (1..=20).map(|n| NewCat { name: format!("cat {n}") }).collect();
    Db::new(&pool).cat().insert_many(new).await.unwrap();
    sent.store(0, Ordering::Relaxed);
    (pool, sent)
}

#[tokio::test]
async fn gets_at_the_same_time_are_one_statement() {
    let (pool, sent) = cats().await;
    let loader = Db::new(&pool).cat().loader();
    let asked = [3, 99, 1, 3, 20];
    let found = try_join_all(asked.map(|id| loader.get(id))).await.unwrap();
    let ids: Vec<_> = found.iter().map(|cat| cat.as_ref().map(|cat| cat.id)).collect();
    assert_eq!(ids, [Some(3), None, Some(1), Some(3), Some(20)]);
    assert_eq!(sent.load(Ordering::Relaxed), 1);
    // Nothing is kept.
    Db::new(&pool).cat().filter(Cat::ID.eq(3)).delete().count().await.unwrap();
    assert_eq!(loader.get(3).await.unwrap(), None);
    assert_eq!(sent.load(Ordering::Relaxed), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tasks_that_ask_again_and_again_share_their_statements() {
    let (pool, sent) = cats().await;
    let pool = &pool;
    let loader = &Db::new(pool).cat().xtra(Cat::ID, 7).loader();
    let task = async |task: i32| {
        for n in 0..50 {
            let id = (task + n) % 20 + 1;
            let found = loader.get(id).await.unwrap().map(|cat| cat.id);
            assert_eq!(found, (id == 7).then_some(7), "in the scope of the handle");
        }
    };
    join_all((0..16).map(task)).await;
    let sent = sent.load(Ordering::Relaxed);
    assert!((50..=100).contains(&sent), "{sent} statements for 800 gets");
}

#[tokio::test]
async fn where_the_statement_fails_each_get_has_an_error_of_its_own() {
    let (pool, _) = cats().await;
    let loader = Db::new(&pool).cat().loader();
    pool.sql("ALTER TABLE cat RENAME TO former_cat", ()).execute().await.unwrap();
    for outcome in join_all([1, 2].map(|id| loader.get(id))).await {
        let error = outcome.unwrap_err();
        assert!(error.to_string().starts_with("cat: select failed"), "{error}");
    }
    pool.sql("ALTER TABLE former_cat RENAME TO cat", ()).execute().await.unwrap();
    assert_eq!(loader.get(2).await.unwrap().map(|cat| cat.id), Some(2));
}

/// Whoever else waits goes on with it.
#[tokio::test]
async fn a_get_that_is_given_up_holds_up_no_other() {
    let (pool, _) = cats().await;
    let loader = Db::new(&pool).cat().loader();
    let mut first = Box::pin(loader.get(1));
    let mut second = Box::pin(loader.get(2));
    let context = &mut Context::from_waker(Waker::noop());
    assert!(
        first.as_mut().poll(context).is_pending() && second.as_mut().poll(context).is_pending()
    );
    drop(first);
    assert_eq!(second.await.unwrap().map(|cat| cat.id), Some(2));
    // Given up by all, the batch is taken up by who comes next.
    let mut third = Box::pin(loader.get(3));
    assert!(third.as_mut().poll(context).is_pending());
    drop(third);
    assert_eq!(loader.get(4).await.unwrap().map(|cat| cat.id), Some(4));
}
