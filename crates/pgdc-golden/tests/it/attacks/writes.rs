//! Writes by values that contradict the scope, or would move a row into it or out of it.

use pgdc::{PrimaryKey, default, null, set, set_sql, unset};
use pgdc_golden::tickets::{
    Db, Device, DevicePatch, NewDevice, NewNote, NewTicket, Note, NotePatch, Ticket, TicketKey,
    TicketPatch, TicketWatcher,
};

use super::{attacked, hash};
use crate::scope::of;

/// Sends each write, and sees that it is the refusal named and that nothing changed.
macro_rules! refused {
    ($connection:expr; $($is:ident: $($write:expr),+ $(,)?;)+) => {
        let before = hash($connection).await;
        $($(
            let what = stringify!($write);
            match $write.await {
                Ok(_) => panic!("not refused: {what}"),
                Err(error) => assert!(error.$is(), "{what}: {error}"),
            }
            assert_eq!(hash($connection).await, before, "{what}");
        )+)+
    };
}

#[tokio::test]
async fn no_insert_is_of_another_tenant() {
    let connection = attacked().await;
    let db = Db::new(&connection);
    let mine = of(&connection, 7);
    let notes = db.note().xtra(Note::TENANT_ID, 7);
    let new = |tenant_id| NewTicket { tenant_id, number: 9, title: "new".into() };
    let note = |tenant_id| NewNote {}.with(NotePatch { tenant_id, ..unset() });
    let both = || vec![new(7), new(8)];
    refused! { &connection;
        is_scope_violation:
            mine.insert(new(8)),
            mine.insert(new(8)).count(),
            mine.insert(new(7).with(TicketPatch { tenant_id: set(8), ..unset() })),
            mine.insert(new(7).with(TicketPatch { tenant_id: default(), ..unset() })),
            mine.insert(new(7).with(TicketPatch { tenant_id: set_sql("7 + 1", ()), ..unset() })),
            mine.insert(new(7).with(TicketPatch { tenant_id: set_sql("7", ()), ..unset() })),
            mine.insert_many(both()),
            mine.insert_many(both()).count(),
            mine.insert_iter(both()),
            mine.insert_stream(futures_util::stream::iter(both())),
            mine.insert(new(8)).on_conflict(PrimaryKey).ignore(),
            mine.insert(new(8)).on_conflict(PrimaryKey).overwrite(),
            mine.insert_many(both()).on_conflict(PrimaryKey).ignore().count(),
            mine.upsert(new(8)),
            mine.upsert(new(8)).count(),
            mine.upsert_many(both()),
            // A tenant that may be NULL.
            notes.insert(note(null())),
            notes.insert(note(set(8))),
            notes.insert(note(default())),
            notes.insert_many(vec![note(set(7)), note(null())]),
            // A handle of two tenants at once.
            mine.xtra(Ticket::TENANT_ID, 8).insert(new(7)),
            mine.xtra(Ticket::TENANT_ID, 8).insert(new(8)),
            mine.xtra(Ticket::TENANT_ID, 8).upsert(new(8));
    }
}

/// Of more rows than a statement takes, those before the contradiction stay, as documented, unless a transaction
/// is around them; the others' rows stay in any case.
#[tokio::test]
async fn a_late_contradiction_of_a_long_insert_undoes_its_transaction() {
    let mut connection = attacked().await;
    let before = hash(&connection).await;
    let tx = connection.transaction().await.unwrap();
    let mine = Db::new(&tx).ticket().xtra(Ticket::TENANT_ID, 7);
    let new =
        |n| NewTicket { tenant_id: if n < 2500 { 7 } else { 8 }, number: n, title: "new".into() };
    let error = mine.insert_iter((100..2600).map(new)).await.unwrap_err();
    assert!(error.is_scope_violation(), "{error}");
    drop(tx);
    assert_eq!(hash(&connection).await, before);
}

