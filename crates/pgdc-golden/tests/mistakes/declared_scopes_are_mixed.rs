//! Handles and values of one tenant or scope given for another's.

use pgdc_golden::scoped::{
    Badge, Db, NewBadge, NewTask, ProjectDb, ProjectId, TenantDb, TenantId, UnscopedDb,
};
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

// No operation of one tenant's handle takes another's.
async fn together(seven: TenantDb<'_>, eight: TenantDb<'_>) {
    let _ = seven.badge().filter(eight.badge());
    let _ = seven.badge().xtra(Badge::TENANT_ID, eight);
    let _ = seven.badge().within(Badge::TO_PARENT, Badge::TENANT_ID, eight.badge());
    let _ = seven.badge().insert(NewBadge { label: "x".into() }).on_conflict(eight.badge());
    let _ = Badge::TO_PARENT.parents(&eight.badge(), &seven.badge()).await;
}

fn main() {}
