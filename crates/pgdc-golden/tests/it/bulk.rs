//! Writes of many rows, each with its own values, in one statement.

use pgdc::types::Json;
use pgdc::{Connection, Keyed as _, PrimaryKey, Upserted, default, null, set, set_sql, unset};
use pgdc_golden::forms;
use pgdc_golden::tickets::{
    Db, Device, DevicePatch, NewDevice, NewNote, NewTicket, NotePatch, Ticket, TicketKey,
    TicketPatch, TicketStatus,
};

use crate::scope::{of, two_tenants};
use crate::{connect, database};

fn key(tenant_id: i32, number: i32) -> TicketKey {
    TicketKey { tenant_id, number }
}

fn titled(title: &str) -> TicketPatch {
    TicketPatch { title: set(title), ..unset() }
}

#[tokio::test]
async fn patches_of_different_columns_leave_the_others() {
    let connection = two_tenants().await;
    let tickets = Db::new(&connection).ticket();
    let whole = TicketPatch {
        priority: set(5),
        labels: set(vec![Some("a".to_owned())]),
        meta: set(Json::from("x")),
        ..unset()
    };
    tickets.patch(key(7, 1), whole.clone()).await.unwrap();
    let before = tickets.one(key(7, 1)).await.unwrap();
    let patched = tickets
        .patch_many(vec![
            (key(8, 2), titled("later")),
            (key(7, 1), TicketPatch { priority: default(), meta: null(), ..unset() }),
            (key(7, 2), unset()),
            (key(7, 3), titled("earlier")),
            (key(8, 1), TicketPatch { number: set(100), ..unset() }),
            (key(8, 3), TicketPatch { title: set_sql("title || ?", ("!",)), ..whole }),
        ])
        .await
        .unwrap();
    assert_eq!(patched[1], Ticket { priority: 3, meta: None, ..before });
    let said: Vec<_> = patched.iter().map(|t| (t.tenant_id, t.number, t.title.as_str())).collect();
    assert_eq!(
        said,
        [
            (8, 2, "later"),
            (7, 1, "7-1"),
            (7, 2, "7-2"),
            (7, 3, "earlier"),
            (8, 100, "8-1"),
            (8, 3, "8-3!")
        ]
    );
    assert_eq!(patched[5].labels, [Some("a".to_owned())]);
    let none: Vec<Ticket> = tickets.patch_many(vec![]).await.unwrap();
    assert!(none.is_empty());
    let two = vec![(key(7, 1), titled("a")), (key(7, 2), unset())];
    assert_eq!(tickets.patch_many(two).count().await.unwrap(), 2);
}

#[tokio::test]
async fn a_row_that_is_missing_or_given_twice_undoes_everything() {
    let mut connection = two_tenants().await;
    let tickets = Db::new(&connection).ticket();
    let before = tickets.all().await.unwrap();
    let missing = || vec![(key(7, 1), titled("a")), (key(9, 9), titled("b")), (key(7, 2), unset())];
    for error in [
        tickets.patch_many(missing()).await.unwrap_err(),
        tickets.patch_many(missing()).count().await.unwrap_err(),
        tickets.delete_many(vec![key(7, 1), key(9, 9)]).await.unwrap_err(),
    ] {
        assert!(error.is_not_found());
        let text = "ticket: no row with the key TicketKey { tenant_id: 9, number: 9 }";
        assert_eq!(error.to_string(), text);
    }
    let mut other = titled("b");
    other.priority = set(1);
    for twice in [
        vec![(key(7, 1), titled("a")), (key(7, 1), titled("b"))],
        vec![(key(7, 1), titled("a")), (key(7, 1), other)],
        vec![(key(7, 1), unset()), (key(7, 1), unset())],
    ] {
        let error = match tickets.patch_many(twice.clone()).await {
            Err(error) => error,
            // To read a row twice is no harm.
            Ok(rows) => {
                assert_eq!((&rows[0], twice[0].1 == unset()), (&rows[1], true));
                continue;
            }
        };
        assert!(error.is_given_twice(), "{error}");
    }
    let error = tickets.delete_many(vec![key(7, 1), key(7, 1)]).count().await.unwrap_err();
    assert!(error.is_given_twice() && !error.is_refused(), "{error}");
    assert_eq!(tickets.all().await.unwrap(), before);

    // A savepoint is what a transaction around it needs to go on.
    let mut tx = connection.transaction().await.unwrap();
    let inner = tx.transaction().await.unwrap();
    assert!(Db::new(&inner).ticket().patch_many(missing()).await.unwrap_err().is_not_found());
    drop(inner);
    assert_eq!(Db::new(&tx).ticket().count().await.unwrap(), 6);
}