#[tokio::test]
async fn no_write_moves_a_row() {
    let connection = attacked().await;
    let db = Db::new(&connection);
    let mine = of(&connection, 7);
    let devices = db.device().xtra(Device::TENANT_ID, 7);
    let notes = db.note().xtra(Note::TENANT_ID, 7);
    let watchers = db.ticket_watcher().xtra(TicketWatcher::TENANT_ID, 7);
    let key = |tenant_id| TicketKey { tenant_id, number: 1 };
    let own = mine.one(key(7)).await.unwrap();
    let their = of(&connection, 8).one(key(8)).await.unwrap();
    let moved = Ticket { tenant_id: 8, ..own.clone() };
    let device =
        |serial: &str, tenant_id| Device { serial: serial.into(), tenant_id, nickname: None };
    let new_device = |tenant_id| NewDevice { serial: "A8".into(), tenant_id };
    let tenant = |tenant_id| TicketPatch { tenant_id, ..unset() };
    let owner = |tenant_id| DevicePatch { tenant_id, ..unset() };
    let watcher = TicketWatcher { tenant_id: 8, number: 1, email: "a@example.org".into() };
    refused! { &connection;
        is_scope_violation:
            mine.patch(key(7), tenant(set(8))),
            mine.patch(key(7), tenant(set(8))).count(),
            mine.patch(key(7), tenant(default())),
            mine.patch(key(7), tenant(set_sql("8", ()))),
            mine.patch(key(7), tenant(set_sql("tenant_id", ()))),
            mine.patch_many(vec![(key(7), tenant(set(8)))]),
            mine.rows().every_row().patch(tenant(set(8))),
            mine.filter(Ticket::NUMBER.eq(1)).patch(tenant(set(8))).count(),
            mine.update(&moved),
            mine.update_many(&[own.clone(), moved.clone()]),
            mine.update_if_unchanged(&moved, Ticket::PRIORITY),
            mine.save(&moved),
            mine.save(&their),
            mine.upsert_many(vec![own.clone(), their.clone()]),
            mine.xtra(Ticket::TENANT_ID, 8).update(&own),
            devices.update(&device("A7", 8)),
            devices.patch("A7".into(), owner(set(8))),
            devices.rows().every_row().patch(owner(set(8))),
            watchers.save(&watcher),
            // A key that another tenant has: its row is neither written nor taken over.
            devices.upsert(new_device(7)),
            devices.upsert(new_device(7)).count(),
            devices.upsert_many(vec![new_device(7), NewDevice { serial: "A9".into(), tenant_id: 7 }]),
            devices.save(&device("A8", 7)),
            devices.save(&device("A8", 8)),
            devices.insert(new_device(7)).on_conflict(PrimaryKey).overwrite_only(Device::TENANT_ID),
            devices.insert(new_device(8)).on_conflict(PrimaryKey).overwrite_only(Device::TENANT_ID),
            devices.insert(new_device(7)).on_conflict((Device::SERIAL,)).coalesce(Device::TENANT_ID),
            devices
                .insert_many(vec![new_device(7)])
                .on_conflict(PrimaryKey)
                .overwrite()
                .update_where_sql("true", ()),
            // A row without a tenant is not adopted, and none becomes one.
            notes.upsert(&Note { note_id: 9, tenant_id: Some(7), body: None }),
            notes.patch(7, NotePatch { tenant_id: null(), ..unset() }),
            notes.patch(7, NotePatch { tenant_id: default(), ..unset() }),
            notes.update(&Note { note_id: 7, tenant_id: None, body: None });
        // Another tenant's row is one that is not there.
        is_not_found:
            mine.patch(key(8), TicketPatch { title: set("mine"), ..unset() }),
            mine.patch_many(vec![(key(7), tenant(set(7))), (key(8), tenant(set(7)))]),
            mine.delete(key(8)),
            mine.delete_many(vec![key(7), key(8)]),
            devices.update(&device("A8", 7)),
            devices.update_many(&[device("A7", 7), device("A8", 7)]),
            devices.delete("A8".into()),
            notes.update(&Note { note_id: 9, tenant_id: Some(7), body: None });
    }
}

/// A scope column that is named among those to be overwritten is not even set to its own value.
#[tokio::test]
async fn overwriting_the_tenant_of_an_own_row_keeps_it() {
    let connection = attacked().await;
    let devices = Db::new(&connection).device().xtra(Device::TENANT_ID, 7);
    let refuses = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE 'the tenant is set'; END $$;
        CREATE TRIGGER t BEFORE UPDATE OF tenant_id ON device FOR EACH ROW EXECUTE FUNCTION refuse()";
    connection.batch_execute(refuses).await.unwrap();
    let device = NewDevice { serial: "A7".into(), tenant_id: 7 };
    let insert = || devices.insert(device.clone()).on_conflict(PrimaryKey);
    let kept = insert().overwrite_only((Device::TENANT_ID, Device::NICKNAME)).await.unwrap();
    assert_eq!(kept.into_row().nickname.as_deref(), Some("seven"));
    insert().overwrite().await.unwrap();
}

/// Keys of a JSON body are keys of that JSON, whatever columns are called so. Patches are made by naming their
/// fields: `tests/mistakes/patch_from_json.rs` shows that they cannot be read from a body.
#[tokio::test]
async fn extra_keys_of_a_json_body_are_no_columns() {
    let connection = attacked().await;
    let mine = of(&connection, 7);
    let body = r#"{"tenant_id": 8, "number": 2, "meta": null, "tenant_id\" = 8 --": 1}"#;
    let patch = || TicketPatch { meta: set(Some(body.parse().unwrap())), ..unset() };
    let key = TicketKey { tenant_id: 7, number: 1 };
    let before = mine.one(key).await.unwrap();
    let after = mine.patch(key, patch()).await.unwrap();
    assert_eq!(Ticket { meta: None, ..after }, before);
    let new = NewTicket { tenant_id: 7, number: 1, title: "7-1".into() }.with(patch());
    let merged = mine.insert(new).on_conflict(PrimaryKey).merge(Ticket::META).await.unwrap();
    assert_eq!(Ticket { meta: None, ..merged.into_row() }, before);
    assert_eq!(of(&connection, 8).count().await.unwrap(), 3);
}
