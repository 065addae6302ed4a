//! Handles over a pool whose connections are shared.

use std::sync::Arc;

use fastrand::Rng;
use pgdc::{Config, Executor as _, Pool, Table};
use pgdc_golden::pets::{Cat, CatPatch, Db, NewCat};
use pgdc_golden::scope_suite::hand::SETTING;
use pgdc_golden::scope_suite::world::Place;
use pgdc_golden::tickets::Device;
use tokio_postgres::config::Host;

use crate::cancelled::cut;
use crate::database;
use crate::pooler::mixed::operate;

/// A pool of so many connections, each for eight statements.
fn pool(config: &tokio_postgres::Config, connections: usize) -> Pool {
    let [Host::Unix(folder)] = config.get_hosts() else { panic!("the server is on a socket") };
    let config = Config::new()
        .host(folder.to_str().expect("a plain name"))
        .port(config.get_ports()[0])
        .user(config.get_user().expect("a user"))
        .dbname(config.get_dbname().expect("a name"))
        // The role that policies hold for.
        .set("options", config.get_options().unwrap_or_default())
        .unwrap();
    Pool::builder(config).unwrap().max_size(connections).shared(8).build().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_tasks_find_what_each_has_written() {
    let database = database("forms").await;
    let pool = pool(&database.config(), 4);
    operate(&pool, &database, 200).await;
    let status = pool.status();
    println!("{status:?}");
    assert_eq!((status.size, status.idle, status.opened), (4, 4, 4));
}

/// Tenants that the server is told, handles that tell it none, and SQL that asks, over two connections.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn guarded_handles_keep_to_their_tenant() {
    let place = Place::secured(1).await.unwrap();
    let tenants = [5, 6];
    for tenant in tenants {
        place.found(tenant).await.unwrap();
    }
    let pool = Arc::new(pool(place.config(), 2));
    let tasks: Vec<_> = (0..24)
        .map(|task| {
            let (pool, tenant) = (Arc::clone(&pool), tenants[task % tenants.len()]);
            let mut dice = Rng::with_seed(task as u64);
            tokio::spawn(async move {
                let devices = Table::<Device>::new(&*pool);
                let mine = devices.xtra_guarded(Device::TENANT_ID, tenant, SETTING);
                let mut dropped = 0;
                for _ in 0..150 {
                    match dice.u8(..4) {
                        0 => {
                            let all = mine.all().await.unwrap();
                            assert!(!all.is_empty());
                            assert!(all.iter().all(|device| device.tenant_id == tenant));
                        }
                        1 => dropped += u32::from(cut(mine.all(), dice.u32(1..8)).await.is_none()),
                        // The database shows nothing to whom it was not told of.
                        2 => assert_eq!(devices.count().await.unwrap(), 0),
                        _ => {
                            let told = "SELECT nullif(current_setting('app.tenant', true), '')";
                            let told: Option<String> = pool.sql(told, ()).item().await.unwrap();
                            assert_eq!(told, None);
                        }
                    }
                }
                dropped
            })
        })
        .collect();
    let mut dropped = 0;
    for task in tasks {
        dropped += task.await.unwrap();
    }
    assert!(dropped > 100, "{dropped}");
}

/// Calls of handles that are dropped at any point, beside others that are not, and transactions.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_dropped_changes_no_neighbour() {
    let database = database("pets").await;
    let pool = pool(&database.config(), 2);
    let tasks: Vec<_> = (0..12)
        .map(|task| {
            let (pool, mut dice) = (pool.clone(), Rng::with_seed(task));
            tokio::spawn(async move {
                let cats = Db::new(&pool).cat();
                let mut dropped = 0;
                for turn in 0..200 {
                    let name = format!("{task}-{turn}");
                    let cat = cats.insert(NewCat { name: name.clone() }).await.unwrap();
                    let patch = CatPatch { uid: pgdc::set(turn), ..pgdc::unset() };
                    let patch = cut(cats.patch(cat.id, patch).into_future(), dice.u32(1..8)).await;
                    dropped += u32::from(patch.is_none());
                    let is_patched = |cat: &Cat| cat.uid == Some(turn);
                    let found = cats.one(cat.id).await.unwrap();
                    assert_eq!(found.name, name);
                    assert!(patch.is_none() || is_patched(&found));
                    let named = cats.filter(Cat::NAME.eq(name.clone())).all().await.unwrap();
                    assert!(named.len() == 1 && named[0].id == cat.id);
                    let refused = pool.sql("SAVEPOINT probe", ()).execute().await.unwrap_err();
                    assert_eq!(refused.code().map(|code| code.code()), Some("25P01"), "{refused}");
                }
                dropped
            })
        })
        .collect();
    let mut dropped = 0;
    for task in tasks {
        dropped += task.await.unwrap();
    }
    println!("{dropped} were dropped");
    assert!(dropped > 200, "{dropped}");
    assert_eq!(Db::new(&pool).cat().count().await.unwrap(), 12 * 200);
}
