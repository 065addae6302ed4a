//! Rows grouped by columns, before it is said what to compute of each group.

use std::marker::PhantomData;

use crate::Row;
use crate::aggregate::Aggregates;
use crate::columns::{Columns, Output};
use crate::reading::Reading;
use crate::selection::{Groups, Selection};

/// Rows of a query, grouped by columns `K`; made by [`Query::group_by`](crate::Query::group_by).
#[must_use = "say what to compute of each group by `select`"]
pub struct GroupBy<'e, R, K> {
    reading: Reading<'e>,
    keys: K,
    marker: PhantomData<fn() -> R>,
}

impl<'e, R: Row, K: Columns<R>> GroupBy<'e, R, K> {
    pub(crate) fn new(reading: Reading<'e>, keys: K) -> Self {
        GroupBy { reading, keys, marker: PhantomData }
    }

    /// The values of the columns of each group with these aggregates of it: one, or a tuple of up to
    /// twelve. Order, limit and offset are those of the groups.
    ///
    /// ```no_run
    /// # use pgdc::{types::Decimal, *};
    /// # async fn f<R: Row>(
    /// #     invoice: Table<'_, R>, country: Column<R, String, Nullable>, total: Column<R, Decimal>,
    /// # ) -> Result<()> {
    /// let by_country: Vec<(Option<String>, (i64, Option<Decimal>))> = invoice
    ///     .rows()
    ///     .group_by(country)
    ///     .select((count(), total.sum()))
    ///     .having(count().gt(10))
    ///     .order_by(total.sum().desc())
    ///     .all()
    ///     .await?;
    /// # Ok(()) }
    /// ```
    pub fn select<A: Aggregates<R>>(
        self,
        aggregates: A,
    ) -> Groups<'e, R, <(K, A) as Output<R>>::Values> {
        Selection::of_groups(self.reading, &self.keys, &aggregates)
    }
}
