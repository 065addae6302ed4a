//! Rows by COPY.

use super::operations;
use super::queries::collect;
use crate::scope_suite::hand::{Hand, Outcome, said};
use crate::scope_suite::subject::Subject;

operations! {
    fn of_rows<R>() {
        copy_in ["Table::copy_in"],
        copy_in_stream ["Table::copy_in_stream"],
        copy_out ["Table::copy_out"],
    }
}

async fn copy_in<R: Subject>(hand: &Hand<'_>) -> Outcome {
    said(hand.of::<R>().copy_in(hand.rows::<R>()).await)
}

async fn copy_in_stream<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let rows = futures_util::stream::iter(hand.rows::<R>());
    said(hand.of::<R>().copy_in_stream(rows).await)
}

/// A COPY has no place for the scope.
async fn copy_out<R: Subject>(hand: &Hand<'_>) -> Outcome {
    hand.violates();
    said(collect(hand.of::<R>().copy_out()).await.map(|_| "rows"))
}
