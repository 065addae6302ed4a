//! Handles that tell the server their scope, for its row-level security.

mod dropped;
mod limits;
mod meanwhile;
pub(crate) mod turns;
mod twins;

use pgdc::{Connection, Error, Pool, Table};
use pgdc_golden::scope_suite::hand::SETTING;
use pgdc_golden::scope_suite::world::Place;
use pgdc_golden::tickets::Device;

/// Tenants 5 and 6 on a database with policies; both have devices.
async fn place() -> Place {
    let place = Place::secured(2).await.unwrap();
    for tenant in [5, 6] {
        place.found(tenant).await.unwrap();
    }
    place
}

/// The devices of a tenant, told to the server too.
fn devices<'e>(exec: &'e impl pgdc::Executor, tenant: i32) -> Table<'e, Device> {
    Table::new(exec).xtra_guarded(Device::TENANT_ID, tenant, SETTING)
}

/// What the server takes for the tenant now.
async fn told(exec: &impl pgdc::Executor) -> Option<String> {
    let told: Option<String> = exec
        .sql("SELECT nullif(current_setting('app.tenant', true), '')", ())
        .item()
        .await
        .unwrap();
    told
}

/// Whether the connection is in no transaction, and no tenant's.
async fn is_clean(exec: &impl pgdc::Executor) -> bool {
    let savepoint = exec.sql("SAVEPOINT probe", ()).execute().await;
    let is_alone = savepoint.is_err_and(|error| code(&error) == "25P01");
    is_alone && told(exec).await.is_none()
}

fn code(error: &Error) -> String {
    error.code().map_or_else(|| error.to_string(), |code| code.code().to_owned())
}

#[tokio::test]
async fn the_server_knows_the_tenant_for_the_time_of_a_statement() {
    let place = place().await;
    let (pool, connection): (&Pool, &Connection) = (&place.pool, &place.connection);
    for mine in [devices(pool, 5), devices(connection, 5)] {
        let all = mine.all().await.unwrap();
        assert!(!all.is_empty() && all.iter().all(|device| device.tenant_id == 5));
        let new = Device { serial: "N1".into(), tenant_id: 5, nickname: None };
        assert_eq!(mine.insert(new.clone()).await.unwrap(), new);
        assert_eq!(mine.get("N1".into()).await.unwrap(), Some(new.clone()));
        assert_eq!(mine.count().await.unwrap(), all.len() as u64 + 1);
        let taken = mine.insert(new).await.unwrap_err();
        assert!(taken.is_unique_violation(), "{taken}");
        mine.delete("N1".into()).await.unwrap();
    }
    assert!(is_clean(pool).await && is_clean(connection).await);
    // A handle that tells the server nothing has no rows: the database refuses what it was not told.
    assert_eq!(Table::<Device>::new(pool).count().await.unwrap(), 0);
    assert_eq!(Table::<Device>::new(pool).xtra(Device::TENANT_ID, 5).count().await.unwrap(), 0);
}

/// The setting and the scope are two hurdles: either stops what passes the other.
#[tokio::test]
async fn the_server_refuses_what_the_handle_would_let_through() {
    let place = place().await;
    let devices = Table::<Device>::new(&place.pool);
    // As if the clause of the scope were forgotten: the guard is on a column that holds anything.
    let unscoped = devices.xtra_guarded(Device::NICKNAME, "nobody", "app.other");
    assert_eq!(unscoped.count().await.unwrap(), 0);
    let foreign = Device { serial: "N2".into(), tenant_id: 6, nickname: Some("nobody".into()) };
    let refused = unscoped.insert(foreign).await.unwrap_err();
    assert_eq!(code(&refused), "42501", "{refused}");
    assert!(is_clean(&place.pool).await);
}
