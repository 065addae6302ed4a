//! An insert into a view that PostgreSQL cannot write through.

use pgdc_golden::forms::{AccountCount, Db};

async fn write(db: Db<'_>) {
    let _ = db.account_count().insert(AccountCount { total: Some(1) }).await;
}

fn main() {}
