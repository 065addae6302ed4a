//! A refresh of what is no materialized view.

use pgdc_golden::tickets::Db;

async fn refresh(db: Db<'_>) {
    let _ = db.ticket().refresh().await;
}

fn main() {}