#[tokio::test]
async fn many_writes_obey_the_scope() {
    let connection = two_tenants().await;
    let (mine, theirs) = (of(&connection, 7), of(&connection, 8));
    let before = theirs.all().await.unwrap();
    let absent = mine.patch_many(vec![(key(7, 1), titled("a")), (key(7, 9), titled("b"))]);
    let foreign = mine.patch_many(vec![(key(7, 1), titled("a")), (key(8, 1), titled("b"))]);
    let said = |error: pgdc::Error| error.to_string().replace("8, number: 1", "7, number: 9");
    assert_eq!(said(absent.await.unwrap_err()), said(foreign.await.unwrap_err()));
    assert!(mine.delete_many(vec![key(7, 1), key(8, 1)]).await.unwrap_err().is_not_found());
    let moved = TicketPatch { tenant_id: set(8), ..unset() };
    assert!(mine.patch_many(vec![(key(7, 1), moved)]).await.unwrap_err().is_scope_violation());
    let rows: Vec<Ticket> = before.clone();
    assert!(mine.update_many(&rows).await.unwrap_err().is_scope_violation());
    assert!(mine.upsert_many(rows).await.unwrap_err().is_scope_violation());
    assert_eq!(theirs.all().await.unwrap(), before);
    assert_eq!(mine.count().await.unwrap(), 3);
    assert_eq!(mine.delete_many(vec![key(7, 2), key(7, 1)]).await.unwrap()[0].number, 2);
}

#[tokio::test]
async fn upserts_of_many_stop_at_a_row_of_another_tenant() {
    let connection = two_tenants().await;
    let devices = Db::new(&connection).device();
    let (mine, theirs) = (devices.xtra(Device::TENANT_ID, 7), devices.xtra(Device::TENANT_ID, 8));
    let new = |serial: &str, tenant_id| NewDevice { serial: serial.into(), tenant_id };
    let named = |name: &str| DevicePatch { nickname: set(name), ..unset() };
    let foreign = theirs.insert(new("B", 8).with(named("theirs"))).await.unwrap();
    for rows in [
        vec![new("A", 7).with(named("a")), new("B", 7).with(named("b"))],
        vec![new("A", 7).with(named("a")), new("B", 7).with(unset())],
        vec![new("B", 7).with(named("b"))],
    ] {
        let error = mine.upsert_many(rows.clone()).await.unwrap_err();
        assert!(error.is_scope_violation(), "{error}");
        assert!(mine.upsert_many(rows).count().await.unwrap_err().is_scope_violation());
    }
    assert_eq!(devices.all().await.unwrap(), [foreign]);

    let rows = vec![new("A", 7).with(named("a")), new("C", 7).with(unset())];
    let made = mine.upsert_many(rows).await.unwrap();
    assert!(made.iter().all(Upserted::is_inserted));
    let rows =
        vec![new("C", 7).with(named("c")), new("A", 7).with(unset()), new("D", 7).with(unset())];
    let made = mine.upsert_many(rows).await.unwrap();
    let said: Vec<_> = made
        .into_iter()
        .map(|made| {
            let is_inserted = made.is_inserted();
            let device = made.into_row();
            (device.serial, device.nickname, is_inserted)
        })
        .collect();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        said,
        [("C".into(), some("c"), false), ("A".into(), some("a"), false), ("D".into(), None, true)]
    );
    for twice in [
        vec![new("A", 7).with(named("x")), new("A", 7).with(named("y"))],
        vec![new("A", 7).with(named("x")), new("A", 7).with(unset())],
        vec![new("N", 7).with(named("x")), new("N", 7).with(unset())],
    ] {
        let error = mine.upsert_many(twice).await.unwrap_err();
        assert!(error.is_given_twice(), "{error}");
    }
    assert_eq!(mine.count().await.unwrap(), 3);
}

