//! Foreign keys that lack the tenant, which the server lets point at another tenant's row; and
//! [`Table::within`](pgdc::Table::within), which does not.

use pgdc::{Connection, PrimaryKey, Result, Table, With, default, set, set_sql, unset};
use pgdc_golden::scope_suite::part::{Part, PartPatch};
use pgdc_golden::tickets::{Db, Device, Ticket};

use super::{attacked, hash};

/// The attacked database, with a table of parts of devices.
async fn with_parts() -> Connection {
    let connection = attacked().await;
    let parts = "CREATE TABLE part (
            tenant_id integer NOT NULL,
            number    integer NOT NULL,
            version   integer NOT NULL DEFAULT 1,
            device    text DEFAULT 'A8' REFERENCES device ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
            PRIMARY KEY (tenant_id, number)
        );
        INSERT INTO part VALUES (7, 1, 1, 'A7'), (7, 2, 1, NULL), (8, 1, 1, 'A8'), (7, 3, 1, 'A8')";
    connection.batch_execute(parts).await.unwrap();
    connection
}

fn parts(connection: &Connection) -> Table<'_, Part> {
    let mine = Table::new(connection).xtra(Part::TENANT_ID, 7);
    mine.within(Part::TO_DEVICE, Part::TENANT_ID, Device::TENANT_ID)
}

fn part(number: i32, device: Option<&str>) -> Part {
    Part { tenant_id: 7, number, version: 1, device: device.map(str::to_owned) }
}

