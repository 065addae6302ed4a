//! SQL text where an order is asked for, also text that is known at compile time.

use pgdc_golden::tickets::Db;

async fn read(db: Db<'_>, order: String) {
    let _ = db.ticket().order_by(order).all().await;
    let _ = db.ticket().order_by("title; drop table ticket").all().await;
}

fn main() {}
