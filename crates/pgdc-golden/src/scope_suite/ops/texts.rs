//! SQL text with sub-selects, which would read the rows of all.

use pgdc::{PrimaryKey, set_sql, unset};

use super::{done, operations};
use crate::scope_suite::hand::{Hand, Outcome, said};
use crate::scope_suite::subject::Subject;
use crate::tickets::{Device, NewNote, Note, NotePatch};

operations! {
    fn of_rows<R>() {
        select_in_filter ["Query::rows_where", "Query::patch", "Query::delete"],
    }
}

operations! {
    fn of_notes() of "note" {
        select_in_value ["Table::patch", "Table::insert_many"],
    }
}

operations! {
    fn of_devices() of "device" {
        select_in_conflict ["Resolve::update_where_sql"],
    }
}

async fn select_in_filter<R: Subject>(hand: &Hand<'_>) -> Outcome {
    hand.violates();
    let text = "exists (select from tenant where tenant_id = ?)";
    let query = hand.of::<R>().rows_where(text, (hand.other(),));
    match hand.upto(6) {
        1 => said(query.count().await),
        2 => said(query.exists().await),
        3 => said(query.explain().await),
        4 => said(query.patch(R::Patch::default()).count().await),
        5 => said(query.delete().count().await),
        _ => said(query.all().await),
    }
}

async fn select_in_value(hand: &Hand<'_>) -> Outcome {
    hand.violates();
    let body = set_sql("(select string_agg(name, ' ') from tenant)", ());
    let patch = NotePatch { body, ..unset() };
    let note = Note::draw(hand, hand.tenant);
    match hand.once_in(2) {
        true => done(hand, hand.of::<Note>().patch(note.note_id, patch)).await,
        false => said(hand.of::<Note>().insert_many(vec![NewNote {}.with(patch)]).await),
    }
}

async fn select_in_conflict(hand: &Hand<'_>) -> Outcome {
    hand.violates();
    let device = Device::draw(hand, hand.tenant);
    let insert = hand.of::<Device>().insert(&device).on_conflict(PrimaryKey);
    let text = "exists (select from tenant where tenant_id = ?)";
    said(insert.overwrite().update_where_sql(text, (hand.other(),)).await)
}
