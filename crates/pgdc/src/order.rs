//! `ORDER BY`, by typed columns alone.

use std::fmt::Write as _;
use std::marker::PhantomData;

use crate::ident::Ident;
use crate::sql::Sql;
use crate::{Column, Relation, Row};

/// One term of `ORDER BY`: a column of the relation of `R` and a direction. A bare [`Column`] is one,
/// ascending.
pub struct Order<R> {
    term: Term,
    marker: PhantomData<fn() -> R>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Term {
    column: u16,
    descending: bool,
}

impl<R> Order<R> {
    pub(crate) fn new(column: u16, descending: bool) -> Self {
        Order { term: Term { column, descending }, marker: PhantomData }
    }

    pub(crate) fn term(self) -> Term {
        self.term
    }
}

impl<R: Row, T, N> From<Column<R, T, N>> for Order<R> {
    fn from(column: Column<R, T, N>) -> Self {
        column.asc()
    }
}

impl Term {
    pub(crate) fn write(&self, relation: &Relation, sql: &mut Sql<'_>) {
        let direction = if self.descending { " DESC" } else { "" };
        let _ = write!(sql, "{}{direction}", Ident(relation.column(self.column).name));
    }
}
