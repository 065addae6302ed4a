//! Several tenants on one connection: in one transaction, and at the same time.

use std::sync::Arc;

use pgdc::{Executor, Table};
use pgdc_golden::scope_suite::world::Place;
use pgdc_golden::tickets::Device;

use super::{devices, is_clean, place, told};

/// The tenants whose devices a handle without a scope finds.
async fn tenants(exec: &impl Executor) -> Vec<i32> {
    exec.sql("SELECT DISTINCT tenant_id FROM device", ()).items().await.unwrap()
}

/// Two scopes stay apart, and what comes after them is under neither.
async fn stay_apart(tx: &impl Executor) {
    for tenant in [5, 6, 5, 5, 6] {
        let mine = devices(tx, tenant).all().await.unwrap();
        assert!(!mine.is_empty() && mine.iter().all(|device| device.tenant_id == tenant));
        assert_eq!(tenants(tx).await, [0; 0]);
        assert_eq!(Table::<Device>::new(tx).count().await.unwrap(), 0);
        assert_eq!(told(tx).await, None);
    }
    let (of_5, of_6) = (devices(tx, 5), devices(tx, 6));
    let (of_5, of_6, nobodys) = tokio::join!(of_5.all(), of_6.all(), tenants(tx));
    assert!(of_5.unwrap().iter().all(|device| device.tenant_id == 5));
    assert!(of_6.unwrap().iter().all(|device| device.tenant_id == 6));
    assert_eq!(nobodys, [0; 0]);
}

#[tokio::test]
async fn two_scopes_of_one_transaction_stay_apart() {
    let place = place().await;
    let mut connection = place.pool.get().await.unwrap();
    let mut tx = connection.transaction().await.unwrap();
    stay_apart(&tx).await;
    let part = tx.transaction().await.unwrap();
    stay_apart(&part).await;
    let twice = Device { serial: "A5".into(), tenant_id: 5, nickname: None };
    assert!(devices(&part, 5).insert(twice).await.unwrap_err().is_unique_violation());
    part.rollback().await.unwrap();
    stay_apart(&tx).await;
    tx.commit().await.unwrap();
    assert!(is_clean(&connection).await);
}

#[tokio::test]
async fn so_do_those_of_other_crates_transactions() {
    let place = place().await;
    let (manager, pool) = (place.config(), &place.pool);
    let mut client = manager.connect(tokio_postgres::NoTls).await.map(|(client, connection)| {
        tokio::spawn(connection);
        client
    });
    let client = client.as_mut().unwrap();
    assert_eq!(devices(client, 5).count().await.unwrap(), devices(pool, 5).count().await.unwrap());
    assert!(is_clean(client).await);
    let tx = client.transaction().await.unwrap();
    stay_apart(&tx).await;
    tx.commit().await.unwrap();
    assert!(is_clean(client).await);
}

/// Neither a statement of another thread nor its failure gets between what belongs together.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn threads_that_share_a_connection_keep_apart() {
    let place = Arc::new(Place::secured(1).await.unwrap());
    for tenant in [5, 6] {
        place.found(tenant).await.unwrap();
    }
    // A table without policies.
    place
        .owner()
        .batch_execute("CREATE TABLE plain (n int); GRANT ALL ON plain TO PUBLIC")
        .await
        .unwrap();
    let tasks: Vec<_> = (0..8)
        .map(|task| {
            let place = Arc::clone(&place);
            tokio::spawn(async move {
                let connection = &place.connection;
                let tenant = 5 + task % 2;
                for n in 0..150 {
                    match task {
                        0 | 1 => {
                            let insert = "INSERT INTO plain VALUES (?)";
                            connection.sql(insert, (n,)).execute().await.unwrap();
                            assert_eq!(told(connection).await, None);
                        }
                        2 | 3 => {
                            let serial = format!("A{}", if tenant == 5 { 1 } else { 2 });
                            let taken = Device { serial, tenant_id: tenant, nickname: None };
                            let refused = devices(connection, tenant).insert(taken).await;
                            assert!(refused.unwrap_err().is_unique_violation());
                        }
                        _ => {
                            let mine = devices(connection, tenant).all().await.unwrap();
                            assert!(!mine.is_empty());
                        }
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let kept: i64 = place.connection.sql("SELECT count(*) FROM plain", ()).item().await.unwrap();
    assert_eq!(kept, 300);
    assert!(is_clean(&place.connection).await);
}
