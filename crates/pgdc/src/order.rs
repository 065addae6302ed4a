//! `ORDER BY`, by typed columns alone.

use std::fmt::Write as _;
use std::marker::PhantomData;

use crate::expression::Expression;
use crate::sql::Sql;
use crate::{Column, Relation, Row};

/// One term of `ORDER BY`: a column of the relation of `R`, a direction, and where NULLs go. A bare
/// [`Column`] is one, ascending.
pub struct Order<R> {
    term: Term,
    marker: PhantomData<fn() -> R>,
}

/// The same without the type of the row.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    pub(crate) expression: Expression,
    pub(crate) descending: bool,
    pub(crate) nulls_first: bool,
}

/// What a list after `ORDER BY` is made of. Sealed, since nobody outside can name a term.
pub trait OrderTerm {
    #[doc(hidden)]
    fn into_term(self) -> Term;
}

impl<R> OrderTerm for Order<R> {
    fn into_term(self) -> Term {
        self.term
    }
}

impl<R> Order<R> {
    pub(crate) fn new(column: u16, descending: bool) -> Self {
        Order { term: Term::new(Expression::Column(column), descending), marker: PhantomData }
    }

    pub(crate) fn term(self) -> Term {
        self.term
    }

    /// Rows with a NULL in the column come before all others.
    pub fn nulls_first(mut self) -> Self {
        self.term.nulls_first = true;
        self
    }

    /// Rows with a NULL in the column come after all others.
    pub fn nulls_last(mut self) -> Self {
        self.term.nulls_first = false;
        self
    }
}

impl<R: Row, T, N> From<Column<R, T, N>> for Order<R> {
    fn from(column: Column<R, T, N>) -> Self {
        column.asc()
    }
}

impl Term {
    /// NULLs go where PostgreSQL puts them: they count as larger than any value.
    pub(crate) fn new(expression: Expression, descending: bool) -> Self {
        Term { expression, descending, nulls_first: descending }
    }

    pub(crate) fn reversed(self) -> Self {
        let Term { expression, descending, nulls_first } = self;
        Term { expression, descending: !descending, nulls_first: !nulls_first }
    }

    pub(crate) fn write(&self, relation: &Relation, sql: &mut Sql<'_>) {
        self.expression.write(relation, sql);
        let direction = if self.descending { " DESC" } else { "" };
        let nulls = match (self.nulls_first, self.descending) {
            (true, false) => " NULLS FIRST",
            (false, true) => " NULLS LAST",
            _ => "",
        };
        let _ = write!(sql, "{direction}{nulls}");
    }
}
