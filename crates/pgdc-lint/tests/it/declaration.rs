//! Mistakes in the declaration are told together.

use pgdc_lint::{Scope, lint, row_security};

use crate::{FIXTURE, database, read};

#[tokio::test]
async fn what_matches_nothing_is_a_mistake() {
    let catalog = read(&mut database(FIXTURE).await.connect().await.unwrap()).await;
    let tables = [("nowhere", "a"), ("audit.event", "organisation")];
    let scope = Scope {
        column: "tennant_id".to_owned(),
        setting: "tenant'".to_owned(),
        shared: ["paln", "public.tenant"].map(ToOwned::to_owned).into(),
        tables: tables.map(|(table, column)| (table.to_owned(), column.to_owned())).into(),
    };
    let expected = "\
[scope] column `tennant_id` is in no table
[scope] setting `tenant'` must be two names with a dot between, as app.tenant
[scope] shared `paln` is no table or view of the schemas asked for
[scope.tables] `audit.event` has no column `organisation`
[scope.tables] `nowhere` is no table of the schemas asked for";
    assert_eq!(lint(&catalog, &scope).unwrap_err().to_string(), expected);
    assert_eq!(row_security(&catalog, &scope).unwrap_err().to_string(), expected);

    let scope = Scope { shared: vec!["task".to_owned()], ..Scope::by("tenant_id") };
    let refused = lint(&catalog, &scope).unwrap_err().to_string();
    assert_eq!(refused, "[scope] shared `task` has the scope column `tenant_id`");
}