#[tokio::test]
async fn whole_rows_are_updated_in_the_order_given() {
    let connection = connect("forms").await;
    let table = forms::Db::new(&connection).identity_always();
    let new = |n: i32| forms::NewIdentityAlways { name: format!("n{n}") };
    let mut rows = table.insert_many((0..100).map(new).collect()).await.unwrap();
    rows.reverse();
    for row in &mut rows {
        row.name += "!";
    }
    let updated = table.update_many(&rows).await.unwrap();
    assert!(updated.iter().zip(&rows).all(|(a, b)| a.name == b.name && a.id == b.id));
    assert_eq!(updated[0].upper.as_deref(), Some("N99!"));
    let upserted = table.upsert_many(rows.clone()).await.unwrap();
    assert!(upserted.iter().all(|row| !row.is_inserted()));
    assert_eq!(table.upsert_many(rows).count().await.unwrap(), 100);

    let keys = forms::Db::new(&connection).key_only();
    let pair = |a| forms::KeyOnly { a, b: "b".into() };
    let made = keys.upsert_many(vec![pair(1), pair(2)]).await.unwrap();
    assert!(made.iter().all(Upserted::is_inserted));
    let made = keys.upsert_many(vec![pair(2), pair(3)]).await.unwrap();
    assert_eq!(made, [Upserted::Updated(pair(2)), Upserted::Inserted(pair(3))]);
    assert_eq!(keys.update_many(&[pair(3), pair(1)]).await.unwrap(), [pair(3), pair(1)]);
    assert_eq!(keys.delete_many(vec![pair(3).key()]).await.unwrap(), [pair(3)]);
}

/// Every sort of column, those that `unnest` would take apart among them.
#[tokio::test]
async fn odd_types_are_written_in_bulk() {
    let connection = connect("forms").await;
    let db = forms::Db::new(&connection);
    let rows = db.text_types().insert_many((1..=3).map(|id| forms::NewTextTypes { id }).collect());
    let mut rows = rows.await.unwrap();
    for row in &mut rows {
        row.class = Some("pg_class".into());
        row.emails = Some(vec![Some("a@b".into()), None]);
        row.grid = Some("{{1,2},{3,NULL}}".parse().unwrap());
        row.place = Some(forms::Point3 { x: Some(1.0), y: None, z: None });
        row.odd = Some("(pg_class,1)".into());
        row.kinds = Some(vec![Some("integer".into()), None]);
        row.contacts = Some(vec![Some("a@b".into())]);
    }
    rows.reverse();
    assert_eq!(db.text_types().update_many(&rows).await.unwrap(), rows);
    let patch = |class: &str| forms::TextTypesPatch { class: set(class), ..unset() };
    let patched = db.text_types().patch_many(vec![(1, patch("pg_type")), (2, patch("pg_proc"))]);
    let classes: Vec<_> =
        patched.await.unwrap().into_iter().map(|row| row.class.unwrap()).collect();
    assert_eq!(classes, ["pg_type".into(), "pg_proc".into()]);
    let measurements = (1..=3).map(|sensor| forms::NewMeasurement {
        taken_on: time::macros::date!(2025 - 05 - 05),
        sensor,
    });
    let made = db.measurement().upsert_many(measurements.clone().collect()).await.unwrap();
    assert!(made.iter().all(Upserted::is_inserted));
    let made = db.measurement().upsert_many(measurements.collect()).await.unwrap();
    assert!(!made.iter().any(Upserted::is_inserted));
}

#[tokio::test]
async fn counts_say_what_was_written() {
    let connection = two_tenants().await;
    let db = Db::new(&connection);
    let new = |number| NewTicket { tenant_id: 7, number, title: "t".into() };
    assert_eq!(db.ticket().insert(new(10)).count().await.unwrap(), 1);
    let rows = vec![
        new(11).with(unset()),
        new(12).with(TicketPatch { status: set(TicketStatus::Done), ..unset() }),
        new(13).with(unset()),
    ];
    assert_eq!(db.ticket().insert_many(rows).count().await.unwrap(), 3);
    assert_eq!(db.ticket().insert_many(Vec::<NewTicket>::new()).count().await.unwrap(), 0);
    let row = db.ticket().one(key(7, 10)).await.unwrap();
    assert_eq!(db.ticket().update(&row).count().await.unwrap(), 1);
    assert_eq!(db.ticket().patch(key(7, 10), unset()).count().await.unwrap(), 1);
    assert_eq!(db.ticket().upsert(&row).count().await.unwrap(), 1);
    assert_eq!(db.ticket().delete(key(7, 10)).count().await.unwrap(), 1);
    assert!(db.ticket().delete(key(7, 10)).count().await.unwrap_err().is_not_found());
    assert!(db.ticket().patch(key(7, 10), unset()).count().await.unwrap_err().is_not_found());
    let mine = db.device().xtra(Device::TENANT_ID, 7);
    let device = NewDevice { serial: "A".into(), tenant_id: 8 };
    db.device().insert(device).await.unwrap();
    let device = NewDevice { serial: "A".into(), tenant_id: 7 };
    assert!(mine.upsert(device).count().await.unwrap_err().is_scope_violation());
}

