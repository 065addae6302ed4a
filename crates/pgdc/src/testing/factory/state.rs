//! What a factory knows of a table's rows, and what it has learnt from refusals.

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::error::{DbError, SqlState};

use crate::testing::facts::Table;

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
    /// Whether what is referenced is better made anew.
    pub(super) fresh: bool,
}

impl State {
    /// Takes a refusal into account. Whether another row may have more luck.
    pub(super) fn learn(&mut self, table: &Table, refusal: &DbError, attempt: u32) -> bool {
        let code = refusal.code();
        let constraint = refusal.constraint().unwrap_or_default();
        match code.code() {
            "23505" | "23P01" => {
                // Past the rows that are there already, however many.
                self.next += (1_u64 << attempt.min(20)) - 1;
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
            "23502" => refusal
                .column()
                .and_then(|column| table.place(column))
                .is_some_and(|column| self.forced.insert(column)),
            "23503" => {
                self.fresh = true;
                attempt < 4
            }
            _ => {
                code.code().starts_with("22")
                    || (attempt < 2 && *code != SqlState::UNDEFINED_FUNCTION)
            }
        }
    }
}
