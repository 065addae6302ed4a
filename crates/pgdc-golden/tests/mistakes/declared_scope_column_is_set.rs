//! A value for the column that a declared scope gives.

use pgdc::{set, unset};
use pgdc_golden::scoped::{BadgePatch, NewBadge, TenantId};

fn main() {
    let _ = NewBadge { label: "mine".into(), tenant_id: TenantId(8) };
    let _ = BadgePatch { tenant_id: set(TenantId(8)), ..unset() };
}
