//! Whose rights a view reads with.

use pgdc_lint::{Rule, Scope, Severity, lint};

use crate::{database, read};

#[tokio::test]
async fn a_view_whose_owner_obeys_policies_is_less_bad() {
    let ddl = "CREATE TABLE t (tenant_id int PRIMARY KEY); CREATE VIEW v AS SELECT * FROM t;";
    let database = database(ddl).await;
    let mut client = database.connect().await.unwrap();
    let scope = Scope::by("tenant_id");
    let by_owner = |catalog| {
        let found = lint(&catalog, &scope).unwrap();
        found.into_iter().find(|finding| finding.rule == Rule::ViewByOwner)
    };
    assert_eq!(by_owner(read(&mut client).await).unwrap().severity, Severity::Error);

    let other = "DO $$ BEGIN CREATE ROLE lint_owner; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
                 ALTER VIEW v OWNER TO lint_owner";
    client.batch_execute(other).await.unwrap();
    let mut catalog = read(&mut client).await;
    let found = by_owner(catalog.clone()).unwrap();
    assert_eq!((found.severity, found.mend.len()), (Severity::Warning, 1));

    // PostgreSQL 14 has no other rights to read with.
    catalog.server_version = "14.9".to_owned();
    assert!(by_owner(catalog).unwrap().mend.is_empty());

    for (option, is_found) in [("on", false), ("0", true), ("yes", false), ("false", true)] {
        let set = format!("ALTER VIEW v SET (security_invoker = {option})");
        client.batch_execute(&set).await.unwrap();
        assert_eq!(by_owner(read(&mut client).await).is_some(), is_found, "{option}");
    }
}
