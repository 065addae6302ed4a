//! Row-level security holds for a role that is no superuser, the tables' owner.

use pgdc_lint::{lint, row_security};
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use crate::{FIXTURE, database, fixture_scope, read, with_tables};

const DDL: &str = r#"
CREATE TYPE "re""gion" AS ENUM ('eu', 'us');
CREATE DOMAIN code AS varchar(3) CHECK (VALUE <> '');
CREATE TABLE note (n integer PRIMARY KEY, tenant_id integer NOT NULL);
CREATE TABLE "o""dd'; --" (n integer, "ten""ant" uuid);
CREATE TABLE by_code (n integer, tenant code);
CREATE TABLE by_region (n integer, tenant "re""gion");
INSERT INTO note VALUES (1, 7), (2, 8), (3, 8);
INSERT INTO "o""dd'; --" VALUES (1, '00000000-0000-0000-0000-000000000007'), (2, NULL);
INSERT INTO by_code VALUES (1, 'abc');
INSERT INTO by_region VALUES (1, 'eu');
"#;

const ROLE: &str = "lint_app";

/// The schema with its policies, as a role that owns the tables and is no superuser.
async fn secured() -> Client {
    let mut client = database(DDL).await.connect().await.unwrap();
    let tables = [(r#"o"dd'; --"#, r#"ten"ant"#), ("by_code", "tenant"), ("by_region", "tenant")];
    let scope = with_tables(tables);
    let catalog = read(&mut client).await;
    let statements = row_security(&catalog, &scope).unwrap();
    assert_eq!(statements, row_security(&catalog, &scope).unwrap());
    let text = statements.join(";\n");
    // It can be run again.
    client.batch_execute(&format!("BEGIN; {text}; {text}; COMMIT")).await.unwrap();
    let own = format!(
        r#"DO $$ BEGIN CREATE ROLE {ROLE}; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
           ALTER TABLE note OWNER TO {ROLE}; ALTER TABLE "o""dd'; --" OWNER TO {ROLE};
           ALTER TABLE by_code OWNER TO {ROLE}; ALTER TABLE by_region OWNER TO {ROLE};
           SET ROLE {ROLE}"#
    );
    client.batch_execute(&own).await.unwrap();
    client
}

async fn numbers(client: &Client, table: &str) -> Vec<i32> {
    let sql = format!("SELECT n FROM {table} ORDER BY n");
    client.query(&sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

async fn become_tenant(client: &Client, tenant: &str) {
    client.execute("SELECT set_config('app.tenant', $1, false)", &[&tenant]).await.unwrap();
}

#[tokio::test]
async fn a_session_reaches_the_rows_of_its_tenant_alone() {
    let client = secured().await;
    assert!(numbers(&client, "note").await.is_empty(), "without the setting there is no row");
    become_tenant(&client, "").await;
    assert!(numbers(&client, "note").await.is_empty(), "nor where it is empty");
    become_tenant(&client, "8").await;
    assert_eq!(numbers(&client, "note").await, [2, 3]);
    assert_eq!(client.execute("UPDATE note SET n = n + 10", &[]).await.unwrap(), 2);
    assert_eq!(client.execute("DELETE FROM note WHERE n = 1", &[]).await.unwrap(), 0);
    assert_eq!(client.execute("INSERT INTO note VALUES (5, 8)", &[]).await.unwrap(), 1);
    assert_eq!(numbers(&client, "note").await, [5, 12, 13]);

    for stolen in [
        "INSERT INTO note VALUES (6, 7)",
        "UPDATE note SET tenant_id = 7",
        "INSERT INTO note VALUES (1, 8) ON CONFLICT (n) DO UPDATE SET n = 1",
    ] {
        let error = client.execute(stolen, &[]).await.expect_err(stolen);
        assert_eq!(error.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{stolen}");
    }
    become_tenant(&client, "7").await;
    assert_eq!(numbers(&client, "note").await, [1], "the other tenant's row is as it was");
}

#[tokio::test]
async fn tenants_of_other_types_are_compared_whole() {
    let client = secured().await;
    for (tenant, table, rows) in [
        ("00000000-0000-0000-0000-000000000007", r#""o""dd'; --""#, &[1][..]),
        ("abc", "by_code", &[1]),
        // A cast to the column's own type would cut it to `abc`.
        ("abcdef", "by_code", &[]),
        ("eu", "by_region", &[1]),
        ("us", "by_region", &[]),
    ] {
        become_tenant(&client, tenant).await;
        assert_eq!(numbers(&client, table).await, rows, "{tenant}");
    }
}

/// What `pgdc rls` writes is what `pgdc lint` asks for.
#[tokio::test]
async fn after_the_policies_nothing_is_found_of_them() {
    let mut client = database(FIXTURE).await.connect().await.unwrap();
    let scope = fixture_scope();
    let statements = row_security(&read(&mut client).await, &scope).unwrap();
    client.batch_execute(&statements.join(";\n")).await.unwrap();
    let found = lint(&read(&mut client).await, &scope).unwrap();
    let left = found.iter().find(|finding| format!("{:?}", finding.rule).contains("RowSecurity"));
    assert!(left.is_none(), "{left:#?}");
}
