//! More comparisons: between, with NULL as a value, and of two columns.

use crate::condition::{Condition, Node};
use crate::param::Param;
use crate::{Column, IntoValue, Row};

impl<R: Row, T: Param, N> Column<R, T, N> {
    /// `low <= column` and `column <= high`.
    pub fn between(self, low: impl IntoValue<T>, high: impl IntoValue<T>) -> Condition<R> {
        self.ge(low).and(self.le(high))
    }

    /// Equal to none of the values. No value, every row; else, not the rows with NULL in the column.
    pub fn none_of<V: IntoValue<T>>(self, values: impl IntoIterator<Item = V>) -> Condition<R> {
        !self.any_of(values)
    }

    /// `column IS DISTINCT FROM value`: `<>`, with NULL as a value like any other.
    pub fn is_distinct_from(self, value: impl IntoValue<Option<T>>) -> Condition<R> {
        self.compare_null("IS DISTINCT FROM", value.into_value())
    }

    /// `column IS NOT DISTINCT FROM value`: `=`, with NULL as a value like any other. No index helps with
    /// that; where the value is known to be there, [`eq`](Column::eq) is the better choice.
    pub fn is_not_distinct_from(self, value: impl IntoValue<Option<T>>) -> Condition<R> {
        self.compare_null("IS NOT DISTINCT FROM", value.into_value())
    }

    fn compare_null(self, operator: &'static str, value: Option<T>) -> Condition<R> {
        Condition::leaf(Node::Compare { column: self.index(), operator, value: Box::new(value) })
    }
}

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident $operator:literal)+) => {
        impl<R: Row, T, N> Column<R, T, N> {$(
            $(#[$doc])*
            pub fn $name<M>(self, other: Column<R, T, M>) -> Condition<R> {
                let (left, right) = (self.index(), other.index());
                Condition::leaf(Node::Columns { left, operator: $operator, right })
            }
        )+}
    };
}

columns! {
    /// `column = other`, in the same row.
    eq_column "="
    /// `column <> other`, in the same row.
    ne_column "<>"
    /// `column < other`, in the same row.
    lt_column "<"
    /// `column <= other`, in the same row.
    le_column "<="
    /// `column > other`, in the same row.
    gt_column ">"
    /// `column >= other`, in the same row.
    ge_column ">="
}

impl<R: Row, N> Column<R, String, N> {
    /// `column NOT LIKE pattern`; see [`like`](Column::like).
    pub fn not_like(self, pattern: impl IntoValue<String>) -> Condition<R> {
        self.compare("NOT LIKE", pattern)
    }

    /// `column NOT ILIKE pattern`: as [`Column::not_like`], whatever the case.
    pub fn not_ilike(self, pattern: impl IntoValue<String>) -> Condition<R> {
        self.compare("NOT ILIKE", pattern)
    }
}
