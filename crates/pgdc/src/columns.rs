//! Several columns, or several aggregates, and the Rust values that come out of them.

use tokio_postgres::types::FromSqlOwned;

use crate::aggregate::{Aggregate, Aggregates};
use crate::error::{Error, Result};
use crate::expression::Expression;
use crate::param::Param;
use crate::row::decode_error;
use crate::{Column, Nullability, Relation, Row};

/// Columns of the relation of `R` to be read or to group by: a [`Column`], or a tuple of up to twelve.
/// Sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no column of `{R}`, nor a tuple of such columns",
    note = "a tuple can hold up to twelve columns"
)]
pub trait Columns<R: Row>: Output<R> {}

/// What can stand in the list after `SELECT`.
pub trait Output<R: Row>: sealed::Expressions + 'static {
    /// The Rust values of one row.
    type Values: Send + 'static;

    /// Takes the values out of a row, the next one first.
    #[doc(hidden)]
    fn decode(values: &mut Selected<'_>) -> Result<Self::Values>;
}

pub(crate) mod sealed {
    use crate::expression::Expression;

    pub trait Expressions {
        fn write(&self, expressions: &mut Vec<Expression>);
    }
}

/// The values of one row of a list of expressions.
#[derive(Debug)]
pub struct Selected<'r> {
    row: &'r tokio_postgres::Row,
    relation: &'static Relation,
    expressions: &'r [Expression],
    next: usize,
}

impl<'r> Selected<'r> {
    pub(crate) fn new(
        row: &'r tokio_postgres::Row,
        relation: &'static Relation,
        expressions: &'r [Expression],
    ) -> Self {
        Selected { row, relation, expressions, next: 0 }
    }

    fn next<T: FromSqlOwned>(&mut self) -> Result<T> {
        let at = self.next;
        self.next += 1;
        self.row.try_get(at).map_err(|error| self.error(at, error))
    }

    #[cold]
    fn error(&self, at: usize, error: tokio_postgres::Error) -> Error {
        let expression = self.expressions.get(at);
        decode_error(expression.map_or("?", |e| e.column_name(self.relation)), error)
    }
}

impl<R: Row, T, N> sealed::Expressions for Column<R, T, N> {
    fn write(&self, expressions: &mut Vec<Expression>) {
        expressions.push(Expression::Column(self.index()));
    }
}

impl<R: Row, T: Param, N: Nullability> Output<R> for Column<R, T, N>
where
    N::Field<T>: FromSqlOwned,
{
    type Values = N::Field<T>;

    fn decode(values: &mut Selected<'_>) -> Result<Self::Values> {
        values.next()
    }
}

impl<R: Row, T: Param, N: Nullability> Columns<R> for Column<R, T, N> where N::Field<T>: FromSqlOwned
{}

impl<R, T> sealed::Expressions for Aggregate<R, T> {
    fn write(&self, expressions: &mut Vec<Expression>) {
        expressions.push(self.expression());
    }
}

impl<R: Row, T: FromSqlOwned + Send + 'static> Output<R> for Aggregate<R, T> {
    type Values = T;

    fn decode(values: &mut Selected<'_>) -> Result<T> {
        values.next()
    }
}

impl<R: Row, T: FromSqlOwned + Send + 'static> Aggregates<R> for Aggregate<R, T> {}

macro_rules! tuples {
    ($(($($name:ident)+))+) => {$(
        impl<$($name: sealed::Expressions),+> sealed::Expressions for ($($name,)+) {
            fn write(&self, expressions: &mut Vec<Expression>) {
                #[allow(non_snake_case)]
                let ($($name,)+) = self;
                $($name.write(expressions);)+
            }
        }

        impl<R: Row, $($name: Output<R>),+> Output<R> for ($($name,)+) {
            type Values = ($($name::Values,)+);

            fn decode(values: &mut Selected<'_>) -> Result<Self::Values> {
                Ok(($($name::decode(values)?,)+))
            }
        }

        impl<R: Row, $($name: Columns<R>),+> Columns<R> for ($($name,)+) {}
        impl<R: Row, $($name: Aggregates<R>),+> Aggregates<R> for ($($name,)+) {}
    )+};
}

tuples! {
    (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H)
    (A B C D E F G H I) (A B C D E F G H I J) (A B C D E F G H I J K) (A B C D E F G H I J K L)
}
