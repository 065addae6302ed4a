//! Tables as queues.

use pgdc::{Claimed, Error, Table};

use super::operations;
use crate::scope_suite::hand::{Hand, Outcome, said};
use crate::scope_suite::lot::{Lot, LotPatch};
use crate::scope_suite::subject::Subject;

operations! {
    fn of_lots() of "lot" {
        claim ["Query::claim"],
        claim_one ["Query::claim_one"],
    }
}

async fn claim(hand: &Hand<'_>) -> Outcome {
    let (condition, rows) = (Lot::condition(hand), hand.upto(3).unsigned_abs());
    let claimed = hand.pool.transact(async move |tx| {
        let lots = hand.narrow(&Table::new(&tx), Lot::TENANT_ID, hand.tenant);
        lots.filter(condition).order_by(Lot::NUMBER).claim(rows).await
    });
    said(claimed.await)
}

/// The patch goes to the one row that was claimed, whoever else has its number.
async fn claim_one(hand: &Hand<'_>) -> Outcome {
    let patch = LotPatch { body: pgdc::set(hand.text()), ..LotPatch::default() };
    let fails = hand.once_in(2);
    let lots = hand.narrow(&Table::<Lot>::new(hand.pool), Lot::TENANT_ID, hand.tenant);
    let claimed = lots.filter(Lot::condition(hand)).order_by(Lot::NUMBER).claim_one(
        async |_, _| if fails { Err(Reason) } else { Ok(patch.clone()) },
        |_, _| patch.clone(),
    );
    said(claimed.await.map(|claimed| {
        claimed.map(|claimed| match claimed {
            Claimed::Completed(lot) => lot,
            Claimed::Failed(lot, Reason) => lot,
        })
    }))
}

/// Why a job failed.
struct Reason;

impl From<Error> for Reason {
    fn from(_: Error) -> Self {
        Reason
    }
}
