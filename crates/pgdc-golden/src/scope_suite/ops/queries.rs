//! Queries of whole rows.

use pgdc::{Query, Result, RowStream};

use super::{done_to_all, operations};
use crate::scope_suite::hand::{Hand, Outcome, said, sorted};
use crate::scope_suite::subject::Subject;

operations! {
    fn of_rows<R>() {
        rows ["Table::rows", "Query::all"],
        filter ["Table::filter", "Query::filter"],
        rows_where ["Table::rows_where", "Query::rows_where"],
        order_by ["Table::order_by", "Query::order_by"],
        limit ["Table::limit", "Query::limit"],
        offset ["Table::offset", "Query::offset"],
        after ["Query::after"],
        before ["Query::before"],
        last ["Query::before"],
        distinct ["Query::distinct"],
        first ["Query::first"],
        only ["Query::one"],
        optional ["Query::optional"],
        count_some ["Query::count"],
        exists ["Query::exists"],
        with_keys ["Query::with_keys"],
        stream ["Query::stream", "RowStream::try_next"],
        chunks ["Query::chunks", "RowStream::chunks"],
        locked ["Query::for_update", "Query::for_no_key_update", "Query::for_share",
            "Query::for_key_share"],
        locked_at_once ["Query::nowait", "Query::skip_locked"],
        explain ["Query::explain", "Query::sql"],
        explain_analyze ["Query::explain_analyze"],
        patch_some ["Query::patch", "Write::count"],
        delete_some ["Query::delete", "Query::every_row"],
    }
}

/// Some of the rows.
fn some<'a, R: Subject>(hand: &Hand<'a>) -> Query<'a, R> {
    match hand.upto(4) {
        1 => hand.of::<R>().rows(),
        2 => hand.of::<R>().rows_where(R::RAW, (hand.upto(8),)),
        _ => hand.of::<R>().filter(R::condition(hand)),
    }
}

/// Some of the rows in an order in which no two are equal.
fn ordered<'a, R: Subject>(hand: &Hand<'a>) -> Query<'a, R> {
    some(hand).order_by(R::order(hand)).after(None)
}

async fn rows<R: Subject>(hand: &Hand<'_>) -> Outcome {
    said(ordered::<R>(hand).all().await)
}

async fn filter<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let either = R::condition(hand).or(!R::condition(hand));
    sorted(hand.of::<R>().filter(either).filter(R::condition(hand)).all().await)
}

async fn rows_where<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let query = hand.of::<R>().rows_where("true or tenant_id = ?", (hand.other(),));
    sorted(query.rows_where(R::RAW, (hand.upto(8),)).all().await)
}

async fn order_by<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let query = hand.of::<R>().order_by(R::order(hand)).order_by(R::order(hand));
    said(query.after(None).all().await)
}

async fn limit<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let query = hand.of::<R>().limit(hand.upto(4).unsigned_abs());
    said(query.order_by(R::order(hand)).after(None).all().await)
}

async fn offset<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let query = hand.of::<R>().offset(hand.upto(4).unsigned_abs().into());
    said(query.order_by(R::order(hand)).after(None).limit(3).all().await)
}

async fn after<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let row = R::draw(hand, hand.any_tenant());
    said(some::<R>(hand).order_by(R::order(hand)).after(&row).limit(3).all().await)
}

async fn before<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let row = R::draw(hand, hand.any_tenant());
    said(some::<R>(hand).order_by(R::order(hand)).before(&row).limit(3).all().await)
}

async fn last<R: Subject>(hand: &Hand<'_>) -> Outcome {
    said(some::<R>(hand).order_by(R::order(hand)).before(None).limit(2).all().await)
}

async fn distinct<R: Subject>(hand: &Hand<'_>) -> Outcome {
    said(ordered::<R>(hand).distinct().all().await)
}

async fn first<R: Subject>(hand: &Hand<'_>) -> Outcome {
    said(ordered::<R>(hand).first().await)
}

async fn only<R: Subject>(hand: &Hand<'_>) -> Outcome {
    said(some::<R>(hand).filter(R::condition(hand)).one().await)
}

async fn optional<R: Subject>(hand: &Hand<'_>) -> Outcome {
    said(some::<R>(hand).filter(R::condition(hand)).optional().await)
}

async fn count_some<R: Subject>(hand: &Hand<'_>) -> Outcome {
    said(some::<R>(hand).count().await)
}

async fn exists<R: Subject>(hand: &Hand<'_>) -> Outcome {
    said(some::<R>(hand).filter(R::condition(hand)).exists().await)
}

async fn with_keys<R: Subject>(hand: &Hand<'_>) -> Outcome {
    said(ordered::<R>(hand).with_keys().await)
}

async fn stream<R: Subject>(hand: &Hand<'_>) -> Outcome {
    said(collect(ordered::<R>(hand).stream()).await)
}

async fn chunks<R: Subject>(hand: &Hand<'_>) -> Outcome {
    if hand.once_in(2) {
        return said(collect(ordered::<R>(hand).stream().chunks(2)).await);
    }
    said(collect(ordered::<R>(hand).chunks(3)).await)
}

/// All that a stream gives.
pub(super) async fn collect<T>(mut stream: RowStream<'_, T>) -> Result<Vec<T>> {
    let mut all = Vec::new();
    while let Some(item) = stream.try_next().await? {
        all.push(item);
    }
    Ok(all)
}

async fn locked<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let query = ordered::<R>(hand);
    let locked = match hand.upto(4) {
        1 => query.for_update(),
        2 => query.for_no_key_update(),
        3 => query.for_share(),
        _ => query.for_key_share(),
    };
    said(locked.all().await)
}

async fn locked_at_once<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let query = ordered::<R>(hand);
    let locked = if hand.once_in(2) { query.nowait() } else { query.skip_locked() };
    said(locked.all().await)
}

/// The plan itself comes of statistics of the whole table.
async fn explain<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let query = ordered::<R>(hand);
    let text = query.sql();
    said(query.explain().await.and(text))
}

async fn explain_analyze<R: Subject>(hand: &Hand<'_>) -> Outcome {
    hand.violates();
    said(some::<R>(hand).explain_analyze().await.map(|_| "a plan"))
}

async fn patch_some<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let query = hand.of::<R>().filter(R::condition(hand));
    done_to_all(hand, query.patch(R::patch(hand))).await
}

async fn delete_some<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let query = match hand.upto(8) {
        1 => hand.of::<R>().rows().every_row(),
        _ => hand.of::<R>().filter(R::condition(hand)).filter(R::condition(hand)),
    };
    done_to_all(hand, query.delete()).await
}
