//! Which columns of a row get a value, and within which limits.

use super::Given;
use super::state::State;
use crate::testing::check::{Atom, Expr, Limits, Order, alternatives};
use crate::testing::facts::{Column, Facts, Fill, Table};
use crate::testing::rng::Rng;

/// For each column of a table, by its place.
#[derive(Clone)]
pub(super) struct Choice {
    /// Whether it gets a value.
    pub(super) filled: Vec<bool>,
    pub(super) limits: Vec<Limits>,
    /// Whether it is part of what must be unique.
    pub(super) unique: Vec<bool>,
    /// Columns that are compared with each other.
    pub(super) pairs: Vec<(usize, Order, usize)>,
}

/// A way in which no row can be.
const IMPOSSIBLE: usize = 1_000;
/// How many combinations of ways are looked at.
const STEPS: u32 = 500;

impl Choice {
    pub(super) fn of(
        facts: &Facts,
        table: &Table,
        state: &State,
        given: &Given,
        optional: bool,
        rng: &mut Rng,
    ) -> Choice {
        let is_key = |place| table.keys.iter().any(|key| key.columns.contains(&place));
        let is_unique =
            |place: &usize| table.uniques.iter().any(|unique| unique.columns.contains(place));
        let unique: Vec<bool> = (0..table.columns.len()).map(|place| is_unique(&place)).collect();
        let filled = table.columns.iter().enumerate().map(|(place, column)| match &column.fill {
            Fill::Generated(_) => false,
            _ if state.forced.contains(&place) => true,
            Fill::Null => column.not_null || (optional && !is_key(place)),
            Fill::Identity(_) => false,
            Fill::Default(text) => {
                let is_constant = !text.contains('(');
                is_fleeting(facts, column, text)
                    || (column.not_null && unique[place] && is_constant)
            }
        });
        let filled: Vec<bool> = filled.collect();
        let limits = vec![Limits::default(); filled.len()];
        let mut choice = Choice { filled, limits, unique, pairs: Vec::new() };
        let mut open = Vec::new();
        for (number, check) in table.checks.iter().enumerate() {
            let mut ways = alternatives(&check.expr, true);
            ways.sort_by_cached_key(|way| choice.cost(table, given, way));
            // The way that was refused comes last.
            let turn = state.turns.get(&number).copied().unwrap_or(0);
            if turn > 0 && (turn >= ways.len() || ways[turn].is_empty()) {
                choice.guess(table, &check.expr, rng);
            } else {
                ways.rotate_left(turn);
                open.push(ways);
            }
        }
        // Those that leave no choice first.
        open.sort_by_key(Vec::len);
        choice.clone().all_hold(table, &open, &mut STEPS.clone()).unwrap_or_else(|| {
            let first = open.iter().filter_map(|ways| ways.first()).flatten();
            first.for_each(|atom| choice.ask(table, atom));
            choice
        })
    }

    /// With a way for each of the checks such that all can hold at once; none where none was found.
    fn all_hold(self, table: &Table, open: &[Vec<Vec<Atom>>], steps: &mut u32) -> Option<Choice> {
        let Some((ways, others)) = open.split_first() else { return Some(self) };
        ways.iter().find_map(|way| {
            *steps = steps.checked_sub(1)?;
            let mut next = self.clone();
            way.iter().for_each(|atom| next.ask(table, atom));
            let places = way.iter().filter_map(|atom| table.place(atom.column()));
            let is_possible = places.into_iter().all(|place| !next.limits[place].is_impossible());
            is_possible.then(|| next.all_hold(table, others, steps)).flatten()
        })
    }

    /// How much a way of a check asks for beyond what the row has anyway.
    fn cost(&self, table: &Table, given: &Given, way: &[Atom]) -> usize {
        let one = |atom: &Atom| {
            let Some(place) = table.place(atom.column()) else { return 0 };
            let column = &table.columns[place];
            match (atom, given.get(&place)) {
                (Atom::Null(_), Some(given)) if given.is_some() => IMPOSSIBLE,
                (Atom::Null(_), None) if column.not_null => IMPOSSIBLE,
                (Atom::Null(_), None) => {
                    usize::from(self.filled[place] || column.fill != Fill::Null)
                }
                (Atom::NotNull(_), Some(None)) => IMPOSSIBLE,
                (Atom::NotNull(_), None) => {
                    usize::from(!self.filled[place] && column.fill == Fill::Null)
                }
                _ => 0,
            }
        };
        way.iter().map(one).sum()
    }

    fn ask(&mut self, table: &Table, atom: &Atom) {
        let Some(place) = table.place(atom.column()) else { return };
        if let Atom::Columns(_, order, other) = atom {
            self.pairs.extend(table.place(other).map(|other| (place, *order, other)));
        }
        self.limits[place].ask(atom);
        let (limits, column) = (&self.limits[place], &table.columns[place]);
        if limits.not_null && !limits.null && column.fill == Fill::Null {
            self.filled[place] = true;
        }
        if limits.null && !column.not_null {
            self.filled[place] = false;
        }
    }

    /// For a check that is not understood, or cannot hold as it was: NULL here and there, or a literal out of it.
    fn guess(&mut self, table: &Table, check: &Expr, rng: &mut Rng) {
        let constants = check.constants();
        for place in check.columns().iter().filter_map(|name| table.place(name)) {
            let column = &table.columns[place];
            if matches!(column.fill, Fill::Generated(_) | Fill::Identity(_)) {
                continue;
            }
            if !column.not_null && rng.below(2) == 0 {
                self.limits[place].null = true;
                self.filled[place] = false;
                continue;
            }
            self.filled[place] = true;
            if !constants.is_empty() && rng.below(3) == 0 {
                let at = rng.below(constants.len() as u64) as usize;
                self.limits[place].one_of = Some(vec![constants[at].clone()]);
            }
        }
    }
}

/// Whether the default is another one each time: a time, or a UUID.
fn is_fleeting(facts: &Facts, column: &Column, default: &str) -> bool {
    let types = ["uuid", "date", "timestamp", "timestamptz", "time", "timetz"];
    let base = facts.base(column.ty, column.modifier);
    let is_call =
        default.contains('(') || default.starts_with("CURRENT_") || default.starts_with("LOCAL");
    is_call && base.is_some_and(|(ty, _)| types.contains(&&*ty.name))
}
