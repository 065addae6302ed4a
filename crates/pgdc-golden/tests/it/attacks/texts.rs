//! SQL text that tries to reach beyond its parentheses, through every door that takes text.

use std::future::Future;

use pgdc::{Arbiter, Connection, Error, PrimaryKey, Result, SqlText, Table, set_sql, unset};
use pgdc_golden::tickets::{Db, Device, DevicePatch, NewTicket, Ticket, TicketKey, TicketPatch};

use super::{attacked, hash};
use crate::scope::of;

/// What the text is refused as.
#[derive(Clone, Copy, Debug, PartialEq)]
enum As {
    /// By its words alone ([`Error::is_refused`]).
    Lexical,
    /// As one that reads rows outside of the scope ([`Error::is_scope_violation`]).
    Violation,
}
use As::{Lexical, Violation};

/// A text that is refused through every door.
const REFUSED: &[(&str, As)] = &[
    // Out of the parentheses.
    ("true) or (true", Lexical),
    ("true)) or ((true", Lexical),
    ("true or (true", Lexical),
    ("true)", Lexical),
    (")(", Lexical),
    ("labels[1) or (1]", Lexical),
    ("(select 1", Lexical),
    // What stands behind them away.
    ("1=1 --", Lexical),
    ("1=1 -- \n or true", Lexical),
    ("1=1 /* ", Lexical),
    ("1=1 /* */", Lexical),
    ("1=1 /* /* nested */ */ or true", Lexical),
    ("1=1 */ or /* true", Lexical),
    ("1=1 +-- ", Lexical),
    ("1=1 @/* */ 2", Lexical),
    // Another statement.
    ("true; delete from ticket", Lexical),
    ("true;", Lexical),
    ("';' = ''';' or true; select 1", Lexical),
    // Quotes that are not closed, or close elsewhere for the server.
    ("title = 'x", Lexical),
    ("title = 'x'') or (true", Lexical),
    ("\"title = 'x'", Lexical),
    ("\"title\"\" = 'x'", Lexical),
    (r"title = E'\'", Lexical),
    (r"title = E'\\\'", Lexical),
    (r"title = '\' or true) or (true or title = '", Lexical),
    (r"title = '\'''' ) or (true --'", Lexical),
    (r"title = N'\' or 1=1 --'", Lexical),
    (r"title = 1e'\') or (true --'", Lexical),
    ("title = E'a'\n'\\') or (true --'", Lexical),
    ("title = $$ ) or (true", Lexical),
    ("title = $x$ $$ ) or (true", Lexical),
    ("title = $x$ $X$ ) or (true", Lexical),
    ("title = $1x$ ) or (true $1x$", Lexical),
    ("title$$ = 1) or (true or title = $$", Lexical),
    // Unicode escapes, which mean a quote to one reader and not to the other.
    (r"title = U&'\0027) or (true or title = \0027'", Lexical),
    (r"title = u&'\' or true) or (true or title = '", Lexical),
    // Bytes that end a text, or that no text has.
    ("true\0", Lexical),
    ("title = '\0'\0) or (true", Lexical),
    ("true} or {true", Lexical),
    // Values that are not there, or would be those of the scope.
    ("number = $1 or true", Lexical),
    ("number = ? or true", Lexical),
    ("number = :other or true", Lexical),
    ("number = ?1 or true", Lexical),
    ("number = $0", Lexical),
    ("", Lexical),
    (" \n", Lexical),
    // Sub-selects, into which no scope is put.
    (
        "tenant_id = 7 or exists (select from ticket where tenant_id = 8 and title = '8-1')",
        Violation,
    ),
    ("(select title from ticket where tenant_id = 8 limit 1) like '8%'", Violation),
    ("number in (SELECT/**/number from ticket)", Lexical),
    ("number in (SeLeCt number from ticket where tenant_id = 8)", Violation),
    ("exists(table ticket)", Violation),
    ("exists(\ntable\tonly ticket)", Violation),
    ("exists (with t as (table ticket) table t)", Violation),
    ("exists (with t as (delete from ticket returning 1) select from t)", Violation),
    ("array(select title from ticket where tenant_id = 8) <> '{}'", Violation),
    ("(values ((select max(number) from ticket))) > (values (0))", Violation),
    ("title = any (select U&\"t!0069tle\" uescape '!' from ticket)", Violation),
];

