//! The values of a draft's columns.

use super::build::Draft;
use super::choice::Choice;
use crate::error::Result;
use crate::testing::check::{Limits, Order, ordinal};
use crate::testing::facts::{Facts, Table};
use crate::testing::fault::TestingFault;
use crate::testing::rng::Rng;
use crate::testing::value::Maker;

/// Gives a column a value, unless it has one.
pub(super) fn value(
    facts: &Facts,
    table: &Table,
    draft: &mut Draft,
    place: usize,
    choice: &Choice,
    limits: &Limits,
    rng: &Rng,
) -> Result<()> {
    if draft.values.contains_key(&place) {
        return Ok(());
    }
    let unique = choice.unique[place];
    give(facts, table, draft, place, unique, limits, rng.branch(place as u64))
}

/// Gives a column a value that no other row has.
pub(super) fn plain(
    facts: &Facts,
    table: &Table,
    draft: &mut Draft,
    place: usize,
    seed: u64,
) -> Result<()> {
    let rng = Rng::new(seed, &table.name.to_string(), draft.n, draft.attempt);
    give(facts, table, draft, place, true, &Limits::default(), rng)
}

fn give(
    facts: &Facts,
    table: &Table,
    draft: &mut Draft,
    place: usize,
    unique: bool,
    limits: &Limits,
    rng: Rng,
) -> Result<()> {
    let column = &table.columns[place];
    let (n, attempt) = (draft.n, draft.attempt);
    let mut maker = Maker { facts, name: &column.name, n, unique, attempt, rng, depth: 0 };
    let Some(value) = maker.value(column.ty, column.modifier, limits) else {
        let (table, column, sql_type) =
            (table.name.clone(), column.name.clone(), column.sql_type.clone());
        return Err(TestingFault::NoValue { table, column, sql_type }.into());
    };
    draft.values.insert(place, Some(value));
    Ok(())
}

/// Makes one of two columns anew where they are the wrong way round.
pub(super) fn in_order(
    facts: &Facts,
    table: &Table,
    draft: &mut Draft,
    (place, order, other): (usize, Order, usize),
    choice: &Choice,
    rng: &Rng,
) -> Result<()> {
    let number = |place| draft.values.get(&place)?.as_deref().and_then(ordinal);
    let (Some(left), Some(right)) = (number(place), number(other)) else { return Ok(()) };
    let (least, to_change, beyond) = match order {
        Order::Less if left >= right => (left, other, true),
        Order::LessOrEqual if left > right => (left, other, false),
        Order::Greater if left <= right => (right, place, true),
        Order::GreaterOrEqual if left < right => (right, place, false),
        Order::Differs if left == right => (right, place, true),
        _ => return Ok(()),
    };
    let mut limits = choice.limits[to_change].clone();
    limits.least(least, beyond);
    draft.values.remove(&to_change);
    value(facts, table, draft, to_change, choice, &limits, rng)
}
