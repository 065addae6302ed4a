//! The code of the pages in `docs/`, compiled and run: each page has a file here, whose marked parts it holds word by
//! word. The commands of the pages are run by a test of `pgdc-cli`.

mod asyncpg;
mod build_rs;
mod diesel;
mod errors;
mod fences;
mod getting_started;
mod pools;
mod sea_orm;
mod sqlx;
mod testing;

// The pages of pgdc-golden, README.md among them, are held to the same.
#[path = "../../../../pgdc-golden/tests/it/page.rs"]
mod page;

#[allow(unreachable_pub, reason = "it is generated")]
#[path = "../../../../../fixtures/generated/chinook.rs"]
mod chinook;

use pgdc::Pool;
use pgdc_server::Server;

/// A pool on a music shop of its own, with rows.
async fn music() -> Pool {
    let ddl = include_str!("../../../../../fixtures/schemas/chinook.sql");
    let database = Server::shared().database_from(ddl).await.unwrap();
    Pool::with_config(database.config(), 8)
}
