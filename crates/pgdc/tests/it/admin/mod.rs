//! Tables and databases as wholes.

mod databases;
mod maintain;
mod sequences;
mod sequences_beside;
mod tables;
mod truncate;

use pgdc::{Connection, Executor as _, Pool, tokio_postgres::types::FromSqlOwned};
use pgdc_server::{Database, Server};

/// A database of its own that holds what `ddl` makes.
async fn database(ddl: &str) -> Database {
    Server::shared().database_from(ddl).await.expect("the DDL loads")
}

async fn pool(ddl: &str) -> Pool {
    Pool::with_config(database(ddl).await.config(), 8)
}

/// The fixture whose names try to be something else.
fn hostile() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/schemas/hostile.sql");
    std::fs::read_to_string(path).expect("the fixture")
}

/// A connection of a role that may do nothing but what `grants` say. Roles are those of the server, so that each
/// test has its own.
async fn as_role(database: &Database, role: &str, grants: &str) -> Connection {
    let owner = Connection::with_config(&database.config()).await.expect("a connection");
    let text = format!("CREATE ROLE {role} LOGIN; {grants}");
    owner.batch_execute(&text).await.expect("a role");
    let mut config = database.config();
    config.user(role);
    Connection::with_config(&config).await.expect("a connection of the role")
}

async fn item<T: FromSqlOwned + Send>(pool: &Pool, text: &'static str) -> T {
    pool.sql(text, ()).item().await.expect("a value")
}

async fn run(pool: &Pool, text: &'static str) {
    pool.batch(text).await.expect("statements");
}
