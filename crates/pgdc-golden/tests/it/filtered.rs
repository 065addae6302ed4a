//! Writes of all rows that a query finds.

use pgdc::{set, set_sql, unset};
use pgdc_golden::tickets::{Db, Ticket, TicketKey, TicketPatch};

use crate::scope::{of, two_tenants};

fn titled(title: &str) -> TicketPatch {
    TicketPatch { title: set(title), ..unset() }
}

#[tokio::test]
async fn rows_of_a_query_are_patched_and_deleted() {
    let connection = two_tenants().await;
    let tickets = Db::new(&connection).ticket();
    let patched = tickets.filter(Ticket::NUMBER.lt(3)).patch(titled("low")).await.unwrap();
    assert_eq!(patched.len(), 4);
    assert!(patched.iter().all(|ticket| ticket.title == "low" && ticket.number < 3));
    let count = tickets.rows_where("number = ?", (3,)).patch(titled("high")).count();
    assert_eq!(count.await.unwrap(), 2);
    // A patch of nothing reads, or counts.
    assert_eq!(tickets.filter(Ticket::NUMBER.eq(1)).patch(unset()).await.unwrap().len(), 2);
    assert_eq!(tickets.filter(Ticket::NUMBER.eq(1)).patch(unset()).count().await.unwrap(), 2);
    let deleted = tickets.filter(Ticket::TITLE.eq("high")).delete().await.unwrap();
    assert_eq!(deleted.len(), 2);
    assert_eq!(tickets.rows().every_row().delete().count().await.unwrap(), 4);
    assert!(tickets.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_write_without_a_condition_must_say_so() {
    let connection = two_tenants().await;
    let tickets = Db::new(&connection).ticket();
    for handle in [tickets.clone(), tickets.xtra(Ticket::TENANT_ID, 7)] {
        let error = handle.rows().patch(titled("oops")).await.unwrap_err();
        assert!(error.is_refused());
        assert_eq!(
            error.to_string(),
            "ticket: a write without any condition; add one, or say `.every_row()` if every row is meant"
        );
        assert!(handle.rows().delete().count().await.unwrap_err().is_refused());
    }
    let one = || tickets.filter(Ticket::NUMBER.eq(1));
    let error = one().limit(1).delete().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "ticket: a write of filtered rows cannot have a limit; nothing was written"
    );
    assert!(one().offset(1).delete().await.unwrap_err().is_refused());
    assert!(one().order_by(Ticket::TITLE).patch(titled("x")).await.unwrap_err().is_refused());
    assert!(tickets.rows_where("true) or (true", ()).delete().await.unwrap_err().is_refused());
    assert_eq!(tickets.filter(Ticket::TITLE.like("_-_")).count().await.unwrap(), 6);
}

#[tokio::test]
async fn another_tenant_is_never_touched() {
    let connection = two_tenants().await;
    let (mine, theirs) = (of(&connection, 7), of(&connection, 8));
    let before = theirs.order_by(Ticket::NUMBER).all().await.unwrap();
    let all = || Ticket::NUMBER.gt(0).or(Ticket::NUMBER.le(0));
    assert_eq!(mine.filter(all()).patch(titled("mine")).await.unwrap().len(), 3);
    assert_eq!(
        mine.filter(Ticket::TENANT_ID.eq(8)).patch(titled("stolen")).count().await.unwrap(),
        0
    );
    assert_eq!(mine.rows_where("true or true", ()).patch(titled("mine")).count().await.unwrap(), 3);
    // No row is moved in or out.
    let moved = TicketPatch { tenant_id: set(8), number: set(9), ..unset() };
    assert!(mine.filter(all()).patch(moved).await.unwrap_err().is_scope_violation());
    let moved = TicketPatch { tenant_id: set_sql("8", ()), ..unset() };
    assert!(mine.filter(all()).patch(moved).await.unwrap_err().is_scope_violation());
    assert_eq!(mine.rows().every_row().delete().await.unwrap().len(), 3);
    assert_eq!(theirs.order_by(Ticket::NUMBER).all().await.unwrap(), before);
    assert!(theirs.get(TicketKey { tenant_id: 8, number: 1 }).await.unwrap().is_some());
}