/// Writes are values that hold no handle, and may be sent by any task.
#[tokio::test]
async fn writes_are_sent_by_tasks_of_their_own() {
    let pool = crate::pool("tickets").await;
    let task = async move {
        let db = Db::new(&pool);
        let device = |n: i32| NewDevice { serial: n.to_string(), tenant_id: 7 };
        let patch = DevicePatch { nickname: set("x"), ..unset() };
        let (one, many) = tokio::join!(
            db.device().insert(device(1)).on_conflict(PrimaryKey).overwrite(),
            db.device().insert_many(vec![device(2), device(3)]).on_conflict(PrimaryKey).ignore()
        );
        assert_eq!((one.unwrap().is_inserted(), many.unwrap().len()), (true, 2));
        let (one, many) = tokio::join!(
            db.device().patch("1".into(), patch.clone()),
            db.device().filter(Device::SERIAL.ne("1")).patch(patch).count()
        );
        assert_eq!((one.unwrap().nickname.as_deref(), many.unwrap()), (Some("x"), 2));
    };
    tokio::spawn(task).await.unwrap();
}

#[tokio::test]
async fn more_values_than_the_protocol_holds_are_told() {
    let connection = two_tenants().await;
    let tickets = Db::new(&connection).ticket();
    let patch = TicketPatch { labels: set(vec![]), ..unset() };
    let rows = (0..30_000).map(|number| (key(7, number), patch.clone())).collect();
    let error = tickets.patch_many(rows).await.unwrap_err();
    assert!(error.to_string().contains("90001 values are more than one statement"), "{error}");
}

#[tokio::test]
async fn rows_of_an_iterator_are_inserted() {
    let mut connection = connect("tickets").await;
    let note = |n: i32| NewNote {}.with(NotePatch { body: set(n.to_string()), ..unset() });
    let notes = Db::new(&connection).note();
    assert_eq!(notes.insert_iter((0..2500).map(note)).await.unwrap(), 2500);
    assert_eq!(notes.insert_iter(std::iter::empty::<NewNote>()).await.unwrap(), 0);
    // What a transaction rolls back, it rolls back whole.
    let tx = connection.transaction().await.unwrap();
    assert_eq!(Db::new(&tx).note().insert_iter((0..1500).map(note)).await.unwrap(), 1500);
    tx.rollback().await.unwrap();
    assert_eq!(Db::new(&connection).note().count().await.unwrap(), 2500);
}

/// The most that this process ever held, in KiB.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok())
}

/// Runs in a process of its own, so that what other tests hold is not counted.
#[tokio::test]
async fn a_million_rows_need_little_memory() {
    const URL: &str = "PGDC_TEST_MILLION_URL";
    if let Ok(url) = std::env::var(URL) {
        let mut connection = Connection::open(&url).await.unwrap();
        let tx = connection.transaction().await.unwrap();
        let note = |n: i32| NewNote {}.with(NotePatch { body: set(n.to_string()), ..unset() });
        let rows = Db::new(&tx).note().insert_iter((0..1_000_000).map(note)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(rows, 1_000_000);
        if let Some(peak) = peak() {
            println!("peak {peak} KiB");
            assert!(peak < 64 * 1024, "{peak} KiB");
        }
        return;
    }
    let database = database("tickets").await;
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "bulk::a_million_rows_need_little_memory", "--nocapture"])
        .env(URL, database.url())
        .output()
        .unwrap();
    println!("{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let connection = Connection::with_config(&database.config()).await.unwrap();
    assert_eq!(Db::new(&connection).note().count().await.unwrap(), 1_000_000);
}
