//! A scope that is declared in `pgdc.toml`: the handles of a generated module, on a server.

use std::sync::{Arc, Mutex};

use pgdc::{Connection, set, unset};
use pgdc_golden::scoped::{
    Badge, BadgePatch, Country, Db, Event, Member, MemberKey, NewBadge, NewCountry, NewEvent,
    NewMember, NewProject, NewTask, NewTenant, ProjectId, ProjectKey, Task, TenantDb, TenantId,
};
use pgdc_golden::scoped_several;

use crate::{connect, pool};

const ONE: TenantId = TenantId(1);
const TWO: TenantId = TenantId(2);

async fn two_tenants() -> Connection {
    let connection = connect("scoped").await;
    let db = Db::new(&connection);
    for name in ["one", "two"] {
        let tenants = db.unscoped("a new customer").tenant();
        let tenant = tenants.insert(NewTenant { name: name.into() }).await.unwrap();
        let db = db.tenant(tenant.id);
        db.badge().insert(NewBadge { label: format!("badge of {name}") }).await.unwrap();
        db.member().insert(NewMember { email: "a@x.org".into() }).await.unwrap();
    }
    connection
}

async fn labels(db: TenantDb<'_>) -> Vec<String> {
    db.badge().order_by(Badge::BADGE_ID).select(Badge::LABEL).all().await.unwrap()
}

#[tokio::test]
async fn a_tenant_reaches_its_own_rows_alone() {
    let connection = two_tenants().await;
    let db = Db::new(&connection);
    let (one, two) = (db.tenant(ONE), db.tenant(TWO));
    assert_eq!(labels(one).await, ["badge of one"]);
    assert_eq!(labels(two).await, ["badge of two"]);
    assert_eq!(db.unscoped("to count").badge().count().await.unwrap(), 2);

    let of_two = two.badge().all().await.unwrap().remove(0);
    assert_eq!(of_two.tenant_id, TWO);
    assert_eq!(one.badge().get(of_two.badge_id).await.unwrap(), None);
    let patch = || BadgePatch { label: set("mine"), ..unset() };
    assert!(one.badge().patch(of_two.badge_id, patch()).await.unwrap_err().is_not_found());
    assert!(one.badge().insert(of_two.clone()).await.unwrap_err().is_scope_violation());
    assert_eq!(one.badge().filter(Badge::LABEL.like("%")).patch(patch()).await.unwrap().len(), 1);
    assert_eq!(labels(two).await, ["badge of two"]);

    // The table of tenants itself: each sees its own row.
    assert_eq!(one.tenant().all().await.unwrap().len(), 1);
    assert_eq!(two.tenant().one(TWO).await.unwrap().name, "two");
    assert_eq!(two.tenant().get(ONE).await.unwrap(), None);

    // In another schema the tenant has another name.
    let event = one.event().insert(NewEvent { what: "login".into() }).await.unwrap();
    assert_eq!(event.org_id, ONE);
    assert_eq!(two.event().filter(Event::WHAT.eq("login")).count().await.unwrap(), 0);
}

#[tokio::test]
async fn what_a_row_references_is_the_tenants_too() {
    let connection = two_tenants().await;
    let db = Db::new(&connection);
    let (one, two) = (db.tenant(ONE), db.tenant(TWO));
    let [of_one, of_two] =
        [one, two].map(|db| async move { db.badge().all().await.unwrap().remove(0) });
    let (of_one, of_two) = (of_one.await, of_two.await);
    // The foreign key would let this pass.
    let child = |parent: &Badge| {
        let rest = BadgePatch { parent_id: set(parent.badge_id), ..unset() };
        NewBadge { label: "child".into() }.with(rest)
    };
    assert!(one.badge().insert(child(&of_two)).await.unwrap_err().is_scope_violation());
    let patch = BadgePatch { parent_id: set(of_two.badge_id), ..unset() };
    assert!(one.badge().patch(of_one.badge_id, patch).await.unwrap_err().is_scope_violation());
    let child = one.badge().insert(child(&of_one)).await.unwrap();
    assert_eq!(child.parent(&one.badge()).one().await.unwrap(), of_one);
    assert_eq!(child.parent(&two.badge()).optional().await.unwrap(), None);
}

#[tokio::test]
async fn keys_leave_out_what_the_handle_says() {
    let connection = two_tenants().await;
    let one = Db::new(&connection).tenant(ONE);
    let member: Member = Member::by_email(&one.member(), "a@x.org").one().await.unwrap();
    assert_eq!(member.tenant_id, ONE);
    let same = Member::by_member_id(&one.member(), member.member_id).one().await.unwrap();
    assert_eq!(same, member);
    let key = MemberKey { tenant_id: TWO, member_id: member.member_id };
    assert_eq!(one.member().get(key).await.unwrap(), None);
    let again = one.member().insert(NewMember { email: "a@x.org".into() }).await.unwrap_err();
    assert!(again.is_unique_violation());
    let of_two = Db::new(&connection).tenant(TWO).member().all().await.unwrap().remove(0);
    assert!(one.member().update(&of_two).await.unwrap_err().is_scope_violation());
}