/// Everything that writes a part of the device, of rows that are there or not, and whether its error is asked for the
/// rows or their number.
macro_rules! writes {
    ($mine:expr, $device:expr, $done:ident) => {{
        let (mine, device): (Table<'_, Part>, Option<&str>) = ($mine, $device);
        let new = |number| part(number, device);
        let set_device = || PartPatch { device: set(device.map(str::to_owned)), ..unset() };
        let by_text = || {
            let device = device.map(str::to_owned);
            PartPatch { device: set_sql("?", (device,)), ..unset() }
        };
        let other = || PartPatch { version: set(5), ..unset() };
        let unlike = || {
            vec![With(new(8), unset()), With(new(9), PartPatch { version: default(), ..unset() })]
        };
        $done!("insert", mine.insert(new(9)));
        $done!("insert, number", mine.insert(new(9)).count());
        $done!("insert by text", mine.insert(With(new(9), by_text())));
        $done!("insert_many", mine.insert_many(vec![part(8, Some("A7")), new(9)]));
        $done!("insert_many, number", mine.insert_many(vec![part(8, None), new(9)]).count());
        $done!("insert_many of unlike rows", mine.insert_many(unlike()));
        $done!("insert_many of unlike rows, number", mine.insert_many(unlike()).count());
        $done!("insert_iter", mine.insert_iter([new(9)]));
        $done!("ignore", mine.insert(new(9)).on_conflict(PrimaryKey).ignore());
        $done!("ignore, number", mine.insert(new(9)).on_conflict(PrimaryKey).ignore().count());
        $done!("upsert of a new row", mine.upsert(new(9)));
        $done!("upsert of an old row", mine.upsert(new(1)));
        $done!("upsert, number", mine.upsert(new(1)).count());
        $done!("upsert_many", mine.upsert_many(vec![new(1), part(9, None)]));
        $done!("upsert_many, number", mine.upsert_many(vec![new(1), part(9, None)]).count());
        $done!("save", mine.save(&new(2)));
        $done!(
            "overwrite_only",
            mine.insert(new(1)).on_conflict(PrimaryKey).overwrite_only(Part::DEVICE)
        );
        $done!("coalesce", mine.insert(new(2)).on_conflict(PrimaryKey).coalesce(Part::DEVICE));
        $done!(
            "update_where",
            mine.insert(new(1))
                .on_conflict(PrimaryKey)
                .overwrite()
                .update_where(Part::NUMBER.eq(1))
        );
        $done!("update", mine.update(&new(1)));
        $done!("update, number", mine.update(&new(1)).count());
        $done!("update_if_unchanged", mine.update_if_unchanged(&new(1), Part::VERSION));
        $done!(
            "update_if_unchanged, number",
            mine.update_if_unchanged(&new(1), Part::VERSION).count()
        );
        $done!("update_many", mine.update_many(&[part(2, None), new(1)]));
        $done!("update_many, number", mine.update_many(&[part(2, None), new(1)]).count());
        $done!("patch", mine.patch((7, 1), set_device()));
        $done!("patch by text", mine.patch((7, 1), by_text()).count());
        $done!("patch_many", mine.patch_many(vec![((7, 1), set_device()), ((7, 2), other())]));
        $done!(
            "patch_many, number",
            mine.patch_many(vec![((7, 1), by_text()), ((7, 2), other())]).count()
        );
        $done!("patch of a filter", mine.filter(Part::NUMBER.eq(1)).patch(set_device()));
        $done!("patch of a filter, number", mine.rows().every_row().patch(set_device()).count());
    }};
}

#[tokio::test]
async fn no_write_references_a_row_outside_of_the_scope() {
    let connection = with_parts().await;
    let before = state(&connection).await;
    // Of another tenant, and of nobody: the two are not told apart.
    for device in ["A8", "A9"] {
        macro_rules! refused {
            ($what:literal, $write:expr) => {
                let error = $write.await.err().unwrap_or_else(|| panic!("{} to {device}", $what));
                assert!(error.is_scope_violation(), "{}: {error}", $what);
                let text = "part.device: no row in the handle's scope is what it references; nothing was written";
                assert_eq!(error.to_string(), text, "{}", $what);
                assert_eq!(state(&connection).await, before, "{}", $what);
            };
        }
        writes!(parts(&connection), Some(device), refused);
    }
}

#[tokio::test]
async fn rows_of_the_scope_and_null_are_referenced_as_ever() {
    for device in [Some("A7"), None] {
        let connection = with_parts().await;
        macro_rules! done {
            ($what:literal, $write:expr) => {
                let done: Result<_> = $write.await;
                done.unwrap_or_else(|error| panic!("{} to {device:?}: {error}", $what));
                connection.batch_execute("ROLLBACK; BEGIN").await.unwrap();
            };
        }
        connection.batch_execute("BEGIN").await.unwrap();
        writes!(parts(&connection), device, done);
    }
}

/// What comes back is what comes back without the check.
#[tokio::test]
async fn answers_are_the_same() {
    let connection = with_parts().await;
    let mine = parts(&connection);
    let text = |part: &Part| format!("{part:?}");
    let inserted = mine.insert(part(9, Some("A7"))).await.unwrap();
    assert_eq!(text(&inserted), text(&part(9, Some("A7"))));
    let unlike = |n, patch| With(part(n, None), patch);
    let plain = PartPatch { version: default(), ..unset() };
    let rows = vec![unlike(12, plain), unlike(11, unset()), unlike(10, unset())];
    let numbers: Vec<i32> =
        mine.insert_many(rows).await.unwrap().iter().map(|p| p.number).collect();
    assert_eq!(numbers, [12, 11, 10]);
    let upserted = mine.upsert_many(vec![part(13, None), part(1, Some("A7"))]).await.unwrap();
    assert_eq!(upserted.iter().map(|u| u.is_inserted()).collect::<Vec<_>>(), [true, false]);
    assert_eq!(
        mine.insert_many(vec![part(14, None), part(15, Some("A7"))]).count().await.unwrap(),
        2
    );
    assert_eq!(mine.upsert(part(14, Some("A7"))).count().await.unwrap(), 1);
    let patch = || PartPatch { device: set(Some("A7".to_owned())), ..unset() };
    assert_eq!(mine.filter(Part::NUMBER.ge(10)).patch(patch()).count().await.unwrap(), 6);
    assert_eq!(mine.filter(Part::NUMBER.ge(99)).patch(patch()).count().await.unwrap(), 0);
    assert!(mine.patch((7, 99), patch()).count().await.unwrap_err().is_not_found());
    assert!(mine.patch((8, 1), patch()).await.unwrap_err().is_not_found());
    let ignored = mine.insert(part(1, Some("A8"))).on_conflict(PrimaryKey).ignore().await.unwrap();
    assert!(ignored.is_none(), "a row that is left out references nothing");
}

/// A value that reads like what a check raises is a bad number like another.
#[tokio::test]
async fn no_value_passes_for_a_check() {
    let connection = with_parts().await;
    let text = "pgdc: no parent in the scope for column 99";
    let patch = PartPatch { version: set_sql("?::text::int", (text,)), ..unset() };
    let error = parts(&connection).patch((7, 1), patch).await.unwrap_err();
    assert!(!error.is_scope_violation() && error.code().is_some(), "{error}");
}

/// An update that does not set the reference, and a default that does.
#[tokio::test]
async fn what_is_written_is_looked_at_and_nothing_else() {
    let connection = with_parts().await;
    let mine = parts(&connection);
    let other = PartPatch { version: set(5), ..unset() };
    // The row has another tenant's device from before.
    assert_eq!(mine.patch((7, 3), other).await.unwrap().device.as_deref(), Some("A8"));
    let kept = mine.insert(part(3, None)).on_conflict(PrimaryKey).overwrite().keep(Part::DEVICE);
    assert!(
        kept.await.unwrap_err().is_scope_violation(),
        "an upsert looks at the row as it is then"
    );
    let by_default = PartPatch { device: default(), ..unset() };
    let error = mine.insert(With(part(9, None), by_default.clone())).await.unwrap_err();
    assert!(error.is_scope_violation(), "{error}");
    let error = mine.patch((7, 1), by_default).await.unwrap_err();
    assert!(error.is_scope_violation(), "{error}");
}

#[tokio::test]
async fn a_job_is_bound_like_its_handle() {
    let pool = crate::pool("tickets").await;
    let schema = "INSERT INTO device VALUES ('A7', 7, NULL), ('A8', 8, NULL);
        CREATE TABLE part (tenant_id int, number int, version int, device text, PRIMARY KEY (tenant_id, number));
        INSERT INTO part VALUES (7, 1, 1, NULL)";
    pool.get().await.unwrap().batch_execute(schema).await.unwrap();
    let mine = Table::new(&pool).xtra(Part::TENANT_ID, 7);
    let mine = mine.within(Part::TO_DEVICE, Part::TENANT_ID, Device::TENANT_ID);
    let stolen = || PartPatch { device: set(Some("A8".to_owned())), ..unset() };
    let claimed =
        mine.rows().claim_one(async |_, _| Ok::<_, pgdc::Error>(stolen()), |_, _| unset());
    assert!(claimed.await.unwrap_err().is_scope_violation());
}

#[tokio::test]
async fn a_handle_that_is_not_narrowed_has_no_scope_to_be_within() {
    let connection = with_parts().await;
    let before = state(&connection).await;
    let all = Table::<Part>::new(&connection);
    let wide = all.within(Part::TO_DEVICE, Part::TENANT_ID, Device::TENANT_ID);
    let error = wide.insert(part(9, Some("A7"))).await.unwrap_err();
    assert!(error.is_refused(), "{error}");
    assert_eq!(
        error.to_string(),
        "part: parents are to be in the scope by tenant_id, and the handle is not narrowed by it; say \
         `.xtra(…)` besides `.within(…)`"
    );
    assert_eq!(state(&connection).await, before);
    // In whatever order it is said.
    assert!(wide.xtra(Part::TENANT_ID, 7).insert(part(9, Some("A7"))).await.is_ok());
}

/// Keys that hold the tenant keep to it by themselves.
#[tokio::test]
async fn keys_with_the_tenant_are_kept_by_the_scope() {
    use pgdc_golden::tickets::{NewTicketComment, TicketComment, TicketCommentPatch};
    let connection = attacked().await;
    let comments = Db::new(&connection).ticket_comment().xtra(TicketComment::TENANT_ID, 7);
    let checked =
        comments.within(TicketComment::TO_TICKET, TicketComment::TENANT_ID, Ticket::TENANT_ID);
    let new = |tenant_id, number| NewTicketComment { tenant_id, number, body: "new".into() };
    let before = hash(&connection).await;
    assert!(comments.insert(new(8, 1)).await.unwrap_err().is_scope_violation());
    assert!(comments.insert(new(7, 99)).await.unwrap_err().is_foreign_key_violation());
    assert!(checked.insert(new(7, 99)).await.unwrap_err().is_scope_violation());
    let patch = || TicketCommentPatch { number: set(99), ..unset() };
    assert!(checked.rows().every_row().patch(patch()).await.unwrap_err().is_scope_violation());
    assert_eq!(hash(&connection).await, before);
    assert_eq!(checked.insert(new(7, 2)).await.unwrap().number, 2);
}

/// A hash of all rows, those of parts among them.
async fn state(connection: &Connection) -> String {
    use pgdc::Executor as _;
    let text =
        "SELECT string_agg(concat(xmin, ctid, t), ' ' ORDER BY tenant_id, number) FROM part AS t";
    let (parts,): (String,) = connection.sql(text, ()).one().await.unwrap();
    hash(connection).await + &parts
}

/// Of a relation where nothing but the scope could be updated, the row in the way is read.
#[tokio::test]
async fn a_row_that_is_all_scope_is_checked_too() {
    use pgdc::Reference;
    use pgdc_golden::tickets::TicketWatcher;
    let connection = attacked().await;
    let upsert = async |number| {
        let email = "b@example.org";
        let watchers = Db::new(&connection).ticket_watcher().xtra(TicketWatcher::TENANT_ID, 7);
        let watchers =
            watchers.xtra(TicketWatcher::NUMBER, number).xtra(TicketWatcher::EMAIL, email);
        let to_ticket = Reference::<TicketWatcher, Ticket>::new(&[(0, 0), (1, 1)]);
        let checked = watchers.within(to_ticket, TicketWatcher::TENANT_ID, Ticket::TENANT_ID);
        let watcher = TicketWatcher { tenant_id: 7, number, email: email.into() };
        Ok::<_, pgdc::Error>((
            checked.upsert(&watcher).await?.is_inserted(),
            checked.upsert(&watcher).count().await?,
        ))
    };
    assert_eq!(upsert(1).await.unwrap(), (true, 1));
    let before = hash(&connection).await;
    assert_eq!(upsert(1).await.unwrap(), (false, 1));
    assert!(upsert(99).await.unwrap_err().is_scope_violation());
    assert_eq!(hash(&connection).await, before);
}