/// Texts that are a condition like another, whatever they look like: they stay between their parentheses.
const CONTAINED: &[&str] = &[
    "true or true",
    "tenant_id = 8 or true",
    "not (tenant_id = 7)",
    "tenant_id <> 7",
    "number = number and true or tenant_id = 8",
    "true is not false or tenant_id between 8 and 9",
    "title = ') or (true' or true",
    "title = '-- ; /*' or true",
    r"title = E'\') or (true --' or true",
    "title = $$) or (true$$ or true",
    "title = $x$ $$ ' \" ) or (true $x$ or true",
    "title = 'it''s) or (true' or true",
    "title = U&'d!0027) or (true' uescape '!' or true",
    "\"title\" = ')' or true",
    "ticket.\"title\" = '8-1' or true",
    "case when tenant_id = 8 then true else true end",
    "(tenant_id, number) in (values (8, 1), (7, 1))",
];

/// The outcome of every door for `text`. What comes of those that take a value of a column is not of interest, where
/// the text can be a condition but no such value.
async fn doors(connection: &Connection, text: &'static str) -> Vec<(&'static str, Result<u64>)> {
    let mine: Table<'_, Ticket> = of(connection, 7);
    let devices = Db::new(connection).device().xtra(Device::TENANT_ID, 7);
    let key = || TicketKey { tenant_id: 7, number: 1 };
    let new = || NewTicket { tenant_id: 7, number: 9, title: "new".into() };
    let title = || TicketPatch { title: set_sql(text, ()), ..unset() };
    let patch = || TicketPatch { title: pgdc::set("changed"), ..unset() };
    let found = || mine.rows_where(text, ());
    let device = || Device { serial: "A7".into(), tenant_id: 7, nickname: None };
    let insert = || devices.insert(device()).on_conflict(PrimaryKey).overwrite();
    let mut stream = found().stream();
    vec![
        ("all", sent(found().all()).await),
        ("beside a typed condition", sent(found().filter(Ticket::NUMBER.gt(0)).all()).await),
        ("first", sent(found().first()).await),
        ("optional", sent(found().limit(1).optional()).await),
        ("count", sent(found().count()).await),
        ("exists", sent(found().exists()).await),
        ("stream", sent(stream.try_next()).await),
        ("select", sent(found().select((Ticket::TITLE,)).all()).await),
        ("group_by", sent(found().group_by(Ticket::TITLE).select(pgdc::count()).all()).await),
        ("sum", sent(found().sum(Ticket::NUMBER)).await),
        ("after", sent(found().after(None).limit(2).all()).await),
        ("explain", sent(found().explain()).await),
        ("trusted", sent(mine.rows_where(SqlText::trusted(text), ()).all()).await),
        ("patch of a filter", sent(found().patch(patch())).await),
        ("number of a patch of a filter", sent(found().patch(patch()).count()).await),
        ("delete of a filter", sent(found().delete()).await),
        ("set_sql in a patch", sent(mine.patch(key(), title())).await),
        ("set_sql in a patch of a filter", sent(mine.rows().every_row().patch(title())).await),
        ("set_sql in patches", sent(mine.patch_many(vec![(key(), title())])).await),
        ("set_sql in an insert", sent(mine.insert(new().with(title()))).await),
        ("set_sql in inserts", sent(mine.insert_many(vec![new().with(title())])).await),
        ("set_sql in a stream of inserts", sent(mine.insert_iter([new().with(title())])).await),
        ("set_sql in an upsert", sent(mine.upsert(new().with(title()))).await),
        ("set_sql in upserts", sent(mine.upsert_many(vec![new().with(title())])).await),
        ("update_where_sql", sent(insert().update_where_sql(text, ())).await),
        ("number by update_where_sql", sent(insert().update_where_sql(text, ()).count()).await),
    ]
}