#[tokio::test]
async fn a_further_level_narrows_within_a_tenant() {
    let connection = two_tenants().await;
    let one = Db::new(&connection).tenant(ONE);
    let mut projects = Vec::new();
    for title in ["house", "boat"] {
        projects.push(one.project().insert(NewProject { title: title.into() }).await.unwrap());
    }
    let [house, boat] = [&projects[0], &projects[1]].map(|p| one.in_project(p.project_id));
    for (db, title) in [(house, "roof"), (boat, "mast")] {
        let task = db.task().insert(NewTask { number: 1, title: title.into() }).await.unwrap();
        assert_eq!(task.tenant_id, ONE);
    }
    let roof = Task::by_number(&house.task(), 1).one().await.unwrap();
    assert_eq!((roof.title.as_str(), roof.project_id), ("roof", projects[0].project_id));
    assert_eq!(boat.open_task().count().await.unwrap(), 1);
    assert_eq!(boat.project().count().await.unwrap(), 2, "the list of projects is the tenant's");
    assert_eq!(roof.project(&house.project()).one().await.unwrap(), projects[0]);
    // The project of another tenant is no way to its tasks.
    let two = Db::new(&connection).tenant(TWO).in_project(projects[0].project_id);
    assert_eq!(two.task().count().await.unwrap(), 0);
    let stray = two.task().insert(NewTask { number: 9, title: "x".into() }).await.unwrap_err();
    assert!(stray.is_foreign_key_violation());
    let key = ProjectKey { tenant_id: TWO, project_id: projects[0].project_id };
    assert_eq!(one.project().get(key).await.unwrap(), None);
    let ProjectId(_) = projects[0].project_id;
}

#[tokio::test]
async fn what_all_share_is_reached_by_each() {
    let connection = two_tenants().await;
    let db = Db::new(&connection);
    let new = NewCountry { code: "NO".to_owned().into(), name: "Norway".into() };
    db.shared().country().insert(new).await.unwrap();
    let norway: Country = db.tenant(ONE).country().one("NO".to_owned().into()).await.unwrap();
    assert_eq!(norway, db.tenant(TWO).country().all().await.unwrap()[0]);
    assert_eq!(db.shared().task_total().all().await.unwrap()[0].tasks, Some(0));
}

#[tokio::test]
async fn a_transaction_takes_the_scope_along() {
    let pool = pool("scoped").await;
    let tenants = Db::new(&pool).unscoped("two customers").tenant();
    let new = |name: &str| NewTenant { name: name.into() };
    tenants.insert_many(vec![new("one"), new("two")]).await.unwrap();
    pool.transact(async |tx| {
        let [one, two] = [ONE, TWO].map(|id| Db::new(&tx).tenant(id));
        one.badge().insert(NewBadge { label: "first".into() }).await?;
        two.badge().insert(NewBadge { label: "second".into() }).await?;
        assert_eq!(
            (labels(one).await, labels(two).await),
            (vec!["first".into()], vec!["second".into()])
        );
        Ok::<_, pgdc::Error>(())
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn who_leaves_the_scope_says_why() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let pool = pool("scoped").await.on_statement({
        let told = told.clone();
        move |statement| told.lock().unwrap().push((statement.table, statement.unscoped))
    });
    let db = Db::new(&pool);
    db.unscoped("nightly report").badge().count().await.unwrap();
    db.tenant(ONE).badge().count().await.unwrap();
    db.shared().country().count().await.unwrap();
    let badge = Some("badge");
    let expected = [(badge, Some("nightly report")), (badge, None), (Some("country"), None)];
    assert_eq!(*told.lock().unwrap(), expected);
}

/// With `guard = true`, policies know the tenant; without the module's handle they show nothing.
#[tokio::test]
async fn the_server_is_told_the_tenant() {
    use scoped_several::{Db, OrgId, sales};

    let connection = connect("scoped_several").await;
    connection
        .batch_execute(
            "INSERT INTO plan.price VALUES ('basic', 900);
             ALTER TABLE sales.invoice ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
             CREATE POLICY own ON sales.invoice
                 USING (org = nullif(current_setting('app.tenant', true), '')::uuid);
             DO $$ BEGIN CREATE ROLE declared_app; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
             GRANT USAGE ON SCHEMA sales, plan TO declared_app;
             GRANT ALL ON sales.invoice TO declared_app; GRANT SELECT ON plan.price TO declared_app;
             SET ROLE declared_app",
        )
        .await
        .unwrap();
    let db = Db::new(&connection);
    let [a, b] = [1, 2].map(|n| db.org(OrgId(pgdc::types::Uuid::from_u128(n))));
    let new = || sales::NewInvoice { number: 1, price: "basic".into() };
    a.sales().invoice().insert(new()).await.unwrap();
    b.sales().invoice().insert(new()).await.unwrap();
    assert_eq!(a.sales().invoice().count().await.unwrap(), 1);
    assert_eq!(db.unscoped("nobody is told").sales().invoice().count().await.unwrap(), 0);
}

#[tokio::test]
async fn modules_of_several_schemas_share_the_handle() {
    use scoped_several::{Db, OrgId, plan, sales};

    let connection = connect("scoped_several").await;
    let db = Db::new(&connection);
    let new = plan::NewPrice { name: "basic".into(), cents: 900 };
    db.shared().plan().price().insert(new).await.unwrap();
    let [a, b] = [1, 2].map(|n| db.org(OrgId(pgdc::types::Uuid::from_u128(n))));
    let new = || sales::NewInvoice { number: 1, price: "basic".into() };
    a.sales().invoice().insert(new()).await.unwrap();
    b.sales().invoice().insert(new()).await.unwrap();
    assert_eq!(a.sales().invoice().count().await.unwrap(), 1);
    assert_eq!(a.plan().price().count().await.unwrap(), 1);
    assert_eq!(db.unscoped("to count").sales().invoice().count().await.unwrap(), 2);
}
