//! A table that a declared scope keeps apart, without the scope.

use pgdc::Pool;
use pgdc_golden::scoped::Db;

async fn read(pool: Pool) {
    let _ = Db::new(&pool).badge().all().await;
    let _ = Db::new(&pool).shared().badge().all().await;
    let _ = Db::new(&pool).unscoped().badge().all().await;
}

fn main() {}
