//! Writes of one row, and inserts.

use pgdc::{NotNull, Table};

use super::{done, operations};
use crate::scope_suite::hand::{Hand, Outcome, said};
use crate::scope_suite::lot::{Lot, LotTotal};
use crate::scope_suite::subject::Subject;
use crate::tickets::{NewNote, NewTicket, Note, NotePatch, Ticket};

operations! {
    fn of_rows<R>() {
        insert ["Table::insert", "Inserting::count"],
        insert_many ["Table::insert_many"],
        insert_iter ["Table::insert_iter"],
        insert_stream ["Table::insert_stream"],
        update ["Table::update"],
        patch ["Table::patch"],
        delete ["Table::delete"],
    }
}

operations! {
    fn of_notes() of "note" {
        insert_nothing ["Table::insert"],
        insert_many_nothings ["Table::insert_many"],
        insert_into_nowhere ["Table::xtra"],
    }
}

operations! {
    fn of_tickets() of "ticket" {
        insert_some ["Table::insert_many"],
        update_if_priority_unchanged ["Table::update_if_unchanged"],
    }
}

operations! {
    fn of_lots() of "lot" {
        update_if_unchanged ["Table::update_if_unchanged"],
        update_if_tenant_unchanged ["Table::update_if_unchanged"],
        refresh ["Table::new", "Table::on", "Table::refresh", "Table::refresh_concurrently"],
    }
}

async fn insert<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let insert = hand.of::<R>().insert(hand.row::<R>());
    if hand.once_in(3) { said(insert.count().await) } else { said(insert.await) }
}

async fn insert_many<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let insert = hand.of::<R>().insert_many(hand.rows::<R>());
    if hand.once_in(3) { said(insert.count().await) } else { said(insert.await) }
}

async fn insert_iter<R: Subject>(hand: &Hand<'_>) -> Outcome {
    said(hand.of::<R>().insert_iter(hand.rows::<R>()).await)
}

async fn insert_stream<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let rows = futures_util::stream::iter(hand.rows::<R>());
    said(hand.of::<R>().insert_stream(rows).await)
}

async fn update<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let row = hand.row::<R>();
    done(hand, hand.of::<R>().update(&row)).await
}

async fn patch<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let key = R::draw(hand, hand.any_tenant()).key();
    let patch = if hand.once_in(10) { R::Patch::default() } else { R::patch(hand) };
    done(hand, hand.of::<R>().patch(key, patch)).await
}

async fn delete<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let key = R::draw(hand, hand.any_tenant()).key();
    done(hand, hand.of::<R>().delete(key)).await
}

/// The server makes the key, which depends on what others inserted: the row goes away again.
async fn insert_nothing(hand: &Hand<'_>) -> Outcome {
    let notes = hand.of::<Note>();
    let inserted = match hand.says_tenant() {
        true => notes.insert(NewNote {}.with(said_tenant(hand))).await,
        false => notes.insert(NewNote {}).await,
    };
    let inserted = match inserted {
        Ok(note) => note,
        Err(error) => return said::<()>(Err(error)),
    };
    let said_of = (inserted.tenant_id, inserted.body);
    said(notes.delete(inserted.note_id).count().await.map(|_| said_of))
}

/// The tenant of a new note, where it must be said.
fn said_tenant(hand: &Hand<'_>) -> NotePatch {
    let tenant_id =
        if hand.says_tenant() { pgdc::set(Some(hand.tenant)) } else { pgdc::Set::Unset };
    NotePatch { tenant_id, ..NotePatch::default() }
}

async fn insert_many_nothings(hand: &Hand<'_>) -> Outcome {
    let notes = hand.of::<Note>();
    let rest = NotePatch { body: pgdc::set(hand.text()), ..said_tenant(hand) };
    let rows = match hand.once_in(2) && !hand.says_tenant() {
        true => notes.insert_many(vec![NewNote {}, NewNote {}]).await,
        false => {
            notes.insert_many(vec![NewNote {}.with(rest), NewNote {}.with(said_tenant(hand))]).await
        }
    };
    let rows = match rows {
        Ok(rows) => rows,
        Err(error) => return said::<()>(Err(error)),
    };
    let said_of: Vec<_> = rows.iter().map(|row| (row.tenant_id, row.body.clone())).collect();
    let keys = rows.iter().map(|row| row.note_id).collect();
    said(notes.delete_many(keys).count().await.map(|_| said_of))
}

/// Rows that leave columns to their defaults, some of them others than the rest.
async fn insert_some(hand: &Hand<'_>) -> Outcome {
    let new = |_| {
        let title = hand.text().unwrap_or_default();
        let new = NewTicket { tenant_id: hand.tenant, number: hand.upto(6), title };
        let patch = Ticket::patch(hand);
        new.with(crate::tickets::TicketPatch {
            number: pgdc::Set::Unset,
            title: pgdc::Set::Unset,
            ..patch
        })
    };
    said(hand.of::<Ticket>().insert_many((0..3).map(new).collect()).await)
}

/// A handle narrowed to two tenants at once.
async fn insert_into_nowhere(hand: &Hand<'_>) -> Outcome {
    hand.violates();
    let nowhere = hand.narrow(&hand.of::<Note>(), Note::TENANT_ID, hand.other());
    said(nowhere.insert(NewNote {}).await)
}

async fn update_if_unchanged(hand: &Hand<'_>) -> Outcome {
    let lot = hand.row::<Lot>();
    done(hand, hand.of::<Lot>().update_if_unchanged(&lot, Lot::VERSION)).await
}

/// The tenant is a part of the key, and not written; but it is compared.
async fn update_if_priority_unchanged(hand: &Hand<'_>) -> Outcome {
    let ticket = hand.row::<Ticket>();
    done(hand, hand.of::<Ticket>().update_if_unchanged(&ticket, Ticket::PRIORITY)).await
}

/// The next version would be another tenant.
async fn update_if_tenant_unchanged(hand: &Hand<'_>) -> Outcome {
    hand.violates();
    let lot = Lot::draw(hand, hand.tenant);
    let tenant: pgdc::Column<Lot, i32, NotNull> = Lot::TENANT_ID;
    done(hand, hand.of::<Lot>().update_if_unchanged(&lot, tenant)).await
}

/// A refresh is of the rows of all.
async fn refresh(hand: &Hand<'_>) -> Outcome {
    hand.violates();
    if hand.once_in(2) {
        let totals = Table::<LotTotal>::on(hand.link);
        return said(hand.narrow(&totals, LotTotal::TENANT_ID, hand.tenant).refresh().await);
    }
    let totals = Table::<LotTotal>::new(&hand.link);
    let totals = hand.narrow(&totals, LotTotal::TENANT_ID, hand.tenant);
    said(totals.refresh_concurrently().await)
}