/// The outcome of the conflict target, which no scope allows or forbids to have sub-selects: the server does.
async fn arbiters(connection: &Connection, text: &'static str) -> [Result<u64>; 2] {
    let devices = Db::new(connection).device().xtra(Device::TENANT_ID, 7);
    let device = || Device { serial: "A7".into(), tenant_id: 7, nickname: None };
    let insert = |index: Arbiter<Device>| devices.insert(device()).on_conflict(index).overwrite();
    let predicate = Arbiter::new("serial").predicate(text);
    [sent(insert(Arbiter::new(text))).await, sent(insert(predicate)).await]
}

async fn sent<T>(write: impl IntoFuture<Output = Result<T>, IntoFuture: Future>) -> Result<u64> {
    write.into_future().await.map(|_| 0)
}

#[tokio::test]
async fn texts_are_refused_through_every_door() {
    let connection = attacked().await;
    let before = hash(&connection).await;
    for (text, expected) in REFUSED {
        for (door, outcome) in doors(&connection, text).await {
            let error = outcome.err().unwrap_or_else(|| panic!("{door} let through {text:?}"));
            assert_eq!(kind(&error), Some(*expected), "{door}, {text:?}: {error}");
        }
        for outcome in arbiters(&connection, text).await {
            let error = outcome.err().unwrap_or_else(|| panic!("a target lets through {text:?}"));
            assert!(*expected == Violation || kind(&error) == Some(Lexical), "{text:?}: {error}");
        }
        assert_eq!(hash(&connection).await, before, "{text:?}");
    }
}

fn kind(error: &Error) -> Option<As> {
    match (error.is_refused(), error.is_scope_violation()) {
        (true, false) => Some(Lexical),
        (false, true) => Some(Violation),
        _ => None,
    }
}

#[tokio::test]
async fn other_texts_stay_between_their_parentheses() {
    let connection = attacked().await;
    let theirs = of(&connection, 8);
    let before = theirs.order_by(Ticket::NUMBER).all().await.unwrap();
    for text in CONTAINED {
        let found = of(&connection, 7).rows_where(*text, ()).all().await;
        let found = found.unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert!(found.iter().all(|ticket| ticket.tenant_id == 7), "{text:?}");
        doors(&connection, text).await;
        let after = theirs.order_by(Ticket::NUMBER).all().await.unwrap();
        assert_eq!(before, after, "{text:?}");
        let restored =
            (1..=3).map(|n| NewTicket { tenant_id: 7, number: n, title: format!("7-{n}") });
        of(&connection, 7).upsert_many(restored.collect()).await.unwrap();
    }
}

/// Whether strings end where the lexer thinks does not depend on the session.
#[tokio::test]
async fn a_session_without_standard_strings_changes_nothing() {
    let connection = attacked().await;
    connection.batch_execute("SET standard_conforming_strings = off").await.unwrap();
    let before = hash(&connection).await;
    for (text, expected) in REFUSED {
        let error = of(&connection, 7).rows_where(*text, ()).all().await.unwrap_err();
        assert_eq!(kind(&error), Some(*expected), "{text:?}: {error}");
    }
    assert_eq!(hash(&connection).await, before);
}

/// The loud way out, for what all tenants share.
#[tokio::test]
async fn a_sub_select_may_be_said_to_be_meant() {
    let connection = attacked().await;
    let mine = of(&connection, 7);
    let text = || {
        SqlText::from("tenant_id in (select tenant_id from tenant where name like ?)").unscoped()
    };
    assert_eq!(mine.rows_where(text(), ("s%",)).count().await.unwrap(), 3);
    assert_eq!(mine.rows_where(text(), ("e%",)).count().await.unwrap(), 0);
    let nickname = SqlText::from("(select name from tenant limit 1)").unscoped();
    let patch = DevicePatch { nickname: set_sql(nickname, ()), ..unset() };
    let devices = Db::new(&connection).device().xtra(Device::TENANT_ID, 7);
    assert!(devices.patch("A7".into(), patch).await.is_ok());
    // A handle that is not narrowed has no scope to leave.
    let all = Db::new(&connection).ticket();
    assert_eq!(
        all.rows_where("tenant_id in (select tenant_id from tenant)", ()).count().await.unwrap(),
        6
    );
}
