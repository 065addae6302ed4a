//! `docs/pools.md`.

use std::time::Duration;

use pgdc_server::Server;

use super::chinook as db;
use super::page::assert_holds;

// PAGE
use db::{Album, Db};
use pgdc::{Config, Pool, Transaction};

fn open(config: Config) -> pgdc::Result<Pool> {
    Pool::builder(config)?
        .max_size(8) // connections, opened when they are needed
        .min_size(2) // of them kept open
        .acquire_timeout(Duration::from_secs(5)) // then `is_pool_timeout`
        .max_lifetime(Duration::from_secs(3600))
        .build()
}
// PAGE

// PAGE
fn open_shared(config: Config) -> pgdc::Result<Pool> {
    // 4 connections, and up to 16 statements at a time on each of them.
    Pool::builder(config)?.max_size(4).shared(16).build()
}
// PAGE

// PAGE
async fn rename(pool: &Pool, title: &str) -> pgdc::Result<Album> {
    pool.transact(async |tx: Transaction<'static>| {
        let mut album = Db::new(&tx).album().one(1).await?; // over `tx`, not over the pool
        album.title = title.into();
        Db::new(&tx).album().update(&album).await
    })
    .await
}
// PAGE

#[tokio::test]
async fn the_page_runs() {
    let ddl = include_str!("../../../../../fixtures/schemas/chinook.sql");
    let database = Server::shared().database_from(ddl).await.unwrap();
    let config: Config = database.url().parse().unwrap();
    for pool in [open(config.clone()).unwrap(), open_shared(config).unwrap()] {
        let titles = (0..100).map(|n| {
            let pool = pool.clone();
            tokio::spawn(async move {
                match n % 10 {
                    0 => rename(&pool, "Renamed").await.map(|album| album.title),
                    _ => Db::new(&pool).album().one(1).await.map(|album| album.title),
                }
            })
        });
        for title in titles.collect::<Vec<_>>() {
            assert!(!title.await.unwrap().unwrap().is_empty());
        }
        let status = pool.status();
        assert_eq!((status.size, status.idle), (status.max_size, status.max_size));
        assert_eq!(status.acquired, 100);
    }
}

#[test]
fn the_page_holds_this_code() {
    assert_holds("docs/pools.md", include_str!("pools.rs"), "// PAGE\n");
}
