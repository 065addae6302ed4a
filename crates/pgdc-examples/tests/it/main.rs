//! The example programs and the code of the guide, run against a server.
#![allow(clippy::print_stdout, reason = "the code of the guide shows what it found")]

mod guide;
mod load;
mod service;
mod worker;

use pgdc::{Executor as _, Pool};
use pgdc_build::{Form, Settings};
use pgdc_examples::db::{Db, NewProduct, ProductPatch, TenantId};
use pgdc_server::{Database, Server};

/// The shop, with tenants 7 and 8, whose tokens are `seven` and `eight`. Each sells `tea`, of which there are ten.
async fn shop() -> (Database, Pool) {
    let database = Server::shared().database_from(include_str!("../../schema.sql")).await.unwrap();
    let pool = Pool::new(database.url(), 8).unwrap();
    for (tenant, name, cents) in [(7, "seven", 500), (8, "eight", 900)] {
        let insert = "INSERT INTO tenant VALUES (?, ?, sha256(convert_to(?, 'UTF8')))";
        pool.sql(insert, (tenant, name, name)).execute().await.unwrap();
        let tea = NewProduct { sku: "tea".into(), name: format!("Tea of {name}"), cents };
        let tea = tea.with(ProductPatch { stock: pgdc::set(10), ..pgdc::unset() });
        Db::new(&pool).tenant(TenantId(tenant)).product().insert(tea).await.unwrap();
    }
    (database, pool)
}

/// The module is what `pgdc generate` makes of the schema today.
#[test]
fn the_module_is_current() {
    let folder = env!("CARGO_MANIFEST_DIR");
    let settings = Settings::read(format!("{folder}/pgdc.toml").as_ref()).unwrap();
    let module = settings.generate(Form::Module).unwrap();
    let text = module.generated.text;
    assert!(text == include_str!("../../src/db.rs"), "run `pgdc generate` in {folder}");
}
