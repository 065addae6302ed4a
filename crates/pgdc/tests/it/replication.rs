//! A primary and a standby that follows it.

use std::time::{Duration, Instant};

use pgdc::{Executor as _, IsolationLevel, Pool, Result, Retry};
use pgdc_server::{Options, Server, Stop};

use crate::faults::load::{ACQUIRE, LIMITS, Load, TABLE, recovery};
use crate::faults::seed;

/// Two servers; what is committed on the first can be read on the second.
struct Pair {
    primary: Server,
    standby: Server,
}

impl Pair {
    async fn start() -> Pair {
        let settings =
            ["wal_level=replica", "max_wal_senders=4", "synchronous_commit=remote_apply"];
        let settings = settings.iter().map(ToString::to_string).collect();
        let options = Options { settings, ..Options::from_env().expect("options") };
        let mut primary = Server::start(&options).expect("a server");
        let standby = primary.standby(&["max_standby_streaming_delay=0"]).expect("a standby");
        let pair = Pair { primary, standby };
        let admin = pair.pool("any", 1);
        admin.sql(TABLE, ()).execute().await.expect("a table");
        // From now on commits wait for the standby.
        let names = "ALTER SYSTEM SET synchronous_standby_names = '*'";
        admin.sql(names, ()).execute().await.expect("a setting");
        admin.sql("SELECT pg_reload_conf()", ()).execute().await.expect("a reload");
        let state = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";
        let started = Instant::now();
        while admin.sql(state, ()).item::<i64>().await.expect("a state") == 0 {
            assert!(started.elapsed() < Duration::from_secs(20), "the standby does not stream");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        pair
    }

    /// A pool with both hosts, the primary first.
    fn pool(&self, kind: &str, size: usize) -> Pool {
        let (primary, standby) = (self.primary.host().display(), self.standby.host().display());
        let config = format!(
            "host={primary},{standby} port=5433 user=postgres dbname=postgres target_session_attrs={kind} {LIMITS}"
        );
        let pool = Pool::builder(config.as_str()).expect("a configuration").max_size(size);
        pool.acquire_timeout(ACQUIRE).build().expect("a pool")
    }
}

async fn is_standby(pool: &Pool) -> bool {
    pool.sql("SELECT pg_is_in_recovery()", ()).item().await.expect("an answer")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_go_to_the_standby_and_writes_to_the_primary() {
    let pair = Pair::start().await;
    let (reader, writer) = (pair.pool("prefer-standby", 2), pair.pool("read-write", 2));
    assert!(is_standby(&reader).await && is_standby(&pair.pool("standby", 1)).await);
    assert!(!is_standby(&writer).await && !is_standby(&pair.pool("primary", 1)).await);
    for id in 0..20_i64 {
        let insert = "INSERT INTO ledger VALUES (?, 1)";
        writer.sql(insert, (id,)).execute().await.expect("a row");
        let count: i64 =
            reader.sql("SELECT count(*) FROM ledger", ()).item().await.expect("a count");
        assert_eq!(count, id + 1);
        let error = reader.sql(insert, (id,)).execute().await.expect_err("a standby");
        assert!(error.is_read_only() && error.retry() == Retry::Never, "{error}");
    }

    // A query on the standby is in the way of what the primary has removed since.
    let outcome: Result<()> = reader
        .transact_with(IsolationLevel::RepeatableRead, async |tx| {
            tx.sql("SELECT count(*) FROM ledger", ()).execute().await?;
            let removal = async {
                tokio::time::sleep(Duration::from_millis(100)).await;
                writer.sql("DELETE FROM ledger", ()).execute().await?;
                writer.sql("VACUUM ledger", ()).execute().await
            };
            let slow = "SELECT count(*), pg_sleep(30) FROM ledger";
            let (removed, read) = tokio::join!(removal, tx.sql(slow, ()).execute());
            removed.expect("a removal");
            read.map(drop)
        })
        .await;
    let error = outcome.expect_err("a conflict with recovery");
    assert_eq!(error.code().map(|code| code.code()), Some("40001"), "{error}");
    assert!(error.is_retryable() && error.retry() == Retry::Safe, "{error}");
    assert_eq!(
        reader.sql("SELECT count(*) FROM ledger", ()).item::<i64>().await.expect("a count"),
        0
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_standby_is_promoted_under_load() {
    for (test, how) in [("promotion", Stop::Fast), ("promotion after a crash", Stop::Immediate)] {
        let mut pair = Pair::start().await;
        let (writer, reader) = (pair.pool("read-write", 8), pair.pool("prefer-standby", 2));
        assert!(is_standby(&reader).await);
        let load = Load::start(&writer, 16, seed(test));
        tokio::time::sleep(Duration::from_secs(2)).await;

        let stopped = Instant::now();
        tokio::task::block_in_place(|| pair.primary.stop(how)).expect("a stop");
        // The readers' connection is to the standby already.
        let promoted = reader.sql("SELECT pg_promote(false)", ()).item::<bool>().await;
        assert!(promoted.expect("a promotion"));
        recovery(test, &writer).await;
        println!("{test}: writes again {:?} after the primary was stopped", stopped.elapsed());
        tokio::time::sleep(Duration::from_secs(2)).await;
        let account = load.stop().await;
        account.check(test, &reader).await;
        assert!(account.has_errors() && !is_standby(&writer).await);
    }
}
