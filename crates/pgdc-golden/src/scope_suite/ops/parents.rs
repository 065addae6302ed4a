//! Writes whose foreign keys must stay in the scope, besides those that every table has.

use pgdc::With;

use super::{done, operations};
use crate::scope_suite::hand::{Hand, Outcome, said};
use crate::scope_suite::part::{Part, PartPatch};
use crate::scope_suite::subject::Subject;

operations! {
    fn of_parts() of "part" {
        insert_unlike ["Table::within", "Inserting::count"],
        update_if_unchanged ["Table::update_if_unchanged"],
        patch_unlike ["Table::patch_many"],
    }
}

/// Rows that set different columns.
async fn insert_unlike(hand: &Hand<'_>) -> Outcome {
    let without = PartPatch { device: pgdc::default(), ..pgdc::unset() };
    let part = || Part::draw(hand, hand.tenant);
    let rows = vec![With(part(), without), With(part(), pgdc::unset())];
    let insert = hand.of::<Part>().insert_many(rows);
    if hand.once_in(3) { said(insert.count().await) } else { said(insert.await) }
}

async fn update_if_unchanged(hand: &Hand<'_>) -> Outcome {
    let part = hand.row::<Part>();
    done(hand, hand.of::<Part>().update_if_unchanged(&part, Part::VERSION)).await
}

/// Patches that set different columns.
async fn patch_unlike(hand: &Hand<'_>) -> Outcome {
    let part = Part::draw(hand, hand.tenant);
    let patch = |n| match n {
        1 => PartPatch { device: pgdc::set(part.device.clone()), ..pgdc::unset() },
        _ => PartPatch { version: pgdc::set(n), ..pgdc::unset() },
    };
    let patches = (1..=2).map(|n| ((hand.tenant, n), patch(n))).collect();
    done(hand, hand.of::<Part>().patch_many(patches)).await
}
