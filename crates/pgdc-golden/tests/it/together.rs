//! Statements that travel together over one connection.

use pgdc::{Executor as _, together};

use crate::guarded::turns::{counted, secured};

#[tokio::test]
async fn independent_statements_wait_for_the_server_once() {
    let (client, turns) = counted(&secured().await).await;
    let number = |n: i32| client.sql("SELECT ?::int", (n,)).item::<i32>();
    let broken = || client.sql("SELECT 1 / ?::int", (0,)).item::<i32>();
    for is_first in [true, false] {
        turns.taken();
        let (one, failed, two) = together((number(1), broken(), number(2))).await;
        assert_eq!((one.unwrap(), two.unwrap()), (1, 2), "an error keeps to itself");
        assert_eq!(failed.unwrap_err().code().unwrap().code(), "22012");
        assert!(is_first || turns.taken() == 1, "all three wait once");
    }
    let many = together((0..100).map(number).collect::<Vec<_>>()).await;
    assert!(many.into_iter().map(Result::unwrap).eq(0..100));
    assert_eq!(turns.taken(), 1, "all hundred wait once");
    for n in 0..3 {
        number(n).await.unwrap();
    }
    assert_eq!(turns.taken(), 3, "one after the other waits for each");

    // Without our function too.
    let (one, two) = tokio::join!(number(1), number(2));
    assert_eq!((one.unwrap(), two.unwrap(), turns.taken()), (1, 2, 1));
}

#[tokio::test]
async fn in_a_transaction_all_is_kept_or_nothing() {
    let pool = crate::pool("forms").await;
    let insert = "INSERT INTO key_only VALUES (?, 'x')";
    let kept: pgdc::Result<()> = pool
        .transact(async |tx| {
            let insert = |n: i32| tx.sql(insert, (n,)).execute();
            let (one, again) = together((insert(1), insert(1))).await;
            one.and(again).map(drop)
        })
        .await;
    assert!(kept.unwrap_err().code().is_some());
    assert_eq!(pool.sql("SELECT count(*) FROM key_only", ()).item::<i64>().await.unwrap(), 0);
}
