//! SQL text where columns are asked for.

use pgdc_golden::tickets::Db;

async fn read(db: Db<'_>, columns: String) {
    let _ = db.ticket().rows().select(columns).all().await;
}

fn main() {}
