//! Writes of many rows by their keys.

use super::{done, operations};
use crate::scope_suite::hand::{Hand, Outcome};
use crate::scope_suite::subject::Subject;

operations! {
    fn by_keys<R>() {
        update_many ["Table::update_many"],
        patch_many ["Table::patch_many"],
        delete_many ["Table::delete_many"],
    }
}

async fn update_many<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let rows = hand.rows::<R>();
    done(hand, hand.of::<R>().update_many(&rows)).await
}

async fn patch_many<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let patches = (0..hand.upto(3)).map(|_| (key::<R>(hand), R::patch(hand))).collect();
    done(hand, hand.of::<R>().patch_many(patches)).await
}

async fn delete_many<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let keys = (0..hand.upto(3)).map(|_| key::<R>(hand)).collect();
    done(hand, hand.of::<R>().delete_many(keys)).await
}

/// A key that seldom is another tenant's, since one that is missing undoes all.
fn key<R: Subject>(hand: &Hand<'_>) -> R::Key {
    let tenant = if hand.once_in(5) { hand.other() } else { hand.tenant };
    R::draw(hand, tenant).key()
}
