//! Pages of rows, each found by the last row of the one before it.

use crate::paging::{Held, Paging, Position};
use crate::{Keyed, Query, Values};

impl<R: Keyed + Values<R> + Clone> Query<'_, R> {
    /// Keeps the rows that come after `row` in the query's order; of `None`, all. The columns of the
    /// primary key are added to the order, so that no two rows are equal in it.
    ///
    /// Unlike with [`offset`](Query::offset), rows inserted or deleted meanwhile do not shift a page, and
    /// where an index fits the order (of columns that hold no NULL, all ascending or all descending), the
    /// last page costs what the first does. The row need not exist any more.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Keyed + Values<R> + Clone>(
    /// #     album: Table<'_, R>, title: Column<R, String>, last: Option<R>,
    /// # ) -> Result<()> {
    /// let page = album.order_by(title).after(last.as_ref()).limit(20).all().await?;
    /// let next = album.order_by(title).after(page.last()).limit(20).all().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is sent: an order by a generated column, of which rows do not give the value
    /// ([`is_refused`](crate::Error::is_refused)).
    pub fn after<'r>(mut self, row: impl Into<Option<&'r R>>) -> Self {
        self.paging().after = held(row.into());
        self
    }

    /// Keeps the rows that come before `row` in the query's order; of `None`, all. With a
    /// [`limit`](Query::limit) these are the nearest to it, of `None` the last ones, and they come in the
    /// query's order all the same. Else as [`Query::after`].
    pub fn before<'r>(mut self, row: impl Into<Option<&'r R>>) -> Self {
        let paging = self.paging();
        paging.before = held(row.into());
        paging.from_end = true;
        self
    }

    fn paging(&mut self) -> &mut Paging {
        self.reading.paging.get_or_insert_default()
    }
}

fn held<R: Keyed + Values<R> + Clone>(row: Option<&R>) -> Option<Box<dyn Position>> {
    row.map(|row| Box::new(Held(row.clone())) as Box<dyn Position>)
}
