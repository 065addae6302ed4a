//! Scopes at the same time: many tasks on one pool, and two tenants in one transaction.

use std::sync::Arc;

use fastrand::Rng;
use pgdc::Executor as _;
use pgdc_golden::scope_suite::TENANTS;
use pgdc_golden::scope_suite::hand::{Hand, Outcome};
use pgdc_golden::scope_suite::ops::{self, Operation};
use pgdc_golden::scope_suite::world::{Place, World};

const TASKS: i32 = 64;
const OPERATIONS: usize = 40;

/// What each task does is decided by its tenant.
async fn work(place: &Place, on_pool: bool, tenant: i32, tenants: &[i32]) -> Vec<Outcome> {
    // Where tenants share keys, they may get into each other's way.
    let mut operations = ops::all();
    operations.retain(|operation| ["ticket", "ticket_watcher", "lot"].contains(&operation.table));
    let mut dice = Rng::with_seed(tenant.unsigned_abs().into());
    let mut outcomes = Vec::new();
    for _ in 0..OPERATIONS {
        let (operation, seed) = (&operations[dice.usize(0..operations.len())], dice.u64(..));
        let link = if on_pool { place.pool.link() } else { place.connection.link() };
        let hand = Hand::new(link, &place.pool, tenant, tenants, seed);
        outcomes.push((operation.run)(&hand).await);
    }
    outcomes
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_of_one_pool_keep_their_scopes() {
    let shared = Arc::new(Place::new(8).await.unwrap());
    let tenants: Arc<Vec<i32>> = Arc::new((1..=TASKS).collect());
    for tenant in tenants.iter() {
        shared.found_own(*tenant).await.unwrap();
    }
    let tasks: Vec<_> = (1..=TASKS)
        .map(|tenant| {
            let (shared, tenants) = (Arc::clone(&shared), Arc::clone(&tenants));
            tokio::spawn(async move { work(&shared, true, tenant, &tenants).await })
        })
        .collect();
    let mut together = Vec::new();
    for task in tasks {
        together.push(task.await.unwrap());
    }
    let rows = shared.rows().await.unwrap();

    let alone = Place::new(2).await.unwrap();
    for (tenant, outcomes) in (1..=TASKS).zip(together) {
        alone.clear().await.unwrap();
        alone.found_own(tenant).await.unwrap();
        assert_eq!(work(&alone, false, tenant, &tenants).await, outcomes, "tenant {tenant}");
        let own = alone.rows().await.unwrap();
        assert_eq!(own.len(), 1);
        assert_eq!(own.get(&Some(tenant)), rows.get(&Some(tenant)));
    }
}

#[tokio::test]
async fn two_scopes_in_one_transaction_stay_apart() {
    let mut world = World::new(TENANTS.to_vec()).await.unwrap();
    // An error of the server would end the transaction.
    let names = ["get_many", "all", "rows", "last", "count_some", "patch_some", "delete_some"];
    let safe = |o: &Operation| o.table == "lot" && names.contains(&o.name);
    let operations: Vec<Operation> = ops::all().into_iter().filter(safe).collect();
    assert_eq!(operations.len(), names.len());
    let mut dice = Rng::with_seed(1);
    for _ in 0..20 {
        world.begin().await.unwrap();
        let (shared, tenants) = (&world.shared, &world.tenants);
        let mut connection = shared.pool.get().await.unwrap();
        let tx = connection.transaction().await.unwrap();
        for _ in 0..10 {
            let (one, two) = (dice.usize(0..names.len()), dice.usize(0..names.len()));
            let seeds = [dice.u64(..), dice.u64(..)];
            let hand = |n: usize| Hand::new(tx.link(), &shared.pool, tenants[n], tenants, seeds[n]);
            let (first, second) = (hand(0), hand(1));
            // Both are on their way at once.
            let together =
                tokio::join!((operations[one].run)(&first), (operations[two].run)(&second));
            let alone = |n| world.hands(n, seeds[n]).1;
            assert_eq!(together.0, (operations[one].run)(&alone(0)).await);
            assert_eq!(together.1, (operations[two].run)(&alone(1)).await);
        }
        tx.commit().await.unwrap();
        assert_eq!(world.difference().await.unwrap(), None);
    }
}
