//! The check that what a written row references is in the scope.
//!
//! It stands in the `RETURNING` of the statement, where a row is what defaults, expressions and triggers made of it,
//! and raises an error on the server, so that all the statement did is undone. It sees other rows as they were
//! before the statement.

use std::fmt::{Display, Write as _};

use super::Target;
use crate::clause::Clause;
use crate::error::Result;
use crate::ident::Ident;
use crate::parent::Parent;
use crate::raise::PARENT;
use crate::scope::Item;
use crate::sql::Sql;
use crate::write::Answer;

/// The foreign keys that a statement checks, each with the value its parents must hold.
#[derive(Default)]
pub(super) struct Parents<'v>(Vec<(Parent, &'v Item)>);

impl<'v> Parents<'v> {
    /// Those of which the statement writes a column.
    ///
    /// # Errors
    /// The handle is not narrowed by the column that the parents must agree with.
    pub(super) fn of(
        target: Target<'v>,
        clause: Clause,
        writes: impl Fn(u16) -> bool,
    ) -> Result<Self> {
        let scope = target.scope.at(clause);
        let parents = scope.parents().iter();
        let written = parents.filter(|parent| parent.columns.iter().any(|(own, _)| writes(*own)));
        let checked = written.map(|parent| Ok((*parent, parent.item(scope, target.relation)?)));
        checked.collect::<Result<_>>().map(Parents)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Writes `statement`, and what it answers with: what `returning` writes, or how many rows it wrote. `row`
    /// stands before the columns of the written row.
    pub(super) fn around(
        &self,
        sql: &mut Sql<'v>,
        target: Target<'v>,
        answer: Answer,
        row: &dyn Display,
        statement: impl FnOnce(&mut Sql<'v>),
        returning: impl FnOnce(&mut Sql<'v>),
    ) {
        match answer {
            Answer::Rows => {
                statement(sql);
                returning(sql);
                self.write_next(sql, target, row);
            }
            Answer::Count if self.is_empty() => statement(sql),
            Answer::Count => {
                sql.push("WITH w (c) AS (");
                statement(sql);
                sql.push(" RETURNING ");
                self.write(sql, target, row);
                sql.push(") SELECT count(c) FROM w");
            }
        }
    }

    /// Writes the check as one more column, which nobody reads, if there is anything to check.
    pub(super) fn write_next(&self, sql: &mut Sql<'v>, target: Target<'v>, row: &dyn Display) {
        if !self.is_empty() {
            sql.push(", ");
            self.write(sql, target, row);
        }
    }

    /// Writes an expression that is true for a row whose parents are in the scope, and an error for any other.
    pub(super) fn write(&self, sql: &mut Sql<'v>, target: Target<'v>, row: &dyn Display) {
        sql.list(" AND ", &self.0, |sql, (parent, item)| {
            sql.push("CASE WHEN ");
            for (own, _) in parent.columns {
                if !target.relation.column(*own).facts().not_null {
                    let _ = write!(sql, "{row}{} IS NULL OR ", target.name(*own));
                }
            }
            let _ = write!(sql, "EXISTS (SELECT FROM {} AS p WHERE ", parent.relation);
            for (own, theirs) in parent.columns {
                let theirs = Ident(parent.relation.column(*theirs).name());
                let _ = write!(sql, "p.{theirs} = {row}{} AND ", target.name(*own));
            }
            let column = parent.relation.column(parent.theirs);
            let _ = write!(sql, "p.{} = ", Ident(column.name()));
            sql.bind_column(column, item.bound());
            // A column stands there, none of its text in the message, so that the planner cannot cast beforehand.
            let own = parent.columns.first().map_or(0, |(own, _)| *own);
            let text =
                format_args!("'{PARENT}{own}' || left(concat({row}{}), 0)", target.name(own));
            let _ = write!(sql, ") THEN true ELSE CAST({text} AS boolean) END");
        });
    }
}
