//! Mistakes in the declaration are told together.

use pgdc_catalog::Catalog;
use pgdc_lint::{Scope, lint, row_security};

use crate::{FIXTURE, database, read, with_tables};

fn mistakes(catalog: &Catalog, scope: &Scope) -> Vec<String> {
    let told = lint(catalog, scope).unwrap_err();
    assert_eq!(row_security(catalog, scope).unwrap_err(), told);
    told.mistakes.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn what_matches_nothing_is_a_mistake() {
    let catalog = read(&mut database(FIXTURE).await.connect().await.unwrap()).await;
    let mut scope = with_tables([("nowhere", "a"), ("audit.*", "organisation")]);
    scope.outer.column = "tennant_id".to_owned();
    scope.outer.setting = "tenant'".to_owned();
    scope.shared = ["paln", "public.tenant"].map(ToOwned::to_owned).into();
    let expected = [
        "[scope] column `tennant_id` is in no table",
        "[scope] setting `tenant'` must be two names with a dot between, as app.tenant",
        "[scope] shared `paln` is no table or view of the schemas asked for",
        "[scope.tables] `audit.*` has no column `organisation`",
        "[scope.tables] `nowhere` is no table of the schemas asked for",
    ];
    assert_eq!(mistakes(&catalog, &scope), expected);

    let mut scope = Scope::by("tenant_id");
    scope.shared = vec!["task".to_owned()];
    scope.within = vec![scope.outer.clone()];
    let expected = [
        "[scope] column `tenant_id` separates tenants and stands in `within` too",
        "[scope] shared `task` has the scope column `tenant_id`",
    ];
    assert_eq!(mistakes(&catalog, &scope), expected);
}
