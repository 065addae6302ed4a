//! Column values that are SQL, and updates that notice other writers.

use pgdc::types::OffsetDateTime;
use pgdc::{Set, set, set_sql, unset};
use pgdc_golden::tickets::{Db, Device, DevicePatch, NewTicket, Ticket, TicketKey, TicketPatch};

use crate::scope::{of, two_tenants};

const KEY: TicketKey = TicketKey { tenant_id: 7, number: 1 };

#[tokio::test]
async fn a_value_may_be_sql() {
    let connection = two_tenants().await;
    let tickets = Db::new(&connection).ticket();
    let patch = TicketPatch {
        priority: set_sql("priority - ?", (1_i16,)),
        title: set_sql("title || :suffix || number", pgdc::params![suffix = "/"]),
        created_at: set_sql("'1970-01-01 00:00Z'", ()),
        ..unset()
    };
    let row = tickets.patch(KEY, patch.clone()).await.unwrap();
    assert_eq!((row.priority, row.title.as_str()), (2, "7-1/1"));
    assert_eq!(row.created_at, OffsetDateTime::UNIX_EPOCH);
    let rows = tickets.filter(Ticket::NUMBER.eq(2)).patch(patch).await.unwrap();
    assert!(rows.iter().all(|row| row.priority == 2));
    let new = NewTicket { tenant_id: 7, number: 60, title: "t".into() };
    let rows = [60, 61].map(|number| {
        let rest = TicketPatch { due: set_sql("current_date + ?::int", (number,)), ..unset() };
        NewTicket { number, ..new.clone() }.with(rest)
    });
    let rows = tickets.insert_many(rows.to_vec()).await.unwrap();
    assert_eq!(rows[1].due.unwrap() - rows[0].due.unwrap(), time::Duration::DAY);
}

#[tokio::test]
async fn sql_values_are_checked() {
    let connection = two_tenants().await;
    let tickets = Db::new(&connection).ticket();
    for text in ["now()) , (1", "1; drop table ticket", "1 --", "'x", "", "?"] {
        let error = tickets.patch(KEY, TicketPatch { title: set_sql(text, ()), ..unset() }).await;
        let error = error.unwrap_err();
        assert!(error.is_refused(), "{text}");
        assert!(error.to_string().starts_with("ticket: the SQL value of title"), "{error}");
    }
    // A scope column takes none, in no kind of write.
    let mine = of(&connection, 7);
    let moved = || TicketPatch { tenant_id: set_sql("7", ()), ..unset() };
    let new = NewTicket { tenant_id: 7, number: 70, title: "t".into() };
    for error in [
        mine.patch(KEY, moved()).await.unwrap_err(),
        mine.patch_many(vec![(KEY, moved())]).await.unwrap_err(),
        mine.insert(new.clone().with(moved())).await.unwrap_err(),
        mine.upsert(new.clone().with(moved())).await.unwrap_err(),
        mine.upsert_many(vec![new.with(moved())]).await.unwrap_err(),
    ] {
        assert!(error.is_scope_violation(), "{error}");
    }
    let value: Set<i32> = set_sql("x + ?", (1,));
    assert_eq!(format!("{value:?}"), r#"Sql(SqlValue("x + ?"))"#);
    assert_eq!(value, value.clone());
    assert_ne!(value, set_sql("x + ?", (2,)));
    assert_eq!(set_sql::<i32>("now()", ()), set_sql("now()", ()));
}

#[tokio::test]
async fn an_update_notices_another_writer() {
    let connection = two_tenants().await;
    let mine = of(&connection, 7);
    let row = mine.one(KEY).await.unwrap();
    let first = Ticket { title: "first".into(), ..row.clone() };
    let first = mine.update_if_unchanged(&first, Ticket::PRIORITY).await.unwrap();
    assert_eq!((first.title.as_str(), first.priority), ("first", row.priority + 1));
    let late = Ticket { title: "late".into(), ..row.clone() };
    let error = mine.update_if_unchanged(&late, Ticket::PRIORITY).await.unwrap_err();
    assert!(error.is_stale_row() && !error.is_not_found() && !error.is_refused());
    assert_eq!(
        error.to_string(),
        "ticket: the row with the key TicketKey { tenant_id: 7, number: 1 } was changed by another writer \
         since it was read; nothing was written"
    );
    assert!(
        mine.update_if_unchanged(&late, Ticket::PRIORITY).count().await.unwrap_err().is_stale_row()
    );
    assert_eq!(mine.one(KEY).await.unwrap(), first);

    // By the time of the last write.
    let second = mine.update_if_unchanged(&first, Ticket::CREATED_AT).await.unwrap();
    assert!(second.created_at > first.created_at);
    let error = mine.update_if_unchanged(&first, Ticket::CREATED_AT).await.unwrap_err();
    assert!(error.is_stale_row());
    assert!(mine.update_if_unchanged(&second, Ticket::TITLE).await.unwrap_err().is_refused());

    // A row that is gone, and one of another tenant, are the same: not there.
    let theirs = of(&connection, 8).one(TicketKey { tenant_id: 8, number: 1 }).await.unwrap();
    let error = mine.update_if_unchanged(&theirs, Ticket::PRIORITY).await.unwrap_err();
    assert!(error.is_scope_violation());
    mine.delete(KEY).await.unwrap();
    assert!(mine.update_if_unchanged(&second, Ticket::PRIORITY).await.unwrap_err().is_not_found());
    assert_eq!(
        of(&connection, 8).one(TicketKey { tenant_id: 8, number: 1 }).await.unwrap(),
        theirs
    );
}

#[tokio::test]
async fn a_key_without_a_tenant_is_not_found_by_another() {
    let connection = two_tenants().await;
    let devices = Db::new(&connection).device();
    let (mine, theirs) = (devices.xtra(Device::TENANT_ID, 7), devices.xtra(Device::TENANT_ID, 8));
    let device = Device { serial: "A".into(), tenant_id: 8, nickname: None };
    assert!(theirs.save(&device).await.unwrap().is_inserted());
    let same = Device { tenant_id: 7, ..device.clone() };
    assert!(mine.update_many(std::slice::from_ref(&same)).await.unwrap_err().is_not_found());
    assert!(mine.save(&same).await.unwrap_err().is_scope_violation());
    let patch = DevicePatch { nickname: set("x"), ..unset() };
    assert!(mine.patch_many(vec![("A".into(), patch)]).await.unwrap_err().is_not_found());
    assert!(mine.delete_many(vec!["A".into()]).await.unwrap_err().is_not_found());
    assert!(
        mine.update_if_unchanged(&same, Device::TENANT_ID).await.unwrap_err().is_scope_violation()
    );
    // The next version of a scope column would be another scope.
    let error = theirs.update_if_unchanged(&device, Device::TENANT_ID).await.unwrap_err();
    assert!(error.is_scope_violation());
    assert_eq!(theirs.all().await.unwrap(), [device]);
}
