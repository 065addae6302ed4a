//! Handles and values of one tenant or scope given for another's.

use pgdc_golden::scoped::{Db, NewTask, ProjectDb, ProjectId, TenantDb, TenantId, UnscopedDb};
use pgdc_golden::scoped_several;

async fn bill(_: TenantDb<'_>) {}

async fn plan(db: ProjectDb<'_>) {
    let _ = db.task().insert(NewTask { number: 1, title: "x".into() }).await;
}

async fn mix(
    db: Db<'_>,
    seven: TenantDb<'_>,
    whole: UnscopedDb<'_>,
    project: ProjectId,
    other: scoped_several::OrgDb<'_>,
) {
    // A handle of a tenant does not lead to another tenant's.
    seven.tenant(TenantId(8)).badge();
    // Nor is a value of one scope one of another's, nor any number.
    db.tenant(project);
    db.tenant(8);
    db.tenant(Some(TenantId(8)));
    // Each scope has a handle of its own.
    plan(seven).await;
    bill(whole).await;
    bill(other).await;
    bill(db).await;
}

fn main() {}
