//! Runs the suite of `src/scope_suite` with row-level security behind handles, and in their place.

use pgdc_golden::scope_suite::hand::KeptBy;
use pgdc_golden::scope_suite::{Settings, twins};

#[tokio::test(flavor = "multi_thread")]
async fn policies_change_nothing_for_handles_that_tell_their_scope() {
    agree(KeptBy::Both).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn policies_alone_keep_tenants_apart_as_narrowed_handles_do() {
    agree(KeptBy::Policies).await;
}

async fn agree(kept: KeptBy) {
    let settings = Settings::from_env().share(4);
    let started = std::time::Instant::now();
    let report = twins::run(settings, kept).await.unwrap_or_else(|error| panic!("{error}"));
    println!("{} operations, by {kept:?}, in {:?}", report.total(), started.elapsed());
    assert!(report.total() >= settings.operations);
}
