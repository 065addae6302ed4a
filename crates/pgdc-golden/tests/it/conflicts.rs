//! Inserts of rows that are already there.

use pgdc::types::Json;
use pgdc::{
    Arbiter, Assignments, Column, ColumnDef, Fields, Fill, KeyParts, NOT_NULL, PrimaryKey,
    Relation, Table, Upserted, column, null, set, unset,
};
use pgdc_golden::forms::{self, Account, AccountPatch, NewAccount};
use pgdc_golden::tickets::{
    Db, Device, DevicePatch, NewDevice, NewTenant, NewTicket, Tenant, Ticket, TicketPatch,
};

use crate::connect;
use crate::scope::{of, two_tenants};

#[tokio::test]
async fn targets_of_every_sort() {
    let connection = two_tenants().await;
    let tenants = Db::new(&connection).tenant();
    let new = |tenant_id, name: &str| NewTenant { tenant_id, name: name.into() };
    let seven = Tenant { tenant_id: 7, name: "seven".into() };

    let ignored = tenants.insert(new(7, "other")).on_conflict(PrimaryKey).ignore().await.unwrap();
    assert_eq!(ignored, None);
    let ignored = tenants.insert(new(9, "nine")).on_conflict(PrimaryKey).ignore().await.unwrap();
    assert_eq!(ignored.map(|tenant| tenant.tenant_id), Some(9));
    // By another unique index, the primary key stays what it is.
    for upserted in [
        tenants.insert(new(70, "seven")).on_conflict((Tenant::NAME,)).overwrite().await.unwrap(),
        tenants
            .insert(new(70, "seven"))
            .on_conflict(Tenant::TENANT_NAME_KEY)
            .overwrite()
            .await
            .unwrap(),
        tenants
            .insert(new(70, "seven"))
            .on_conflict(Arbiter::new("name"))
            .overwrite()
            .await
            .unwrap(),
    ] {
        assert_eq!(upserted, Upserted::Updated(seven.clone()));
    }
    // The index that is not the target refuses as ever.
    let error =
        tenants.insert(new(7, "ten")).on_conflict((Tenant::NAME,)).ignore().await.unwrap_err();
    assert_eq!(error.constraint(), Some(Tenant::TENANT_PKEY));
    let mistaken = tenants.insert(new(7, "x")).on_conflict(Ticket::TICKET_PKEY).ignore();
    let error = mistaken.await.unwrap_err();
    assert!(error.is_refused(), "{error}");
    for text in ["name) DO NOTHING --", "name) DO UPDATE SET (x", "name; drop", "?", ""] {
        let error = tenants.insert(new(7, "x")).on_conflict(Arbiter::new(text)).ignore();
        assert!(error.await.unwrap_err().is_refused(), "{text}");
    }
}

#[tokio::test]
async fn a_partial_index_on_an_expression() {
    const HANDLE: Arbiter<Account> = Account::ON_ACCOUNT_HANDLE_IDX;
    let connection = connect("forms").await;
    let accounts = forms::Db::new(&connection).account();
    let new = |account_id, handle: &str| NewAccount { account_id, handle: handle.into() };
    let ann = accounts.insert(new(1, "Ann")).on_conflict(HANDLE).overwrite().await.unwrap();
    assert!(ann.is_inserted());
    let ann = accounts.insert(new(2, "ANN")).on_conflict(HANDLE).overwrite().await.unwrap();
    assert!(!ann.is_inserted());
    assert_eq!(
        ann.into_row(),
        Account { account_id: 1, handle: "ANN".into(), deleted: false, referrer: None }
    );
    let gone = AccountPatch { deleted: set(true), ..unset() };
    accounts.patch(1, gone).await.unwrap();
    let ann = accounts.insert(new(2, "ann")).on_conflict(HANDLE).overwrite().await.unwrap();
    assert!(ann.is_inserted());
    // The index is no constraint, and the server says so.
    let error = accounts.insert(new(3, "ann")).on_conflict(Account::ACCOUNT_HANDLE_IDX).ignore();
    assert!(error.await.unwrap_err().to_string().contains("account_handle_idx"));
}

