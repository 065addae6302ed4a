//! Statements that come again and again, whose text need not be written each time.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;
use smallvec::SmallVec;

use super::{Statement, Target};
use crate::clause::Clause;
use crate::conflict::{Action, Conflict, On};
use crate::sql::{Known, Sql};
use crate::values::{Assigned, Columns};
use crate::write::Answer;

/// How many texts each thread keeps. More shapes than these are seldom of one program, which then begins anew.
const ROOM: usize = 1024;

thread_local! {
    // Of each thread, so that no two wait for one another.
    static TEXTS: RefCell<HashMap<Shape, Arc<Known>, FxBuildHasher>> = RefCell::default();
}

/// All that decides the text of a statement about one row. Builds for tests write each text all the same, and fail
/// where it is not the one that was kept.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Shape {
    /// Where the relation lies, which is there as long as the program.
    relation: usize,
    /// The kind of statement, the number of the scope's columns, those columns, and the columns that are written.
    parts: SmallVec<[u16; 20]>,
}

/// The kinds of statements, with an answer of rows. With one of a count, they are [`COUNT`] more.
#[derive(Clone, Copy)]
enum Kind {
    Select,
    Insert,
    Upsert,
    Update,
    Delete,
}

const COUNT: u16 = 0x100;
/// Of a column that is written: it gets its default. No relation has as many columns.
const DEFAULT: u16 = 0x8000;

impl Shape {
    /// None where more than a shape can tell decides the text.
    pub(super) fn of(target: Target<'_>, statement: &Statement<'_>) -> Option<Self> {
        let (kind, answer, columns) = match statement {
            Statement::Select { filter, select } if filter.is_key() && select.is_plain() => {
                (Kind::Select, Answer::Rows, None)
            }
            Statement::Insert { rows, conflict, answer } => match (rows.as_slice(), conflict) {
                ([row], None) => (Kind::Insert, *answer, Some(row)),
                ([row], Some(conflict)) if conflict.is_upsert() => {
                    (Kind::Upsert, *answer, Some(row))
                }
                _ => return None,
            },
            Statement::Update { set, filter, answer } if filter.is_key() => {
                (Kind::Update, *answer, Some(set))
            }
            Statement::Delete { filter, answer } if filter.is_key() => {
                (Kind::Delete, *answer, None)
            }
            _ => return None,
        };
        let scope = target.scope.at(Clause::Shape);
        if !scope.parents().is_empty() {
            return None;
        }
        let mut parts = SmallVec::new();
        #[cfg(pgdc_mutants)]
        parts.push(crate::clause::mutants::left_out());
        parts.push(kind as u16 + if answer == Answer::Count { COUNT } else { 0 });
        parts.push(u16::try_from(scope.items().len()).ok()?);
        parts.extend(scope.items().iter().map(|item| item.column));
        for column in columns.map_or(&[][..], Columns::as_slice) {
            parts.push(match column {
                (column, Assigned::Value(_) | Assigned::Scope(_)) => *column,
                (column, Assigned::Default) => column | DEFAULT,
                (_, Assigned::Sql(_)) => return None,
            });
        }
        Some(Shape { relation: std::ptr::from_ref(target.relation).addr(), parts })
    }

    /// The text, where it was written before.
    pub(super) fn text(&self) -> Option<Arc<Known>> {
        TEXTS.with_borrow(|texts| texts.get(self).cloned())
    }

    /// Keeps the text that was written.
    pub(super) fn keep(self, sql: &mut Sql<'_>) {
        if sql.is_known() {
            sql.check_known();
        } else if sql.recurring {
            TEXTS.with_borrow_mut(|texts| {
                if texts.len() == ROOM {
                    texts.clear();
                }
                texts.insert(self, sql.keep());
            });
        }
    }
}

impl Conflict<'_> {
    /// Whether everything that is given overwrites what the row with the primary key holds.
    fn is_upsert(&self) -> bool {
        match (&self.on, &self.action) {
            (On::PrimaryKey, Action::Update(resolution)) => resolution.is_plain(),
            _ => false,
        }
    }
}
