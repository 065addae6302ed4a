//! `pgdc::testing`: databases for tests, and rows in them.

mod databases;
mod hard;
mod rows;

use pgdc::Config;
use pgdc_server::Server;

/// The server of the tests, as a configuration of ours.
async fn config() -> Config {
    let database = Server::shared().database().await.expect("a database");
    database.url().parse().expect("its URL")
}
