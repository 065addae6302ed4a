//! Rows by their keys, and all of them.

use super::operations;
use crate::scope_suite::hand::{Hand, Outcome, said, sorted};
use crate::scope_suite::subject::Subject;

operations! {
    fn by_key<R>() {
        get ["Table::get"],
        one ["Table::one"],
        get_many ["Table::get_many"],
        load ["Table::loader"],
        all ["Table::all"],
        count ["Table::count"],
        narrowed ["Table::xtra", "Table::xtra_guarded"],
    }
}

/// A key of whatever tenant.
fn key<R: Subject>(hand: &Hand<'_>) -> R::Key {
    R::draw(hand, hand.any_tenant()).key()
}

async fn get<R: Subject>(hand: &Hand<'_>) -> Outcome {
    said(hand.of::<R>().get(key::<R>(hand)).await)
}

async fn one<R: Subject>(hand: &Hand<'_>) -> Outcome {
    said(hand.of::<R>().one(key::<R>(hand)).await)
}

async fn get_many<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let keys: Vec<R::Key> = (0..6).map(|_| key::<R>(hand)).collect();
    said(hand.of::<R>().get_many(keys).await)
}

async fn load<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let loader = hand.of::<R>().loader();
    let gets = (0..6).map(|_| loader.get(key::<R>(hand))).collect::<Vec<_>>();
    said(futures_util::future::try_join_all(gets).await)
}

async fn all<R: Subject>(hand: &Hand<'_>) -> Outcome {
    sorted(hand.of::<R>().all().await)
}

async fn count<R: Subject>(hand: &Hand<'_>) -> Outcome {
    said(hand.of::<R>().count().await)
}

/// A handle narrowed twice, often to nothing.
async fn narrowed<R: Subject>(hand: &Hand<'_>) -> Outcome {
    sorted(hand.narrow(&hand.of::<R>(), R::TENANT, hand.any_tenant()).all().await)
}