#[tokio::test]
async fn what_becomes_of_each_column() {
    let connection = two_tenants().await;
    let tickets = Db::new(&connection).ticket();
    let json = |text: &str| text.parse::<Json>().unwrap();
    let new = |title: &str, meta: &str| {
        let new = NewTicket { tenant_id: 7, number: 50, title: title.into() };
        new.with(TicketPatch { priority: set(5), meta: set(json(meta)), ..unset() })
    };
    let row = tickets.insert(new("old", r#"{"a": 1, "b": 1}"#)).await.unwrap();

    let insert = |title: &str| tickets.insert(new(title, r#"{"b": 2}"#)).on_conflict(PrimaryKey);
    let merged = insert("new").overwrite().merge(Ticket::META).keep(Ticket::TITLE).await.unwrap();
    let merged = merged.into_row();
    assert_eq!((merged.title.as_str(), &merged.meta), ("old", &Some(json(r#"{"a": 1, "b": 2}"#))));
    let chosen = insert("new").overwrite_only((Ticket::TITLE, Ticket::DUE)).await.unwrap();
    assert_eq!(chosen.into_row(), Ticket { title: "new".into(), ..merged.clone() });
    let nothing = || {
        let new = NewTicket { tenant_id: 7, number: 50, title: "newer".into() };
        new.with(TicketPatch { meta: null(), ..unset() })
    };
    let old = tickets.insert(nothing()).on_conflict(PrimaryKey).coalesce(Ticket::META).await;
    assert_eq!(old.unwrap().into_row(), Ticket { title: "new".into(), ..merged.clone() });
    let old = tickets.insert(nothing()).on_conflict(PrimaryKey).merge(Ticket::META).await;
    assert_eq!(old.unwrap().into_row().meta, merged.meta);
    let nulled = tickets.insert(nothing()).on_conflict(PrimaryKey).overwrite().await.unwrap();
    assert_eq!((nulled.into_row().meta, row.priority), (None, 5));
    let merged = insert("x").merge(Ticket::META).await.unwrap().into_row();
    assert_eq!(merged.meta, Some(json(r#"{"b": 2}"#)));
    let error = insert("x").merge(Ticket::TITLE).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "ticket: title cannot be merged, since it is not of the type jsonb"
    );
}

#[tokio::test]
async fn a_condition_decides_what_is_updated() {
    let connection = two_tenants().await;
    let tickets = Db::new(&connection).ticket();
    let new = |number, title: &str| NewTicket { tenant_id: 7, number, title: title.into() };
    let resolve = |title: &str| tickets.insert(new(1, title)).on_conflict(PrimaryKey).overwrite();
    let none = resolve("a").update_where(Ticket::TITLE.eq("zzz")).await.unwrap();
    assert_eq!(none, None);
    let some = resolve("b").update_where(Ticket::TITLE.eq("7-1")).await.unwrap().unwrap();
    assert_eq!(some.into_row().title, "b");
    let newer = "t.title < excluded.title and t.number = ?";
    assert_eq!(resolve("a").update_where_sql(newer, (1,)).await.unwrap(), None);
    assert!(resolve("c").update_where_sql(newer, (1,)).await.unwrap().is_some());
    assert!(resolve("c").update_where_sql("true) or (true", ()).await.unwrap_err().is_refused());
    assert_eq!(resolve("a").update_where_sql("false", ()).count().await.unwrap(), 0);
    let rows = vec![new(1, "d"), new(2, "d"), new(70, "d")];
    let many = tickets.insert_many(rows).on_conflict(PrimaryKey).overwrite();
    let many = many.update_where(Ticket::NUMBER.ne(2)).await.unwrap();
    let numbers: Vec<_> = many.iter().map(|row| row.clone().into_row().number).collect();
    assert_eq!(numbers, [1, 70]);
    let many =
        tickets.insert_many(vec![new(1, "e"), new(71, "e")]).on_conflict(PrimaryKey).ignore();
    assert_eq!(many.await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_scope_guards_every_way() {
    let connection = two_tenants().await;
    let devices = Db::new(&connection).device();
    let (mine, theirs) = (devices.xtra(Device::TENANT_ID, 7), devices.xtra(Device::TENANT_ID, 8));
    let new = |serial: &str, tenant_id| {
        let named = DevicePatch { nickname: set("stolen"), ..unset() };
        NewDevice { serial: serial.into(), tenant_id }.with(named)
    };
    let foreign = theirs.insert(NewDevice { serial: "A".into(), tenant_id: 8 }).await.unwrap();
    let insert = || mine.insert(new("A", 7)).on_conflict(PrimaryKey);
    assert_eq!(insert().ignore().await.unwrap(), None);
    let all = Device::SERIAL.ne("");
    for error in [
        insert().overwrite().await.unwrap_err(),
        insert().overwrite_only((Device::NICKNAME, Device::TENANT_ID)).await.unwrap_err(),
        insert().coalesce(Device::NICKNAME).await.unwrap_err(),
        insert().overwrite().update_where(all).await.unwrap_err(),
        insert().overwrite().update_where_sql("true or true", ()).await.unwrap_err(),
        insert().overwrite().count().await.unwrap_err(),
    ] {
        assert!(error.is_scope_violation(), "{error}");
        let said = format!("{error} {error:?} {:?}", error.as_db_error());
        assert!(!said.contains('8') && !said.contains("stolen"), "{said}");
    }
    assert_eq!(theirs.all().await.unwrap(), [foreign]);
    // A scope column is not set, whatever is said of it: nobody who may not write it is stopped.
    let refuse = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                      $$ BEGIN RAISE 'the tenant was set'; END $$;
                  CREATE TRIGGER refuse BEFORE UPDATE OF tenant_id ON device
                      FOR EACH ROW EXECUTE FUNCTION refuse()";
    connection.batch_execute(refuse).await.unwrap();
    mine.insert(new("B", 7)).await.unwrap();
    let both = mine.insert(new("B", 7)).on_conflict(PrimaryKey).overwrite_only(Device::TENANT_ID);
    assert_eq!(both.await.unwrap().into_row().tenant_id, 7);
    // The same key in another tenant is not in the way where the tenant is part of the key.
    let mine = of(&connection, 7);
    let new = NewTicket { tenant_id: 7, number: 1, title: "x".into() };
    let key = (Ticket::TENANT_ID, Ticket::NUMBER);
    assert!(!mine.insert(new).on_conflict(key).overwrite().await.unwrap().is_inserted());
    assert_eq!(of(&connection, 8).filter(Ticket::TITLE.eq("x")).count().await.unwrap(), 0);
}

#[tokio::test]
async fn identity_generated_and_key_only() {
    let connection = connect("forms").await;
    let db = forms::Db::new(&connection);
    let row =
        db.identity_always().insert(forms::NewIdentityAlways { name: "a".into() }).await.unwrap();
    let changed = forms::IdentityAlways { name: "b".into(), ..row.clone() };
    let saved = db.identity_always().save(&changed).await.unwrap();
    assert_eq!(saved.into_row(), forms::IdentityAlways { upper: Some("B".into()), ..changed });
    let pair = forms::KeyOnly { a: 1, b: "x".into() };
    assert!(db.key_only().save(&pair).await.unwrap().is_inserted());
    assert_eq!(db.key_only().save(&pair).await.unwrap(), Upserted::Updated(pair.clone()));
    assert_eq!(db.key_only().insert(&pair).on_conflict(PrimaryKey).ignore().await.unwrap(), None);
    // A key that is given means that row, also where the server would make another.
    let same = db.identity_always().insert(&row).on_conflict(PrimaryKey).ignore().await.unwrap();
    assert_eq!(same, None);
    let key = (forms::IdentityAlways::ID,);
    assert_eq!(
        db.identity_always().insert(&row).on_conflict(key).ignore().count().await.unwrap(),
        0
    );
    assert_eq!(db.identity_always().count().await.unwrap(), 1);
    let only = forms::IdentityOnly { id: 5 };
    assert!(db.identity_only().save(&only).await.unwrap().is_inserted());
    assert!(!db.identity_only().save(&only).await.unwrap().is_inserted());
    assert_eq!(db.identity_only().save(&only).count().await.unwrap(), 1);
    let error = db.identity_only().upsert_many(vec![forms::IdentityOnly { id: 6 }, only]);
    assert!(error.await.unwrap_err().is_refused());
}

#[tokio::test]
async fn nulls_that_are_not_distinct() {
    let connection = connect("tickets").await;
    let version: String =
        connection.query_one("SHOW server_version_num", &[]).await.unwrap().get(0);
    if version.parse::<u32>().unwrap() < 150_000 {
        return;
    }
    let index = "CREATE UNIQUE INDEX ON device (nickname) NULLS NOT DISTINCT";
    connection.batch_execute(index).await.unwrap();
    let devices = Db::new(&connection).device();
    let new = |serial: &str| NewDevice { serial: serial.into(), tenant_id: 1 };
    devices.insert(new("A")).await.unwrap();
    let second = devices.insert(new("B")).on_conflict((Device::NICKNAME,));
    assert_eq!(second.overwrite().await.unwrap().into_row().serial, "A");
}

/// A table defined by hand: no update may touch a column of it where the tenant is the scope.
#[derive(Clone, Debug, PartialEq)]
struct Lone {
    id: i64,
    tenant_id: i32,
}

impl Lone {
    const TENANT_ID: Column<Self, i32> = column(1);
}

impl pgdc::Unscoped for Lone {}

impl pgdc::Row for Lone {
    const RELATION: &'static Relation = &Relation::new(
        "public",
        "lone",
        &[
            ColumnDef("id", "bigint", NOT_NULL.fill(Fill::IdentityAlways)),
            ColumnDef("tenant_id", "integer", NOT_NULL),
        ],
    )
    .key(&[0]);

    fn decode(row: &Fields<'_>) -> pgdc::Result<Self> {
        Ok(Lone { id: row.get(0)?, tenant_id: row.get(1)? })
    }
}

impl pgdc::Keyed for Lone {
    type Key = i64;

    fn key(&self) -> i64 {
        self.id
    }

    fn bind_key<'v>(key: &'v i64, parts: &mut KeyParts<'v>) {
        parts.push(key);
    }
}

impl pgdc::Values<Lone> for Lone {
    fn write<'v>(&'v self, row: &mut Assignments<'v, Lone>) {
        row.put(column::<Lone, i64, pgdc::NotNull>(0), &self.id);
        row.put(Lone::TENANT_ID, &self.tenant_id);
    }
}

impl pgdc::Insert<Lone> for Lone {}

impl pgdc::Writable for Lone {
    type Patch = Lone;
}

#[tokio::test]
async fn a_row_that_can_only_be_read_is_not_read_out_of_scope() {
    let connection = connect("tickets").await;
    let table = "CREATE TABLE lone (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant_id integer NOT NULL)";
    connection.batch_execute(table).await.unwrap();
    let all = Table::<Lone>::new(&connection);
    let (mine, theirs) = (all.xtra(Lone::TENANT_ID, 7), all.xtra(Lone::TENANT_ID, 8));
    let foreign = Lone { id: 5, tenant_id: 8 };
    assert!(theirs.save(&foreign).await.unwrap().is_inserted());
    assert_eq!(theirs.save(&foreign).await.unwrap(), Upserted::Updated(foreign.clone()));
    let same = Lone { tenant_id: 7, ..foreign };
    assert!(mine.save(&same).await.unwrap_err().is_scope_violation());
    assert!(mine.save(&same).count().await.unwrap_err().is_scope_violation());
    assert!(mine.upsert_many(vec![same]).await.unwrap_err().is_scope_violation());
    assert_eq!(all.all().await.unwrap(), [foreign]);
}
