//! What a factory knows of a table's rows, and what it has learnt from refusals.

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::error::{DbError, SqlState};

use crate::testing::check::Expr;
use crate::testing::facts::{Fill, Oid, Table};

use super::Given;

/// A row as the texts of its columns, in their order.
pub(super) type TextRow = Vec<Option<String>>;

/// Of one table.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Whether `rows` holds what the table held.
    pub(super) is_loaded: bool,
    /// The number of the next row.
    pub(super) next: u64,
    /// Rows that others can reference.
    pub(super) rows: Vec<TextRow>,
    /// How often each check has refused a row.
    pub(super) turns: BTreeMap<usize, usize>,
    /// Columns that need a value though nothing says so.
    pub(super) forced: BTreeSet<usize>,
    /// Rows that were missed by references, and tried to be made.
    pub(super) missed: BTreeSet<(Oid, Given)>,
    /// Tables whose rows a trigger writes for those of this table, so that they are not to be there before.
    pub(super) written: BTreeSet<Oid>,
    /// Whether what is referenced is better made anew.
    pub(super) fresh: bool,
}

impl State {
    /// Takes a refusal into account. Whether another row, with the same values `given`, may have more luck.
    pub(super) fn learn(
        &mut self,
        table: &Table,
        given: &Given,
        refusal: &DbError,
        attempt: u32,
    ) -> bool {
        let code = refusal.code();
        let constraint = refusal.constraint().unwrap_or_default();
        let is_given =
            |columns: Vec<usize>| columns.iter().all(|column| given.contains_key(column));
        if table.subjects(constraint).is_some_and(is_given) {
            return false;
        }
        match code.code() {
            "23505" | "23P01" => {
                // Past the rows that are there already, however many.
                self.next += (1_u64 << attempt.min(12)) - 1;
                self.fresh |= attempt >= 2;
                let hit = table.uniques.iter().find(|unique| unique.name == constraint);
                self.forced.extend(hit.into_iter().flat_map(|unique| &unique.columns));
                true
            }
            "23514" => {
                let check =
                    table.checks.iter().position(|check| check.name.as_deref() == Some(constraint));
                if let Some(check) = check {
                    *self.turns.entry(check).or_default() += 1;
                }
                true
            }
            "23502" => {
                let Some(column) = refusal.column().and_then(|name| table.place(name)) else {
                    return false;
                };
                // What is computed is NULL where what it is computed from is.
                let columns = match &table.columns[column].fill {
                    Fill::Generated(text) => Expr::parse(text).columns(),
                    _ => vec![table.columns[column].name.clone()],
                };
                let places = columns.iter().filter_map(|name| table.place(name));
                let before = self.forced.len();
                self.forced.extend(places);
                self.forced.len() > before
            }
            "23503" => {
                self.fresh = true;
                attempt < 12
            }
            _ => {
                code.code().starts_with("22")
                    || (attempt < 2 && *code != SqlState::UNDEFINED_FUNCTION)
            }
        }
    }
}
