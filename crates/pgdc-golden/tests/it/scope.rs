//! Scopes on tables whose tenant is part of the key, is not, or may be NULL.

use pgdc::{Keyed as _, Table, Upserted, set, unset};
use pgdc_golden::tickets::{
    Db, Device, NewDevice, NewNote, NewTicket, Note, Ticket, TicketKey, TicketPatch, TicketWatcher,
};

use crate::connect;

pub(crate) async fn two_tenants() -> pgdc::Connection {
    let connection = connect("tickets").await;
    let sql = "INSERT INTO tenant VALUES (7, 'seven'), (8, 'eight')";
    connection.batch_execute(sql).await.unwrap();
    for tenant_id in [7, 8] {
        for number in 1..=3 {
            let title = format!("{tenant_id}-{number}");
            let new = NewTicket { tenant_id, number, title };
            Db::new(&connection).ticket().insert(new).await.unwrap();
        }
    }
    connection
}

pub(crate) fn of<'e>(connection: &'e impl pgdc::Executor, tenant: i32) -> Table<'e, Ticket> {
    Db::new(connection).ticket().xtra(Ticket::TENANT_ID, tenant)
}

#[tokio::test]
async fn every_read_obeys_the_scope() {
    let connection = two_tenants().await;
    let mine = of(&connection, 7);
    let is_mine =
        |tickets: Vec<Ticket>| tickets.iter().all(|t| t.tenant_id == 7) && !tickets.is_empty();
    assert!(is_mine(mine.all().await.unwrap()));
    assert!(is_mine(
        mine.filter(Ticket::NUMBER.gt(0).or(Ticket::NUMBER.le(0))).all().await.unwrap()
    ));
    assert!(is_mine(mine.rows_where("true or true", ()).all().await.unwrap()));
    assert!(is_mine(mine.rows_where("tenant_id = 8 or ?", (true,)).all().await.unwrap()));
    assert!(is_mine(mine.order_by(Ticket::TENANT_ID.desc()).limit(2).all().await.unwrap()));
    assert_eq!(mine.offset(2).all().await.unwrap().len(), 1);
    assert_eq!(mine.count().await.unwrap(), 3);
    assert_eq!(mine.filter(Ticket::TENANT_ID.eq(8)).count().await.unwrap(), 0);
    assert!(!mine.filter(Ticket::TITLE.eq("8-1")).exists().await.unwrap());
    assert_eq!(mine.get(TicketKey { tenant_id: 8, number: 1 }).await.unwrap(), None);
}

#[tokio::test]
async fn raw_conditions_cannot_leave_their_parentheses() {
    let connection = two_tenants().await;
    let mine = of(&connection, 7);
    for attack in
        ["true) or (true", "true or true --", "true /* ", "true; delete from ticket", "title = 'x"]
    {
        let error = mine.rows_where(attack, ()).all().await.unwrap_err();
        assert!(error.is_refused(), "{attack}: {error}");
    }
    let error = mine.rows_where("true) or (true", ()).all().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "ticket: the condition cannot be used: parentheses or brackets are not balanced"
    );
    assert_eq!(of(&connection, 8).count().await.unwrap(), 3);
}

#[tokio::test]
async fn handles_are_values() {
    let connection = two_tenants().await;
    let all = Db::new(&connection).ticket();
    let narrow = all.xtra(Ticket::TENANT_ID, 7);
    let narrower = narrow.xtra(Ticket::TITLE, "7-2");
    assert_eq!(all.count().await.unwrap(), 6);
    assert_eq!(narrow.count().await.unwrap(), 3);
    assert_eq!(narrower.count().await.unwrap(), 1);
    let impossible = narrow.xtra(Ticket::TENANT_ID, 8);
    assert_eq!(impossible.count().await.unwrap(), 0);
    let new = NewTicket { tenant_id: 7, number: 9, title: "nowhere".into() };
    assert!(impossible.insert(new).await.unwrap_err().is_scope_violation());
    assert_eq!(
        format!("{narrower:?}"),
        r#"Table("public"."ticket", scope ["tenant_id", "title"])"#
    );
}

#[tokio::test]
async fn a_transaction_inherits_nothing_it_was_not_given() {
    let mut connection = two_tenants().await;
    let tx = connection.transaction().await.unwrap();
    let db = Db::new(&tx);
    let (mine, theirs) =
        (db.ticket().xtra(Ticket::TENANT_ID, 7), db.ticket().xtra(Ticket::TENANT_ID, 8));
    let key = |tenant_id| TicketKey { tenant_id, number: 1 };
    let patch = || TicketPatch { title: set("changed"), ..unset() };
    mine.patch(key(7), patch()).await.unwrap();
    assert!(mine.patch(key(8), patch()).await.unwrap_err().is_not_found());
    assert_eq!(theirs.one(key(8)).await.unwrap().title, "8-1");
    tx.commit().await.unwrap();
    assert_eq!(of(&connection, 7).one(key(7)).await.unwrap().title, "changed");
}

#[tokio::test]
async fn a_tenant_outside_the_key_guards_upserts() {
    let connection = two_tenants().await;
    let devices = Db::new(&connection).device();
    let (mine, theirs) = (devices.xtra(Device::TENANT_ID, 7), devices.xtra(Device::TENANT_ID, 8));
    let new = |tenant_id| NewDevice { serial: "A1".into(), tenant_id };
    let device = mine.insert(new(7)).await.unwrap();
    assert!(theirs.upsert(new(8)).await.unwrap_err().is_scope_violation());
    assert!(theirs.upsert(new(7)).await.unwrap_err().is_scope_violation());
    // Nothing but key and scope is given, and the row is returned all the same.
    assert_eq!(mine.upsert(new(7)).await.unwrap(), Upserted::Updated(device.clone()));
    // Without a scope the tenant is a column like another.
    let moved = devices.upsert(new(8)).await.unwrap().into_row();
    assert_eq!(moved, Device { tenant_id: 8, ..device });
}

#[tokio::test]
async fn a_tenant_may_be_null_but_a_scope_may_not() {
    let connection = two_tenants().await;
    let notes = Db::new(&connection).note();
    let orphan = notes.insert(NewNote {}).await.unwrap();
    let mine = notes.xtra(Note::TENANT_ID, 7);
    let note = mine.insert(NewNote {}).await.unwrap();
    assert_eq!((orphan.tenant_id, note.tenant_id), (None, Some(7)));
    assert_eq!(mine.all().await.unwrap(), [note]);
    let adopted = Note { tenant_id: Some(7), ..orphan };
    assert!(mine.upsert(&adopted).await.unwrap_err().is_scope_violation());
    assert!(mine.update(&adopted).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_key_that_is_all_scope_still_upserts() {
    let connection = two_tenants().await;
    let watchers = Db::new(&connection).ticket_watcher();
    let mine = watchers
        .xtra(TicketWatcher::TENANT_ID, 7)
        .xtra(TicketWatcher::NUMBER, 1)
        .xtra(TicketWatcher::EMAIL, "a@example.org");
    let watcher = TicketWatcher { tenant_id: 7, number: 1, email: "a@example.org".into() };
    assert_eq!(mine.upsert(&watcher).await.unwrap(), Upserted::Inserted(watcher.clone()));
    assert_eq!(mine.upsert(&watcher).await.unwrap(), Upserted::Updated(watcher.clone()));
    assert_eq!(mine.delete(watcher.key()).await.unwrap(), watcher);
}
