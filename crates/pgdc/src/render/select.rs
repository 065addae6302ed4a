//! Statements that read.

use std::fmt::Write as _;

use super::{Filter, Target};
use crate::clause::Clause;
use crate::cursor::CursorName;
use crate::expression::Expression;
use crate::lock::Lock;
use crate::order::Term;
use crate::param::Param;
use crate::sql::Sql;

/// What is read of the rows, in which order, and how many.
#[derive(Default)]
pub(crate) struct Select<'v> {
    pub(crate) output: Output<'v>,
    /// How many of the output's expressions the rows are grouped by.
    pub(crate) groups: Option<usize>,
    pub(crate) having: &'v [Having],
    pub(crate) distinct: bool,
    pub(crate) order: Vec<Term>,
    /// Whether the limit counts from the end of the order.
    pub(crate) backwards: bool,
    pub(crate) limit: Option<&'v i64>,
    pub(crate) offset: Option<&'v i64>,
    pub(crate) lock: Lock,
}

#[derive(Default)]
pub(crate) enum Output<'v> {
    /// Every column of the relation.
    #[default]
    Rows,
    Expressions(&'v [Expression]),
}

/// A condition on groups.
pub(crate) struct Having {
    pub(crate) expression: Expression,
    pub(crate) operator: &'static str,
    pub(crate) value: Box<dyn Param>,
}

pub(super) fn select<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    filter: &Filter<'v>,
    select: &Select<'v>,
) {
    sql.push(if select.distinct { "SELECT DISTINCT " } else { "SELECT " });
    select.write_output(sql, target);
    if select.backwards && (select.limit.is_some() || select.offset.is_some()) {
        // The rows nearest to the end, which then are put in order.
        sql.push(" FROM (SELECT ");
        sql.list(", ", target.relation.columns, |sql, column| {
            sql.push_name(column.name());
        });
        sql.push(" FROM ");
        sql.push_relation(target.relation);
        target.write_where(sql, filter, Clause::SelectNearest);
        write_order(sql, target, select.order.iter().map(|term| term.reversed()));
        select.write_limit(sql);
        select.write_lock(sql);
        sql.push(") AS nearest");
        select.write_groups(sql, target);
        write_order(sql, target, select.order.iter().copied());
        return;
    }
    sql.push(" FROM ");
    sql.push_relation(target.relation);
    target.write_where(sql, filter, Clause::Select);
    select.write_groups(sql, target);
    write_order(sql, target, select.order.iter().copied());
    select.write_limit(sql);
    select.write_lock(sql);
}

impl<'v> Select<'v> {
    /// Whether it reads every column of all rows, in no order, and locks none.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self.output, Output::Rows)
            && self.groups.is_none()
            && self.having.is_empty()
            && !self.distinct
            && self.order.is_empty()
            && self.limit.is_none()
            && self.offset.is_none()
            && self.lock.is_none()
    }

    fn write_output(&self, sql: &mut Sql<'v>, target: Target<'v>) {
        match self.output {
            Output::Rows => target.write_columns(sql),
            Output::Expressions(expressions) => sql.list(", ", expressions, |sql, expression| {
                expression.write_returned(target.relation, sql);
            }),
        }
    }

    fn write_groups(&self, sql: &mut Sql<'v>, target: Target<'v>) {
        if let (Some(1..), Output::Expressions(expressions)) = (self.groups, &self.output) {
            sql.push(" GROUP BY ");
            let groups = expressions.iter().take(self.groups.unwrap_or_default());
            sql.list(", ", groups, |sql, expression| expression.write(target.relation, sql));
        }
        for (n, having) in self.having.iter().enumerate() {
            sql.push(if n == 0 { " HAVING " } else { " AND " });
            having.expression.write(target.relation, sql);
            let _ = write!(sql, " {} ", having.operator);
            sql.bind(having.value.as_ref());
        }
    }

    fn write_limit(&self, sql: &mut Sql<'v>) {
        if let Some(limit) = self.limit {
            sql.push(" LIMIT ");
            sql.bind(limit);
        }
        if let Some(offset) = self.offset {
            sql.push(" OFFSET ");
            sql.bind(offset);
        }
    }

    fn write_lock(&self, sql: &mut Sql<'v>) {
        for word in self.lock.clause() {
            sql.push(word);
        }
    }
}

fn write_order(sql: &mut Sql<'_>, target: Target<'_>, order: impl ExactSizeIterator<Item = Term>) {
    if order.len() > 0 {
        sql.push(" ORDER BY ");
        sql.list(", ", order, |sql, term| term.write(target.relation, sql));
    }
}

/// A cursor over the rows of a query.
pub(super) fn cursor<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    name: &CursorName,
    filter: &Filter<'v>,
    query: &Select<'v>,
) {
    let _ = write!(sql, "DECLARE {name} NO SCROLL CURSOR FOR ");
    select(sql, target, filter, query);
}

/// The plan of a query.
pub(super) fn explain<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    filter: &Filter<'v>,
    query: &Select<'v>,
    analyze: bool,
) {
    // Asked for by people, seldom twice.
    sql.recurring = false;
    sql.push(if analyze { "EXPLAIN (ANALYZE, BUFFERS) " } else { "EXPLAIN " });
    select(sql, target, filter, query);
}

pub(super) fn count<'v>(sql: &mut Sql<'v>, target: Target<'v>, filter: &Filter<'v>) {
    let _ = write!(sql, "SELECT count(*) FROM {}", target.relation);
    target.write_where(sql, filter, Clause::Count);
}

pub(super) fn exists<'v>(sql: &mut Sql<'v>, target: Target<'v>, filter: &Filter<'v>) {
    let _ = write!(sql, "SELECT EXISTS (SELECT FROM {}", target.relation);
    target.write_where(sql, filter, Clause::Exists);
    sql.push(")");
}
