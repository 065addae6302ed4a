//! What a tenant reads is what it would read in a database of its own: each way of reading, on a handle
//! that is narrowed in a table of two tenants with the same keys, against one of a table with one tenant.

use pgdc::{Connection, Keyed as _, Query, Table, count};
use pgdc_golden::tickets::{Db, Device, Note, Ticket, TicketKey};

use crate::connect;

async fn with_tenants(tenants: &[i32]) -> Connection {
    let connection = connect("tickets").await;
    for tenant in tenants {
        let sql = format!(
            "INSERT INTO tenant VALUES ({tenant}, 'tenant {tenant}');
             INSERT INTO ticket (tenant_id, number, title, priority, created_at, labels)
                SELECT {tenant}, n, 'title ' || n * {tenant} % 5, 1 + n * {tenant} % 4,
                    '2025-01-01', '{{a,b}}'
                FROM generate_series(1, 3 * {tenant}) AS n;
             INSERT INTO device SELECT '{tenant}-' || n, {tenant} FROM generate_series(1, {tenant}) AS n;
             INSERT INTO note (note_id, tenant_id, body)
                SELECT 100 * {tenant} + n, {tenant}, nullif('body ' || n % 3, 'body 1')
                FROM generate_series(1, 10) AS n"
        );
        connection.batch_execute(&sql).await.unwrap();
    }
    connection.batch_execute("INSERT INTO note (note_id) VALUES (1), (2)").await.unwrap();
    connection
}

fn tickets(connection: &Connection) -> Table<'_, Ticket> {
    Db::new(connection).ticket().xtra(Ticket::TENANT_ID, 7)
}

fn notes(connection: &Connection) -> Table<'_, Note> {
    Db::new(connection).note().xtra(Note::TENANT_ID, 7)
}

/// Reads the same from the database of one tenant and from that of two.
macro_rules! same {
    ($alone:ident, $shared:ident, $(|$table:ident| $read:expr;)+) => {$(
        let of_alone = {
            let $table = &$alone;
            $read.await.unwrap()
        };
        let of_shared = {
            let $table = &$shared;
            $read.await.unwrap()
        };
        assert_eq!(of_alone, of_shared, "{}", stringify!($read));
    )+};
}

async fn collect<T>(mut rows: pgdc::RowStream<'_, T>) -> pgdc::Result<Vec<T>> {
    let mut all = Vec::new();
    while let Some(row) = rows.try_next().await? {
        all.push(row);
    }
    Ok(all)
}

fn ordered<'e>(table: &Table<'e, Ticket>) -> Query<'e, Ticket> {
    table.order_by(Ticket::PRIORITY.desc()).order_by(Ticket::TITLE)
}

fn key(tenant_id: i32, number: i32) -> TicketKey {
    TicketKey { tenant_id, number }
}

