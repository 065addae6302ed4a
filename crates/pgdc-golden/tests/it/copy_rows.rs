//! Typed rows by COPY, in and out.

use futures_util::TryStreamExt as _;
use pgdc::{Executor as _, Pool, default, set, set_sql, unset};
use pgdc_golden::forms::{self, NewAllDefaults};
use pgdc_golden::pets::{self, CatPatch, NewCat};
use pgdc_golden::tickets::{Db, NewNote, NewTicket, NotePatch, Ticket, TicketPatch};

use crate::scope::{of, two_tenants};
use crate::{connect, pool};

fn cat(name: &str) -> NewCat {
    NewCat { name: name.into() }
}

#[tokio::test]
async fn rows_go_in_and_come_out() {
    let pool = pool("pets").await;
    let cats = pets::Db::new(&pool).cat();
    let weigh =
        |n: i32| cat(&format!("cat {n}")).with(CatPatch { weight: set(f64::from(n)), ..unset() });
    assert_eq!(cats.copy_in((1..=10_000).map(weigh)).await.unwrap(), 10_000);
    let none: [NewCat; 0] = [];
    assert_eq!(cats.copy_in(none).await.unwrap(), 0);
    let stream = futures_util::stream::iter([cat("a"), cat("b")]);
    assert_eq!(cats.copy_in_stream(stream).await.unwrap(), 2);

    let out: Vec<pets::Cat> = cats.copy_out().try_collect().await.unwrap();
    assert_eq!(out, cats.order_by(pets::Cat::ID).all().await.unwrap());
    assert_eq!(out.len(), 10_002);
    // Dropped early, it leaves the connection fit for use.
    let mut some = cats.copy_out();
    assert_eq!(some.try_next().await.unwrap().unwrap().name, "cat 1");
    drop(some);
    assert_eq!(cats.count().await.unwrap(), 10_002);
}

#[tokio::test]
async fn whole_rows_lose_what_the_server_alone_may_write() {
    let connection = connect("forms").await;
    let db = forms::Db::new(&connection);
    let made = db.identity_always().insert(forms::NewIdentityAlways { name: "a".into() }).await;
    let made = made.unwrap();
    assert_eq!(db.identity_always().copy_in([made.clone()]).await.unwrap(), 1);
    let all = db.identity_always().order_by(forms::IdentityAlways::ID).all().await.unwrap();
    assert_eq!(all.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["a", "a"]);
    assert_ne!(all[0].id, all[1].id);
}

#[tokio::test]
async fn all_rows_are_written_or_none_and_the_error_names_the_row() {
    let pool = pool("pets").await;
    let cats = pets::Db::new(&pool).cat();
    let row = |id: i32| cat("x").with(CatPatch { id: set(id), ..unset() });
    let error = cats.copy_in((1..=50_000).chain([7]).map(row)).await.unwrap_err();
    assert!(error.is_unique_violation());
    assert_eq!(error.row(), Some(50_001));
    assert!(error.to_string().starts_with("cat: row 50001: copy failed: duplicate key"), "{error}");
    assert_eq!(cats.count().await.unwrap(), 0);

    let told = async |patches: Vec<CatPatch>| {
        let rows = patches.into_iter().map(|patch| cat("x").with(patch));
        let error = cats.copy_in(rows).await.unwrap_err();
        assert!(error.is_refused());
        error.to_string()
    };
    assert_eq!(
        told(vec![unset(), CatPatch { uid: set(1), ..unset() }]).await,
        "cat: row 2: the row sets other columns than the first, and COPY has one list of them; nothing \
         was written; use `insert_many`"
    );
    assert_eq!(
        told(vec![CatPatch { uid: set_sql("1", ()), ..unset() }]).await,
        "cat.uid: row 1: an SQL expression is no value that COPY takes; nothing was written; use \
         `insert_many`"
    );
    // To take the default is to leave the column out.
    let rows = [CatPatch { uid: default(), ..unset() }, unset()].map(|patch| cat("y").with(patch));
    assert_eq!(cats.copy_in(rows).await.unwrap(), 2);
    let connection = connect("forms").await;
    let nothing = forms::Db::new(&connection).all_defaults().copy_in([NewAllDefaults {}]).await;
    let text = "all_defaults: row 1: the row sets no column, and COPY needs a list of them; nothing was \
                written; use `insert_many`";
    assert_eq!(nothing.unwrap_err().to_string(), text);
}

