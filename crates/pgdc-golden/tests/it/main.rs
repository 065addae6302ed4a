//! Tests that run the generated fixtures against a server.
#![allow(clippy::print_stderr, clippy::print_stdout, reason = "tests tell what they found")]

mod adhoc;
mod admin;
mod attacks;
mod blocking;
mod bulk;
mod bulk_copy;
mod cancelled;
mod changes;
mod chinook;
mod chinook_data;
mod choices;
mod claim;
mod compare_page;
mod conditions;
mod conflicts;
mod copy_data;
mod copy_rows;
mod create;
mod csv;
mod cursors;
mod dates;
mod declared;
mod docs;
mod drift;
mod dumps;
mod encoders;
mod errors;
mod executors;
mod filtered;
mod forms;
mod guarded;
mod hostile;
mod invariants;
mod loader;
mod messages;
mod mistakes;
mod model;
mod observe;
mod page;
mod pets;
mod pooler;
mod random;
mod readme;
mod reads;
mod reads_scope;
mod references;
mod retry;
mod round_trip;
mod scope;
mod scope_page;
mod scope_suite;
mod scope_tasks;
mod shared;
mod shown;
mod statements;
mod testing;
mod together;
mod transactions;
mod type_table;
mod writes;

use pgdc::{Connection, Pool};
use pgdc_server::{Database, Server};

/// A database of its own with the schema `fixtures/schemas/CASE.sql`.
async fn database(case: &str) -> Database {
    let path = format!("{}/../../fixtures/schemas/{case}.sql", env!("CARGO_MANIFEST_DIR"));
    let ddl = std::fs::read_to_string(path).expect("the fixture");
    Server::shared().database_from(&ddl).await.expect("the fixture loads")
}

async fn connect(case: &str) -> Connection {
    let database = database(case).await;
    Connection::with_config(&database.config()).await.expect("a connection")
}

/// A pool of up to eight connections to a database of its own.
async fn pool(case: &str) -> Pool {
    Pool::with_config(database(case).await.config(), 8)
}

/// Every module that is generated from a fixture is compiled by this crate.
#[test]
fn every_generated_module_is_compiled() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/generated");
    let listed = include_str!("../../src/lib.rs");
    for entry in std::fs::read_dir(folder).expect("fixtures/generated") {
        let name = entry.expect("an entry").file_name();
        let name = name.to_string_lossy();
        assert!(listed.contains(&format!("generated/{name}\"]")), "src/lib.rs lacks {name}");
    }
}