#[tokio::test]
async fn every_way_of_reading_obeys_the_scope() {
    let (one, two) = (with_tenants(&[7]).await, with_tenants(&[8, 7, 9]).await);
    let (alone, shared) = (tickets(&one), tickets(&two));
    let middle = alone.one(key(7, 5)).await.unwrap();
    let foreign = Ticket { tenant_id: 8, ..middle.clone() };
    same! { alone, shared,
        |t| t.get_many([key(8, 1), key(7, 2), key(7, 99), key(9, 2), key(7, 2)]);
        |t| collect(ordered(t).order_by(Ticket::NUMBER).stream());
        |t| collect(ordered(t).order_by(Ticket::NUMBER).chunks(4));
        |t| ordered(t).order_by(Ticket::NUMBER).with_keys();
        |t| ordered(t).order_by(Ticket::NUMBER).for_update().all();
        |t| ordered(t).order_by(Ticket::NUMBER).distinct().all();
        |t| ordered(t).after(&middle).limit(3).all();
        |t| ordered(t).before(&middle).limit(3).all();
        |t| ordered(t).before(None).limit(3).all();
        |t| ordered(t).after(&foreign).limit(3).all();
        |t| ordered(t).after(&middle).count();
        |t| ordered(t).order_by(Ticket::NUMBER).select((Ticket::TENANT_ID, Ticket::NUMBER)).all();
        |t| t.rows().select(Ticket::TITLE).distinct().order_by(Ticket::TITLE).all();
        |t| t.rows().sum(Ticket::NUMBER);
        |t| t.rows().avg(Ticket::PRIORITY);
        |t| t.rows().min(Ticket::TENANT_ID);
        |t| t.rows().max(Ticket::TENANT_ID);
        |t| t.rows().count_of(Ticket::DUE);
        |t| t.rows().count_distinct(Ticket::TENANT_ID);
        |t| t.rows_where("true or true", ()).aggregate((count(), Ticket::NUMBER.max()));
        |t| t.rows().group_by((Ticket::TENANT_ID, Ticket::PRIORITY)).select((count(), Ticket::NUMBER.sum()))
            .having(count().gt(1)).order_by(Ticket::PRIORITY).all();
        |t| t.filter(Ticket::NUMBER.eq_column(Ticket::NUMBER).or(Ticket::LABELS.has("a"))).count();
        |t| t.filter(Ticket::TENANT_ID.none_of([7])).count();
        |t| t.filter(Ticket::DUE.is_not_distinct_from(None)).count();
    }
}

#[tokio::test]
async fn a_scope_beside_nulls_and_outside_the_key() {
    let (one, two) = (with_tenants(&[7]).await, with_tenants(&[8, 7]).await);
    let (alone, shared) = (notes(&one), notes(&two));
    let middle = alone.one(705).await.unwrap();
    let orphan = Db::new(&one).note().one(1).await.unwrap();
    same! { alone, shared,
        |t| t.get_many([705, 805, 1, 701]);
        |t| t.order_by(Note::BODY).after(&middle).all();
        |t| t.order_by(Note::BODY.desc()).before(&middle).limit(2).all();
        |t| t.order_by(Note::TENANT_ID.asc().nulls_first()).after(&orphan).all();
        |t| t.order_by(Note::TENANT_ID).after(&orphan).all();
        |t| t.order_by(Note::BODY).after(None).limit(4).all();
        |t| t.rows().group_by(Note::BODY).select(count()).order_by(Note::BODY).all();
    }
    let devices = Db::new(&two).device().xtra(Device::TENANT_ID, 7);
    let found = devices.get_many(["8-1".to_owned(), "7-1".to_owned()]).await.unwrap();
    let found: Vec<_> = found.into_iter().map(|row| row.map(|row| row.key())).collect();
    assert_eq!(found, [None, Some("7-1".to_owned())]);
}

/// A lock on one tenant's rows is none on another's.
#[tokio::test]
async fn locks_stay_in_the_scope() {
    let two = with_tenants(&[7, 8]).await;
    let pool = {
        let url: String = two.query_one("SELECT current_database()", &[]).await.unwrap().get(0);
        let mut config = crate::database("pets").await.config();
        config.dbname(&url);
        pgdc::Pool::with_config(config, 2)
    };
    let (mut mine, mut theirs) = (pool.get().await.unwrap(), pool.get().await.unwrap());
    let mine = mine.transaction().await.unwrap();
    let locked = Db::new(&mine).ticket().xtra(Ticket::TENANT_ID, 7);
    assert_eq!(locked.rows().for_update().all().await.unwrap().len(), 21);
    let theirs = theirs.transaction().await.unwrap();
    let free = Db::new(&theirs).ticket().xtra(Ticket::TENANT_ID, 8);
    assert_eq!(free.rows().for_update().nowait().all().await.unwrap().len(), 24);
    let taken = Db::new(&theirs).ticket().xtra(Ticket::TENANT_ID, 7);
    assert_eq!(taken.rows().skip_locked().all().await.unwrap(), []);
}