#[tokio::test]
async fn a_scope_holds() {
    let connection = two_tenants().await;
    let db = Db::new(&connection);
    let notes = db.note().xtra(pgdc_golden::tickets::Note::TENANT_ID, 7);
    let body = |body: &str| NewNote {}.with(NotePatch { body: set(body), ..unset() });
    assert_eq!(notes.copy_in([body("a"), body("b")]).await.unwrap(), 2);
    assert_eq!(notes.count().await.unwrap(), 2);

    let tickets = of(&connection, 7);
    let ticket = |tenant_id, number| NewTicket { tenant_id, number, title: "t".into() };
    let before = db.ticket().count().await.unwrap();
    let error = tickets.copy_in([ticket(7, 100), ticket(8, 101)]).await.unwrap_err();
    assert!(error.is_scope_violation());
    assert_eq!(
        error.to_string(),
        "ticket.tenant_id: row 2: the value contradicts the handle's scope; nothing was written"
    );
    // The same where rows are on their way already.
    let many = (0..100_000).map(|n| ticket(if n == 99_999 { 8 } else { 7 }, 100 + n));
    let error = tickets.copy_in(many).await.unwrap_err();
    assert!(error.is_scope_violation());
    assert_eq!(error.row(), Some(100_000));
    assert_eq!(db.ticket().count().await.unwrap(), before);

    let mut rows = tickets.copy_out();
    let error = rows.try_next().await.unwrap_err();
    assert!(error.is_scope_violation());
    assert_eq!(
        error.to_string(),
        "ticket: COPY has no place for the handle's scope, to which the rows are narrowed; nothing was \
         sent; read them by `stream()`"
    );
}

/// Of rows that fit one message, none is sent before all are known to be right: a transaction is not lost.
#[tokio::test]
async fn a_transaction_survives_what_is_refused_here() {
    let mut connection = two_tenants().await;
    let tx = connection.transaction().await.unwrap();
    let ticket = |tenant_id| NewTicket { tenant_id, number: 100, title: "t".into() };
    let patch = TicketPatch { priority: set(4), ..unset() };
    let rows = [ticket(7).with(patch.clone()), ticket(8).with(patch.clone())];
    assert!(of(&tx, 7).copy_in(rows).await.unwrap_err().is_scope_violation());
    assert_eq!(of(&tx, 7).copy_in([ticket(7).with(patch)]).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let ticket: Ticket = of(&connection, 7).filter(Ticket::NUMBER.eq(100)).one().await.unwrap();
    assert_eq!((ticket.tenant_id, ticket.priority), (7, 4));
}

/// Whether statements over the connection get their own answers.
async fn is_in_step(pool: &Pool) {
    for n in 0..20 {
        let (a, b): (i32, i32) = tokio::try_join!(
            pool.sql("SELECT ?::int", (n,)).item(),
            pool.sql("SELECT ?::int", (n + 1,)).item()
        )
        .unwrap();
        assert_eq!((a, b), (n, n + 1));
    }
}

#[tokio::test]
async fn what_the_server_refuses_leaves_every_statement_its_own_answer() {
    let database = crate::database("pets").await;
    // What is set by hand is to stay.
    let pool = Pool::builder(database.url()).unwrap().max_size(1).reset(pgdc::Reset::Nothing);
    let pool = pool.build().unwrap();
    let cats = pets::Db::new(&pool).cat();
    let reason = async |setup: &'static str, back: &'static str| {
        let connection = pool.get().await.unwrap();
        connection.batch_execute(setup).await.unwrap();
        drop(connection);
        let error = cats.copy_in([cat("x")]).await.unwrap_err();
        is_in_step(&pool).await;
        let admin = database.connect().await.unwrap();
        admin.batch_execute(back).await.unwrap();
        error.code().map(|code| code.code().to_owned())
    };
    let found = [
        reason("ALTER TABLE cat RENAME TO tac", "ALTER TABLE tac RENAME TO cat").await,
        reason("SET default_transaction_read_only = on", "").await,
        reason(
            "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no'; END$$;
             CREATE TRIGGER no BEFORE INSERT ON cat EXECUTE FUNCTION no()",
            "DROP TRIGGER no ON cat",
        )
        .await,
        reason(
            "ALTER TABLE cat RENAME TO tac; CREATE VIEW cat AS SELECT * FROM tac",
            "DROP VIEW cat; ALTER TABLE tac RENAME TO cat",
        )
        .await,
    ];
    let expected = ["42P01", "25006", "P0001", "42809"].map(|code| Some(code.to_owned()));
    assert_eq!(found, expected);
    assert_eq!(cats.count().await.unwrap(), 0);
}
