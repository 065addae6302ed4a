//! The policies of `pgdc rls` on a database of tenants, and a role that they hold for.

use pgdc_introspect::{Selection, introspect};
use pgdc_lint::{Scope, row_security};
use pgdc_server::Database;
use tokio_postgres::{Client, Config};

use super::hand::SETTING;

/// No superuser, owns nothing, and may read and write all tables. Roles are those of the whole server.
const ROLE: &str = "pgdc_tenants";

/// Makes the server keep tenants apart by column `tenant_id`, for a role that may do all else.
///
/// # Errors
/// The server's.
pub async fn secure(
    database: &Database,
    owner: &Client,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let catalog = introspect(&mut database.connect().await?, &Selection::default()).await?;
    let policies = row_security(&catalog, &Scope::by("tenant_id"))?.join(";\n");
    let role = format!(
        "DO $$ BEGIN CREATE ROLE {ROLE}; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
         GRANT ALL ON ALL TABLES IN SCHEMA public TO {ROLE}"
    );
    Ok(owner.batch_execute(&format!("{policies};\n{role}")).await?)
}

/// As the role of the tenants.
pub fn as_tenants(config: &mut Config) {
    config.options(format!("-c role={ROLE}"));
}

/// The same, as one of them for all of the connection.
pub fn as_tenant(config: &mut Config, tenant: i32) {
    config.options(format!("-c role={ROLE} -c {SETTING}={tenant}"));
}
