//! A column as a typed value, and what can be asked of it.

mod arrays;
mod compare;
mod documents;
mod ranges;
mod text_search;

#[cfg(feature = "json")]
pub use documents::JsonDocument;

use std::fmt;
use std::marker::PhantomData;

use crate::condition::{Condition, Node};
use crate::ident::Ident;
use crate::order::Order;
use crate::param::Param;
use crate::relation::Transport;
use crate::value::IntoValue;
use crate::{ColumnDef, Row};

/// Says of a [`Column`] that its table refuses NULL in it.
#[derive(Clone, Copy, Debug)]
pub struct NotNull;

/// Says of a [`Column`] that it may hold NULL.
#[derive(Clone, Copy, Debug)]
pub struct Nullable;

/// Whether a column may hold NULL: [`NotNull`] or [`Nullable`]. Sealed.
pub trait Nullability: sealed::Sealed + 'static {
    /// The type of a struct field for a column of values `T`: `T` or `Option<T>`.
    type Field<T: Param>: Param;
}

impl Nullability for NotNull {
    type Field<T: Param> = T;
}

impl Nullability for Nullable {
    type Field<T: Param> = Option<T>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::NotNull {}
    impl Sealed for super::Nullable {}
}

/// A column of the relation of `R`, with values of type `T`; `N` tells whether it may hold NULL.
///
/// Generated modules hold a constant for each column. Displays as its quoted SQL name,
/// `"album"."title"`.
pub struct Column<R, T, N = NotNull> {
    index: u16,
    marker: Marker<(R, T, N)>,
}

/// The column at `index` of [`Relation::columns`](crate::Relation::columns). For generated code.
///
/// A function of its own, since the compiler would look for one of `Column` among all that it has, for every column of
/// every table.
pub const fn column<R, T, N>(index: u16) -> Column<R, T, N> {
    Column { index, marker: PhantomData }
}

/// Names types without holding values of them.
type Marker<T> = PhantomData<fn() -> T>;

impl<R, T, N> Clone for Column<R, T, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R, T, N> Copy for Column<R, T, N> {}

impl<R, T, N> Column<R, T, N> {
    pub(crate) const fn index(self) -> u16 {
        self.index
    }
}

impl<R: Row, T, N> Column<R, T, N> {
    /// The facts known of the column.
    pub fn def(self) -> &'static ColumnDef {
        R::RELATION.column(self.index)
    }

    /// Its name, unquoted.
    pub fn name(self) -> &'static str {
        self.def().name()
    }

    /// Ascending order by this column, NULLs last.
    pub fn asc(self) -> Order<R> {
        Order::new(self.index, false)
    }

    /// Descending order by this column, NULLs first.
    pub fn desc(self) -> Order<R> {
        Order::new(self.index, true)
    }
}

impl<R: Row, T: Param, N> Column<R, T, N> {
    fn compare(self, operator: &'static str, value: impl IntoValue<T>) -> Condition<R> {
        Condition::leaf(Node::Compare {
            column: self.index,
            operator,
            value: Box::new(value.into_value()),
        })
    }

    /// `column = value`. Like all comparisons, false for a NULL in the column.
    pub fn eq(self, value: impl IntoValue<T>) -> Condition<R> {
        self.compare("=", value)
    }

    /// `column <> value`.
    pub fn ne(self, value: impl IntoValue<T>) -> Condition<R> {
        self.compare("<>", value)
    }

    /// `column < value`.
    pub fn lt(self, value: impl IntoValue<T>) -> Condition<R> {
        self.compare("<", value)
    }

    /// `column <= value`.
    pub fn le(self, value: impl IntoValue<T>) -> Condition<R> {
        self.compare("<=", value)
    }

    /// `column > value`.
    pub fn gt(self, value: impl IntoValue<T>) -> Condition<R> {
        self.compare(">", value)
    }

    /// `column >= value`.
    pub fn ge(self, value: impl IntoValue<T>) -> Condition<R> {
        self.compare(">=", value)
    }

    /// `column = ANY (values)`: equal to one of them. No value, no row.
    pub fn any_of<V: IntoValue<T>>(self, values: impl IntoIterator<Item = V>) -> Condition<R> {
        let values: Vec<T> = values.into_iter().map(IntoValue::into_value).collect();
        Condition::leaf(Node::AnyOf { column: self.index, values: Box::new(values) })
    }
}

impl<R: Row, N> Column<R, String, N> {
    /// `column LIKE pattern`: `%` stands for any text, `_` for any character, `\` takes away their
    /// meaning.
    pub fn like(self, pattern: impl IntoValue<String>) -> Condition<R> {
        self.compare("LIKE", pattern)
    }

    /// `column ILIKE pattern`: as [`Column::like`], whatever the case.
    pub fn ilike(self, pattern: impl IntoValue<String>) -> Condition<R> {
        self.compare("ILIKE", pattern)
    }
}

impl<R: Row, T> Column<R, T, Nullable> {
    /// `column IS NULL`.
    pub fn is_null(self) -> Condition<R> {
        Condition::leaf(Node::Null { column: self.index, is: true })
    }

    /// `column IS NOT NULL`.
    pub fn is_not_null(self) -> Condition<R> {
        Condition::leaf(Node::Null { column: self.index, is: false })
    }
}

impl<R: Row, T, N> Column<R, T, N> {
    /// An operator that takes the column's own type on both sides.
    fn operate(self, operator: &'static str, value: impl Param) -> Condition<R> {
        // The server has no operators between some types and those that their values travel in.
        let cast = match self.def().facts().transport {
            Transport::Via(other) => Some(other),
            Transport::Text { is_array: true, .. } => Some("pg_catalog.text[]"),
            _ => None,
        };
        self.operate_as(operator, Box::new(value), cast, cast)
    }

    fn operate_as(
        self,
        operator: &'static str,
        value: Box<dyn Param>,
        cast: Option<&'static str>,
        value_cast: Option<&'static str>,
    ) -> Condition<R> {
        let column = self.index;
        Condition::leaf(Node::Operator { column, cast, operator, value, value_cast })
    }
}

impl<R: Row, T, N> fmt::Display for Column<R, T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", Ident(R::RELATION.name), Ident(self.name()))
    }
}

impl<R: Row, T, N> fmt::Debug for Column<R, T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Column({self})")
    }
}
