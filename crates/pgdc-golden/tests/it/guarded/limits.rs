//! What row-level security does not do, by PostgreSQL's own rules.

use pgdc::{Executor as _, Table};
use pgdc_golden::tickets::Device;
use tokio_postgres::error::SqlState;

use super::{devices, place};

/// `COPY … FROM` is refused, whatever the rows; `COPY … TO` is under the policies.
#[tokio::test]
async fn rows_are_not_copied_in() {
    let place = place().await;
    let mut connection = place.pool.get().await.unwrap();
    let tx = connection.transaction().await.unwrap();
    tx.batch_execute("SELECT set_config('app.tenant', '5', true)").await.unwrap();
    let refused = tx.batch_execute("COPY device FROM STDIN").await.unwrap_err();
    assert_eq!(refused.code(), Some(&SqlState::FEATURE_NOT_SUPPORTED), "{refused}");
}

/// `TRUNCATE` is a privilege, not a matter of rows.
#[tokio::test]
async fn a_truncate_is_of_all_rows() {
    let place = place().await;
    assert_eq!(Table::<Device>::new(&place.pool).count().await.unwrap(), 0, "it sees none");
    place.connection.batch_execute("TRUNCATE device, part").await.unwrap();
    assert_eq!(devices(&place.pool, 5).count().await.unwrap(), 0);
    assert_eq!(devices(&place.pool, 6).count().await.unwrap(), 0);
}

/// A view reads as its owner, and policies do not hold for a superuser.
#[tokio::test]
async fn a_superusers_view_shows_all_rows() {
    let place = place().await;
    let tenants = "SELECT DISTINCT tenant_id FROM open_ticket ORDER BY 1";
    let shown: Vec<i32> = place.connection.sql(tenants, ()).items().await.unwrap();
    assert_eq!(shown, [5, 6]);
}

/// The server's checks of keys see all rows, and so tell of them.
#[tokio::test]
async fn keys_are_checked_against_all_rows() {
    let place = place().await;
    let owner = place.owner();
    let referring = "CREATE TABLE repair (serial text REFERENCES device, tenant_id int);
         GRANT ALL ON repair TO PUBLIC";
    owner.batch_execute(referring).await.unwrap();
    let theirs: String =
        owner.sql("SELECT min(serial) FROM device WHERE tenant_id = 6", ()).item().await.unwrap();
    let taken = Device { serial: theirs.clone(), tenant_id: 5, nickname: None };
    let refused = devices(&place.pool, 5).insert(taken).await.unwrap_err();
    assert!(refused.is_unique_violation(), "a key that another tenant has: {refused}");
    let reference = "INSERT INTO repair VALUES (?, 5)";
    assert_eq!(place.connection.sql(reference, (theirs,)).execute().await.unwrap(), 1);
}

/// Whoever sends SQL of his own can say he is another tenant.
#[tokio::test]
async fn the_setting_is_for_anybody_to_set() {
    let place = place().await;
    let mut connection = place.pool.get().await.unwrap();
    let tx = connection.transaction().await.unwrap();
    tx.batch_execute("SELECT set_config('app.tenant', '6', true)").await.unwrap();
    let tenants: Vec<i32> =
        tx.sql("SELECT DISTINCT tenant_id FROM device", ()).items().await.unwrap();
    assert_eq!(tenants, [6]);
}
