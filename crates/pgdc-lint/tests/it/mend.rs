//! The SQL of every finding runs, and then the finding is gone.

use pgdc_lint::{Finding, lint};
use tokio_postgres::Client;

use crate::{FIXTURE, database, fixture_scope, read};

async fn findings(client: &mut Client) -> Vec<Finding> {
    lint(&read(client).await, &fixture_scope()).expect("a declaration that fits")
}

async fn apply(client: &Client, finding: &Finding) {
    let text = finding.mend.join(";\n");
    client
        .batch_execute(&format!("BEGIN;\n{text};\nCOMMIT"))
        .await
        .unwrap_or_else(|error| panic!("{finding:#?}\n{:?}", error.as_db_error()));
}

fn what(finding: &Finding) -> String {
    format!("{:?} {} {:?}", finding.rule, finding.relation, finding.object)
}

/// What no statement mends.
const DECISIONS: [&str; 3] = [
    "KeyWithoutScope public.booking Some(\"booking_during_excl\")",
    "MaterializedView public.kept None",
    "ViewWithoutScope public.titles None",
];

#[tokio::test]
async fn each_finding_is_gone_after_its_statements() {
    let found = findings(&mut database(FIXTURE).await.connect().await.unwrap()).await;
    assert!(found.len() > 25, "{}", found.len());
    for finding in found.iter().filter(|finding| !finding.mend.is_empty()) {
        let mut client = database(FIXTURE).await.connect().await.unwrap();
        apply(&client, finding).await;
        let left = findings(&mut client).await;
        assert!(!left.iter().any(|other| what(other) == what(finding)), "{finding:#?}");
    }
}

#[tokio::test]
async fn mending_one_after_the_other_ends_with_what_people_must_decide() {
    let mut client = database(FIXTURE).await.connect().await.unwrap();
    let mut steps = 0;
    while let Some(next) = findings(&mut client).await.iter().find(|f| !f.mend.is_empty()) {
        apply(&client, next).await;
        steps += 1;
        assert!(steps < 50, "{next:#?}");
    }
    let left: Vec<String> = findings(&mut client).await.iter().map(what).collect();
    assert_eq!(left, DECISIONS);

    // A reference across tenants is refused, and an action leaves the scope column alone.
    let mine = "INSERT INTO tenant VALUES (1, 'a'), (2, 'b');
                INSERT INTO project (tenant_id, slug) VALUES (1, 'p'), (2, 'p');
                INSERT INTO task (tenant_id, number, project, title) VALUES (1, 1, 1, 't');
                DELETE FROM project WHERE id = 1";
    client.batch_execute(mine).await.unwrap();
    let row = client.query_one("SELECT tenant_id, project FROM task", &[]).await.unwrap();
    assert_eq!((row.get::<_, i32>(0), row.get::<_, Option<i64>>(1)), (1, None));
    let across = client.batch_execute("UPDATE task SET project = 2").await.unwrap_err();
    assert_eq!(across.as_db_error().unwrap().constraint(), Some("task_project_fkey"));
    let comment =
        "SELECT obj_description(oid) FROM pg_constraint WHERE conname = 'project_slug_key'";
    let comment = client.query_one(comment, &[]).await.unwrap();
    assert_eq!(comment.get::<_, &str>(0), "it's \\ unique");
}

#[tokio::test]
async fn what_is_fine_is_not_found() {
    let found = findings(&mut database(FIXTURE).await.connect().await.unwrap()).await;
    let fine: Vec<String> =
        found.iter().filter(|f| f.relation.name.starts_with("fine")).map(what).collect();
    assert!(fine.is_empty(), "{fine:?}");
}
