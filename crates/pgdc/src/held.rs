//! Values in the structs of a write, which can be told apart whatever their types are.

use std::any::Any;

use crate::param::Param;
use crate::values::{Assigned, Columns};

/// A value that a struct of a write may hold: one that can be bound, and compared.
pub trait Held: Param {
    /// Whether the other is of the same type and equal.
    #[doc(hidden)]
    fn equals(&self, other: &dyn Any) -> bool;
}

impl<T: Param + PartialEq> Held for T {
    fn equals(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<T>().is_some_and(|other| self == other)
    }
}

/// Whether both say the same of the same columns.
pub(crate) fn are_equal(one: &Columns<'_>, other: &Columns<'_>) -> bool {
    let (one, other) = (one.as_slice(), other.as_slice());
    let is_same = |((column, one), (its, other)): (&(u16, Assigned<'_>), &(u16, Assigned<'_>))| {
        column == its && is_equal(*one, *other)
    };
    one.len() == other.len() && one.iter().zip(other).all(is_same)
}

fn is_equal(one: Assigned<'_>, other: Assigned<'_>) -> bool {
    match (one, other) {
        (Assigned::Value(one), Assigned::Value(other)) => one.equals(other),
        (Assigned::Sql(one), Assigned::Sql(other)) => one == other,
        (Assigned::Default, Assigned::Default) => true,
        _ => false,
    }
}
