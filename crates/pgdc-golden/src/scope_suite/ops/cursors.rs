//! Rows by a cursor of a transaction.

use pgdc::{Cursor, Result, Table};

use super::operations;
use crate::scope_suite::hand::{Hand, Outcome, said};
use crate::scope_suite::subject::Subject;
use crate::tickets::Ticket;

operations! {
    fn of_rows<R>() {
        cursor ["Query::cursor", "Cursor::fetch", "Cursor::fetch_one", "Cursor::forward", "Cursor::try_next"],
    }
}

operations! {
    fn of_tickets() of "ticket" {
        select_cursor ["Selection::cursor"],
    }
}

async fn cursor<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let (order, prefetch) = (R::order(hand), hand.upto(4).unsigned_abs());
    let (condition, passed) = (R::condition(hand), hand.upto(3).unsigned_abs());
    let read = hand.pool.transact(async move |tx| {
        let rows = Table::<R>::new(&tx).xtra(R::TENANT, hand.tenant).filter(condition);
        let mut cursor = rows.order_by(order).after(None).cursor(prefetch).await?;
        let mut read = cursor.fetch(2).await?;
        read.extend(cursor.fetch_one().await?);
        let passed = cursor.forward(passed.into()).await?;
        rest(cursor, read).await.map(|read| (read, passed))
    });
    said(read.await)
}

async fn select_cursor(hand: &Hand<'_>) -> Outcome {
    let prefetch = hand.upto(4).unsigned_abs();
    let read = hand.pool.transact(async move |tx| {
        let tickets = Table::<Ticket>::new(&tx).xtra(Ticket::TENANT_ID, hand.tenant).rows();
        let numbers = tickets.select((Ticket::NUMBER, Ticket::TENANT_ID)).order_by(Ticket::NUMBER);
        rest(numbers.cursor(prefetch).await?, Vec::new()).await
    });
    said(read.await)
}

async fn rest<T>(mut cursor: Cursor<'_, T>, mut read: Vec<T>) -> Result<Vec<T>> {
    while let Some(row) = cursor.try_next().await? {
        read.push(row);
    }
    Ok(read)
}
