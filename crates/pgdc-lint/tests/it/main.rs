//! Findings, what mends them, and policies, on a server.

mod declaration;
mod mend;
mod policies;
mod shapes;
mod views;

use pgdc_catalog::Catalog;
use pgdc_introspect::{Selection, introspect};
use pgdc_lint::Scope;
use pgdc_server::{Database, Server};
use tokio_postgres::Client;

/// A schema with one of everything that is found.
const FIXTURE: &str = include_str!("../../../../fixtures/lint/schema.sql");

/// The declaration beside it, `fixtures/lint/pgdc.toml`.
fn fixture_scope() -> Scope {
    let mut scope = with_tables([("tenant", "id"), ("audit.event", "org_id")]);
    scope.shared = ["plan", "fine_total"].map(ToOwned::to_owned).into();
    scope
}

/// The scope by `tenant_id`, and by other columns of some tables.
fn with_tables<const N: usize>(tables: [(&str, &str); N]) -> Scope {
    let mut scope = Scope::by("tenant_id");
    scope.outer.tables = tables.map(|(table, column)| (table.to_owned(), column.to_owned())).into();
    scope
}

async fn database(ddl: &str) -> Database {
    Server::shared().database_from(ddl).await.expect("the schema loads")
}

/// All schemas of the database.
async fn read(client: &mut Client) -> Catalog {
    introspect(client, &Selection::default()).await.expect("a catalog")
}
