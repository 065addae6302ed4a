//! A key of one table given to another, where keys have types of their own.

use pgdc_golden::choices::{Db, Order};

async fn read(db: Db<'_>, order: Order) {
    let _ = db.customer().one(order.id).await;
}

fn main() {}
