//! Aggregates of columns, with the types that PostgreSQL gives their results.

mod results;

use std::marker::PhantomData;

use tokio_postgres::types::FromSqlOwned;

use crate::columns::Output;
use crate::expression::{Expression, Function};
use crate::order::{OrderTerm, Term};
use crate::param::Param;
use crate::render::Having;
use crate::{Column, IntoValue, Order, Row};

pub use results::{Average, Ordered, Sum};

/// An aggregate over rows of `R`, with a result of type `T`: [`count`], or a method of a [`Column`] such
/// as [`sum`](Column::sum).
#[must_use = "an aggregate is computed by a query"]
pub struct Aggregate<R, T> {
    expression: Expression,
    marker: PhantomData<fn() -> (R, T)>,
}

/// Aggregates to be computed: one [`Aggregate`], or a tuple of up to twelve. Sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no aggregate over rows of `{R}`, nor a tuple of such",
    note = "aggregates are `pgdc::count()` and the methods `sum`, `avg`, `min`, `max`, `count` and \
            `count_distinct` of columns"
)]
pub trait Aggregates<R: Row>: Output<R> {}

/// How many rows there are: `count(*)`.
pub fn count<R>() -> Aggregate<R, i64> {
    Aggregate { expression: Expression::CountRows, marker: PhantomData }
}

impl<R, T> Aggregate<R, T> {
    fn of<C, N>(function: Function, column: Column<R, C, N>) -> Self {
        let expression = Expression::Aggregate { function, column: column.index() };
        Aggregate { expression, marker: PhantomData }
    }

    pub(crate) fn expression(&self) -> Expression {
        self.expression
    }

    /// Ascending order of groups by this aggregate, NULLs last.
    pub fn asc(self) -> GroupOrder<R> {
        GroupOrder { term: Term::new(self.expression, false), marker: PhantomData }
    }

    /// Descending order of groups by this aggregate, NULLs last: groups without a value are seldom the
    /// largest.
    pub fn desc(self) -> GroupOrder<R> {
        let term = Term { nulls_first: false, ..Term::new(self.expression, true) };
        GroupOrder { term, marker: PhantomData }
    }
}

macro_rules! comparisons {
    ($($(#[$doc:meta])* $name:ident $operator:literal)+) => {
        impl<R, T: Param> Aggregate<R, T> {$(
            $(#[$doc])*
            pub fn $name(self, value: impl IntoValue<T>) -> GroupCondition<R> {
                let value = Box::new(value.into_value());
                let having = Having { expression: self.expression, operator: $operator, value };
                GroupCondition { having, marker: PhantomData }
            }
        )+}
    };
}

comparisons! {
    /// `aggregate = value`, for [`having`](crate::Selection::having).
    eq "="
    /// `aggregate <> value`.
    ne "<>"
    /// `aggregate < value`.
    lt "<"
    /// `aggregate <= value`.
    le "<="
    /// `aggregate > value`.
    gt ">"
    /// `aggregate >= value`.
    ge ">="
}

/// A condition on groups of rows of `R`, made by comparing an [`Aggregate`] with a value.
#[must_use = "a condition does nothing until groups are narrowed by it"]
pub struct GroupCondition<R> {
    having: Having,
    marker: PhantomData<fn() -> R>,
}

impl<R> GroupCondition<R> {
    pub(crate) fn into_having(self) -> Having {
        self.having
    }
}

/// One term of the order of groups: a column they are grouped by, or an [`Aggregate`].
pub struct GroupOrder<R> {
    term: Term,
    marker: PhantomData<fn() -> R>,
}

impl<R> OrderTerm for GroupOrder<R> {
    fn into_term(self) -> Term {
        self.term
    }
}

impl<R> From<Order<R>> for GroupOrder<R> {
    fn from(order: Order<R>) -> Self {
        GroupOrder { term: order.term(), marker: PhantomData }
    }
}

impl<R: Row, T, N> From<Column<R, T, N>> for GroupOrder<R> {
    fn from(column: Column<R, T, N>) -> Self {
        column.asc().into()
    }
}

impl<R: Row, T, N> Column<R, T, N> {
    /// `count(column)`: how many values there are that are not NULL.
    pub fn count(self) -> Aggregate<R, i64> {
        Aggregate::of(Function::Count, self)
    }

    /// `count(DISTINCT column)`: how many different values there are, NULL left out.
    pub fn count_distinct(self) -> Aggregate<R, i64> {
        Aggregate::of(Function::CountDistinct, self)
    }
}

impl<R: Row, T: Sum, N> Column<R, T, N> {
    /// `sum(column)`; NULL of no values.
    pub fn sum(self) -> Aggregate<R, Option<T::Total>> {
        Aggregate::of(Function::Sum, self)
    }
}

impl<R: Row, T: Average, N> Column<R, T, N> {
    /// `avg(column)`; NULL of no values.
    pub fn avg(self) -> Aggregate<R, Option<T::Mean>> {
        Aggregate::of(Function::Avg, self)
    }
}

impl<R: Row, T: Ordered + Param + FromSqlOwned, N> Column<R, T, N> {
    /// `min(column)`; NULL of no values.
    pub fn min(self) -> Aggregate<R, Option<T>> {
        Aggregate::of(Function::Min, self)
    }

    /// `max(column)`; NULL of no values.
    pub fn max(self) -> Aggregate<R, Option<T>> {
        Aggregate::of(Function::Max, self)
    }
}
