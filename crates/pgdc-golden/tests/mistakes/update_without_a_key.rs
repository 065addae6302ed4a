//! An update of a row of a table that has no primary key.

use pgdc_golden::forms::{Db, NoKey};

async fn write(db: Db<'_>, row: NoKey) {
    let _ = db.no_key().update(&row).await;
}

fn main() {}
