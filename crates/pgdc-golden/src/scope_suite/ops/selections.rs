//! Columns, groups and aggregates.

use pgdc::{Query, count};

use super::operations;
use super::queries::collect;
use crate::scope_suite::hand::{Hand, Outcome, said};
use crate::scope_suite::subject::Subject;
use crate::tickets::{Note, Ticket};

operations! {
    fn of_tickets() of "ticket" {
        select ["Query::select", "Selection::order_by", "Selection::all", "Selection::map"],
        select_distinct ["Selection::distinct", "Selection::limit", "Selection::offset"],
        select_first ["Selection::first"],
        select_one ["Selection::one"],
        select_optional ["Selection::optional"],
        select_stream ["Selection::stream", "Selection::chunks"],
        select_explain ["Selection::sql", "Selection::explain"],
        group_by ["Query::group_by", "GroupBy::select", "Groups::having"],
        aggregate ["Query::aggregate"],
        sums ["Query::sum", "Query::avg"],
        extremes ["Query::min", "Query::max"],
        counts ["Query::count_of", "Query::count_distinct"],
        notes ["Query::group_by"],
    }
}

fn some<'a>(hand: &Hand<'a>) -> Query<'a, Ticket> {
    match hand.upto(3) {
        1 => hand.of::<Ticket>().rows_where(Ticket::RAW, (hand.upto(6),)),
        2 => hand.of::<Ticket>().filter(Ticket::condition(hand)),
        _ => hand.of::<Ticket>().rows(),
    }
}

async fn select(hand: &Hand<'_>) -> Outcome {
    let pairs = some(hand).select((Ticket::NUMBER, Ticket::TITLE)).order_by(Ticket::NUMBER);
    said(pairs.map(|(number, title)| format!("{number} {title}")).all().await)
}

async fn select_distinct(hand: &Hand<'_>) -> Outcome {
    let titles = some(hand).select(Ticket::TITLE).distinct().order_by(Ticket::TITLE);
    said(titles.limit(3).offset(1).all().await)
}

async fn select_first(hand: &Hand<'_>) -> Outcome {
    said(some(hand).select(Ticket::NUMBER).order_by(Ticket::NUMBER.desc()).first().await)
}

async fn select_one(hand: &Hand<'_>) -> Outcome {
    let some = some(hand).filter(Ticket::NUMBER.eq(hand.upto(6)));
    said(some.select((Ticket::TENANT_ID, Ticket::TITLE)).one().await)
}

async fn select_optional(hand: &Hand<'_>) -> Outcome {
    let some = some(hand).filter(Ticket::NUMBER.eq(hand.upto(6)));
    said(some.select((Ticket::TENANT_ID, Ticket::TITLE)).optional().await)
}

async fn select_stream(hand: &Hand<'_>) -> Outcome {
    let numbers = some(hand).select((Ticket::NUMBER, Ticket::DUE)).order_by(Ticket::NUMBER);
    match hand.once_in(2) {
        true => said(collect(numbers.stream()).await),
        false => said(collect(numbers.chunks(2)).await),
    }
}

/// The plan itself comes of statistics of the whole table.
async fn select_explain(hand: &Hand<'_>) -> Outcome {
    let titles = some(hand).select(Ticket::TITLE);
    let text = titles.sql();
    said(titles.explain().await.and(text))
}

async fn group_by(hand: &Hand<'_>) -> Outcome {
    let groups = some(hand)
        .group_by((Ticket::TENANT_ID, Ticket::PRIORITY))
        .select((count(), Ticket::NUMBER.sum(), Ticket::TITLE.min()))
        .having(count().gt(1));
    said(groups.order_by(count().desc()).order_by(Ticket::PRIORITY).all().await)
}

async fn aggregate(hand: &Hand<'_>) -> Outcome {
    said(some(hand).aggregate((count(), Ticket::NUMBER.max(), Ticket::DUE.count())).await)
}

async fn sums(hand: &Hand<'_>) -> Outcome {
    match hand.once_in(2) {
        true => said(some(hand).sum(Ticket::TENANT_ID).await),
        false => said(some(hand).avg(Ticket::NUMBER).await),
    }
}

async fn extremes(hand: &Hand<'_>) -> Outcome {
    match hand.once_in(2) {
        true => said(some(hand).min(Ticket::TENANT_ID).await),
        false => said(some(hand).max(Ticket::TENANT_ID).await),
    }
}

async fn counts(hand: &Hand<'_>) -> Outcome {
    match hand.once_in(2) {
        true => said(some(hand).count_of(Ticket::DUE).await),
        false => said(some(hand).count_distinct(Ticket::TENANT_ID).await),
    }
}

async fn notes(hand: &Hand<'_>) -> Outcome {
    let groups = hand.of::<Note>().rows().group_by((Note::TENANT_ID, Note::BODY)).select(count());
    said(groups.order_by(Note::BODY).all().await)
}
