//! Keyset pagination: the rows that come after a given one, or before it, in a query's order.

use std::fmt::Write as _;

use crate::Relation;
use crate::error::{Refusal, Result};
use crate::expression::Expression;
use crate::ident::Ident;
use crate::order::Term;
use crate::param::Bound;
use crate::sql::Sql;
use crate::values::{Assigned, Assignments, Columns};
use crate::{Row, Values};

/// The rows that bound a page.
#[derive(Default)]
pub(crate) struct Paging {
    pub(crate) after: Option<Box<dyn Position>>,
    pub(crate) before: Option<Box<dyn Position>>,
    /// Whether the page is asked for by its end.
    pub(crate) from_end: bool,
    /// The order that the rows are in, where what is made of them has another.
    pub(crate) order: Option<Vec<Term>>,
}

impl Paging {
    /// Whether a limit counts from the end.
    pub(crate) fn is_backwards(&self) -> bool {
        self.from_end && self.after.is_none()
    }
}

/// A row, for the sake of its values.
pub(crate) trait Position: Send + Sync {
    fn columns(&self) -> Columns<'_>;
}

pub(crate) struct Held<R>(pub(crate) R);

impl<R: Row + Values<R>> Position for Held<R> {
    fn columns(&self) -> Columns<'_> {
        Assignments::of(&self.0)
    }
}

/// The same with the values that matter, term by term.
#[derive(Default)]
pub(crate) struct Span<'v> {
    after: Option<Vec<Edge<'v>>>,
    before: Option<Vec<Edge<'v>>>,
}

/// A term of the order, and the value there of the row that bounds the page.
struct Edge<'v> {
    column: u16,
    /// Whether larger values come later.
    ascending: bool,
    nulls_first: bool,
    value: Bound<'v>,
}

impl<'v> Span<'v> {
    /// # Errors
    /// The order has a column of which rows do not give the value.
    pub(crate) fn of(
        relation: &Relation,
        order: Vec<Term>,
        paging: &'v Paging,
    ) -> Result<Span<'v>> {
        let reversed = order.iter().map(|term| term.reversed()).collect();
        let edges = |position: &'v Option<Box<dyn Position>>, order: Vec<Term>| {
            position.as_deref().map(|row| edges(relation, order, row)).transpose()
        };
        Ok(Span { after: edges(&paging.after, order)?, before: edges(&paging.before, reversed)? })
    }

    /// A condition for each bound.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = SpanCondition<'_, 'v>> {
        self.after.iter().chain(&self.before).map(|edges| SpanCondition(edges))
    }
}

fn edges<'v>(
    relation: &Relation,
    order: Vec<Term>,
    row: &'v dyn Position,
) -> Result<Vec<Edge<'v>>> {
    let columns = row.columns();
    let edge = |term: Term| {
        let name = term.expression.column_name(relation);
        let (Expression::Column(column), ascending) = (term.expression, !term.descending) else {
            return Err(Refusal::NoPosition(name).into());
        };
        match columns.get(column) {
            Some(Assigned::Value(value)) => {
                Ok(Edge { column, ascending, nulls_first: term.nulls_first, value })
            }
            _ => Err(Refusal::NoPosition(name).into()),
        }
    };
    order.into_iter().map(edge).collect()
}

/// "Later in the order than these values."
pub(crate) struct SpanCondition<'s, 'v>(&'s [Edge<'v>]);

impl<'v> SpanCondition<'_, 'v> {
    /// Writes it in parentheses. Its text does not depend on the values, so that all pages share a plan.
    pub(crate) fn write(&self, relation: &Relation, sql: &mut Sql<'v>) {
        let edges = self.0;
        let not_null = |edge: &Edge<'_>| relation.column(edge.column).facts().not_null;
        let Some(first) = edges.first() else {
            // Without order and key, no row is later than another.
            sql.push("(false)");
            return;
        };
        sql.push("(");
        if edges.iter().all(|edge| not_null(edge) && edge.ascending == first.ascending) {
            // An index on these columns leads straight to the row.
            sql.push("(");
            sql.list(", ", edges, |sql, edge| edge.write_name(relation, sql));
            sql.push(if first.ascending { ") > (" } else { ") < (" });
            sql.list(", ", edges, |sql, edge| {
                sql.bind_column(relation.column(edge.column), edge.value);
            });
            sql.push(")");
        } else {
            let bound: Vec<usize> = edges.iter().map(|e| sql.bind_silently(e.value)).collect();
            let numbered: Vec<_> = edges.iter().zip(bound).collect();
            if not_null(first) {
                // Implied by what follows, but a bound that an index can use.
                numbered[0].0.write_name(relation, sql);
                sql.push(if first.ascending { " >= " } else { " <= " });
                sql.column_placeholder(relation.column(first.column), numbered[0].1);
                sql.push(" AND ");
            }
            write_later(&numbered, relation, sql);
        }
        sql.push(")");
    }
}

/// `a > $1 OR a = $1 AND (b > $2 OR …)`, with NULLs where the order puts them.
fn write_later<'v>(edges: &[(&Edge<'v>, usize)], relation: &Relation, sql: &mut Sql<'v>) {
    let [(edge, number), rest @ ..] = edges else { return };
    let column = relation.column(edge.column);
    let is_later = if edge.ascending { " > " } else { " < " };
    sql.push("(");
    edge.write_name(relation, sql);
    sql.push(is_later);
    sql.column_placeholder(column, *number);
    if !column.facts().not_null {
        let (name, value) = match edge.nulls_first {
            true => (" IS NOT NULL AND ", " IS NULL"),
            false => (" IS NULL AND ", " IS NOT NULL"),
        };
        sql.push(" OR ");
        edge.write_name(relation, sql);
        sql.push(name);
        sql.column_placeholder(column, *number);
        sql.push(value);
    }
    if !rest.is_empty() {
        sql.push(" OR ");
        edge.write_name(relation, sql);
        sql.push(if column.facts().not_null { " = " } else { " IS NOT DISTINCT FROM " });
        sql.column_placeholder(column, *number);
        sql.push(" AND ");
        write_later(rest, relation, sql);
    }
    sql.push(")");
}

impl Edge<'_> {
    fn write_name(&self, relation: &Relation, sql: &mut Sql<'_>) {
        let _ = write!(sql, "{}", Ident(relation.column(self.column).name()));
    }
}
