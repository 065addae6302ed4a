//! Conditions on columns of arrays (PostgreSQL manual, "Array Functions and Operators").

use crate::condition::Condition;
use crate::param::Param;
use crate::{Column, IntoValue, Row};

/// A GIN index serves all of these.
impl<R: Row, T: Param, N> Column<R, Vec<Option<T>>, N> {
    /// `column @> values`: every value is an element. No value, every row that has an array.
    pub fn contains<V: IntoValue<T>>(self, values: impl IntoIterator<Item = V>) -> Condition<R> {
        self.operate("@>", collect::<T, V>(values))
    }

    /// `column <@ values`: every element is one of the values.
    pub fn contained_by<V: IntoValue<T>>(
        self,
        values: impl IntoIterator<Item = V>,
    ) -> Condition<R> {
        self.operate("<@", collect::<T, V>(values))
    }

    /// `column && values`: at least one value is an element.
    pub fn overlaps<V: IntoValue<T>>(self, values: impl IntoIterator<Item = V>) -> Condition<R> {
        self.operate("&&", collect::<T, V>(values))
    }

    /// The value is an element.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Row>(ticket: Table<'_, R>, labels: Column<R, Vec<Option<String>>>) -> Result<()> {
    /// let urgent = ticket.filter(labels.has("urgent")).all().await?;
    /// # Ok(()) }
    /// ```
    pub fn has(self, value: impl IntoValue<T>) -> Condition<R> {
        self.contains([value])
    }
}

fn collect<T, V: IntoValue<T>>(values: impl IntoIterator<Item = V>) -> Vec<T> {
    values.into_iter().map(IntoValue::into_value).collect()
}
