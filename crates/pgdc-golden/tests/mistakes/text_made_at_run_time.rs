//! SQL text that was put together at run time.

use pgdc_golden::tickets::Db;

async fn read(db: Db<'_>, name: &str) {
    let _ = db.ticket().rows_where(format!("title = '{name}'"), ()).all().await;
}

fn main() {}
