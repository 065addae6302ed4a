//! Conditions on columns of ranges and multiranges (PostgreSQL manual, "Range/Multirange Functions and
//! Operators").

use std::ops::Bound;

use crate::condition::Condition;
use crate::param::Param;
use crate::types::{Multirange, Range};
use crate::{Column, IntoValue, Row};

/// The range of one value: beside a range, the server takes a value of unknown type for a range.
fn only<T: Clone>(value: T) -> Range<T> {
    Range::Between(Bound::Included(value.clone()), Bound::Included(value))
}

macro_rules! conditions {
    ($column:ident, $only:expr) => {
        impl<R: Row, T: Param + Clone, N> Column<R, $column<T>, N>
        where
            $column<T>: Param,
        {
            /// The value is in it (`@>`). Of whole numbers and dates, the very last of the type cannot be
            /// asked for: the server ends ranges of these before the value that follows.
            pub fn contains(self, value: impl IntoValue<T>) -> Condition<R> {
                self.operate("@>", $only(value.into_value()))
            }

            /// All of the other is in it (`@>`).
            pub fn contains_range(self, other: impl Into<$column<T>>) -> Condition<R> {
                self.operate("@>", other.into())
            }

            /// All of it is in the other (`<@`).
            pub fn contained_by(self, other: impl Into<$column<T>>) -> Condition<R> {
                self.operate("<@", other.into())
            }

            /// Both have a value in common (`&&`).
            pub fn overlaps(self, other: impl Into<$column<T>>) -> Condition<R> {
                self.operate("&&", other.into())
            }

            /// One begins where the other ends, without a value between or in common (`-|-`).
            pub fn adjacent(self, other: impl Into<$column<T>>) -> Condition<R> {
                self.operate("-|-", other.into())
            }

            /// It ends before the other begins (`<<`).
            pub fn before(self, other: impl Into<$column<T>>) -> Condition<R> {
                self.operate("<<", other.into())
            }

            /// It begins after the other ends (`>>`).
            pub fn after(self, other: impl Into<$column<T>>) -> Condition<R> {
                self.operate(">>", other.into())
            }
        }
    };
}

conditions!(Range, only);
conditions!(Multirange, |value| Multirange(vec![only(value)]));
