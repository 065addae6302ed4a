//! One value of all the rows of a query.

use tokio_postgres::types::FromSqlOwned;

use crate::aggregate::{Aggregates, Average, Ordered, Sum};
use crate::error::Result;
use crate::param::Param;
use crate::selection::Selection;
use crate::{Column, Query, Row};

/// Aggregates are of all rows that the conditions leave, whatever `distinct`, limit and offset say; those
/// of columns leave out NULLs.
impl<R: Row> Query<'_, R> {
    /// Several aggregates in one statement: one, or a tuple of up to twelve.
    ///
    /// # Errors
    /// The server's.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Row>(track: Table<'_, R>, length: Column<R, i32>) -> Result<()> {
    /// let (tracks, longest): (i64, Option<i32>) =
    ///     track.rows().aggregate((count(), length.max())).await?;
    /// # Ok(()) }
    /// ```
    pub async fn aggregate<A: Aggregates<R>>(self, aggregates: A) -> Result<A::Values> {
        Selection::of_aggregates(self.reading, aggregates).one().await
    }

    /// The sum of a column; none of no values. See [`Sum`] for its type.
    ///
    /// # Errors
    /// The server's, or a sum that does not fit its type.
    pub async fn sum<T: Sum, N>(self, column: Column<R, T, N>) -> Result<Option<T::Total>> {
        self.aggregate(column.sum()).await
    }

    /// The mean of a column; none of no values. See [`Average`] for its type.
    ///
    /// # Errors
    /// The server's.
    pub async fn avg<T: Average, N>(self, column: Column<R, T, N>) -> Result<Option<T::Mean>> {
        self.aggregate(column.avg()).await
    }

    /// The smallest value of a column; none of no values.
    ///
    /// # Errors
    /// The server's.
    pub async fn min<T: Ordered + Param + FromSqlOwned, N>(
        self,
        column: Column<R, T, N>,
    ) -> Result<Option<T>> {
        self.aggregate(column.min()).await
    }

    /// The largest value of a column; none of no values.
    ///
    /// # Errors
    /// The server's.
    pub async fn max<T: Ordered + Param + FromSqlOwned, N>(
        self,
        column: Column<R, T, N>,
    ) -> Result<Option<T>> {
        self.aggregate(column.max()).await
    }

    /// How many rows have a value in a column that is not NULL.
    ///
    /// # Errors
    /// The server's.
    pub async fn count_of<T, N>(self, column: Column<R, T, N>) -> Result<u64> {
        self.aggregate(column.count()).await.map(i64::unsigned_abs)
    }

    /// How many different values a column has, NULL left out.
    ///
    /// # Errors
    /// The server's; among them that values of the type cannot be compared, as those of `json`.
    pub async fn count_distinct<T, N>(self, column: Column<R, T, N>) -> Result<u64> {
        self.aggregate(column.count_distinct()).await.map(i64::unsigned_abs)
    }
}
