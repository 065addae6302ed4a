//! What a write can say of a column: leave it, take its default, write this value, or that of an expression.

use crate::SqlValue;
use crate::value::IntoValue;

/// What a write says of a column.
///
/// *Left out*, *default* and *NULL* are three different things: NULL is the value `None` of a
/// `Set<Option<T>>`.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Set<T> {
    /// Nothing: an update keeps the value, an insert takes the default.
    #[default]
    Unset,
    /// `DEFAULT`: the column's default, or NULL where it has none.
    Default,
    /// This value.
    Value(T),
    /// What this SQL expression gives; made by [`set_sql`](crate::set_sql).
    Sql(SqlValue),
}

/// Writes `value`.
///
/// ```
/// # use pgdc::{Set, set};
/// let title: Set<String> = set("Powerage");
/// let rating: Set<Option<i16>> = set(5);
/// assert_eq!((title, rating), (Set::Value("Powerage".to_owned()), Set::Value(Some(5))));
/// ```
pub fn set<T>(value: impl IntoValue<T>) -> Set<T> {
    Set::Value(value.into_value())
}

/// Writes NULL.
pub const fn null<T>() -> Set<Option<T>> {
    Set::Value(None)
}

/// Writes `DEFAULT`.
pub const fn default<T>() -> Set<T> {
    Set::Default
}

/// Leaves every column out; for the rest of a patch: `AlbumPatch { title: set("…"), ..unset() }`.
pub fn unset<T: Default>() -> T {
    T::default()
}
