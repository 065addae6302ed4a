//! Optimistic locking: an update that notices that another writer was first.

use super::Table;
use crate::clause::Clause;
use crate::error::{Error, Operation, Result};
use crate::render::{Filter, Statement, render};
use crate::row::KeyParts;
use crate::sql::Sql;
use crate::values::Assignments;
use crate::write::{Answer, Job, Write, WriteFuture};
use crate::write_fault::WriteFault;
use crate::{Column, Keyed, Row, Values, Writable, fetch};

impl<'e, R: Row> Table<'e, R> {
    /// Updates a whole row as [`Table::update`] does, if its column `version` still holds what `row` holds,
    /// and gives it the next version: one more for an integer, the time of the server
    /// (`clock_timestamp()`) for a `timestamptz`. One of less precision than microseconds does not tell writers
    /// apart that are closer to each other, and NULL is no version: such a row is always stale.
    ///
    /// # Errors
    /// [`is_stale_row`](Error::is_stale_row) when another writer was first, and nothing is written;
    /// [`is_not_found`](Error::is_not_found) when the row is gone, or not in the handle's scope;
    /// [`is_refused`](Error::is_refused) for a column of another type, or one of the key. Else as
    /// [`Table::update`].
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Keyed<Key = i32> + Writable + Values<R>>(
    /// #     ticket: Table<'_, R>, version: Column<R, i32>,
    /// # ) -> Result<()> {
    /// let row = ticket.one(1).await?;
    /// match ticket.update_if_unchanged(&row, version).await {
    ///     Err(error) if error.is_stale_row() => { /* read it again */ }
    ///     other => drop(other?),
    /// }
    /// # Ok(()) }
    /// ```
    pub fn update_if_unchanged<'f, T, N>(
        &self,
        row: &'f R,
        version: Column<R, T, N>,
    ) -> Write<'f, R>
    where
        'e: 'f,
        R: Keyed + Writable + Values<R>,
    {
        Write::new(IfUnchanged {
            table: self.clone(),
            row,
            key: row.key(),
            version: version.index(),
        })
    }
}

struct IfUnchanged<'e, R: Keyed> {
    table: Table<'e, R>,
    row: &'e R,
    key: R::Key,
    version: u16,
}

impl<R: Keyed + Writable + Values<R>> IfUnchanged<'_, R> {
    fn sql(&self, answer: Answer) -> Result<Box<Sql<'_>>> {
        let mut set = Assignments::of(self.row);
        let is_bound = |column| self.table.scope.at(Clause::KeyOfVersion).binds(column);
        set.retain(|column| is_bound(column) || !R::RELATION.is_key(column));
        let key = KeyParts::of::<R>(&self.key);
        let statement = Statement::UpdateVersion { set, key, version: self.version, answer };
        render(self.table.target(), statement)
            .map_err(|error| error.at(R::RELATION, Operation::Update))
    }

    /// Why no row was updated. That another row may have come or gone since only changes the answer.
    async fn explain(&self) -> Error {
        let filter = Filter::by_key(KeyParts::of::<R>(&self.key));
        let at = |error: Error| error.at(R::RELATION, Operation::Update);
        let found = match render(self.table.target(), Statement::Exists { filter }) {
            Ok(sql) => fetch::scalar(&self.table.link, &sql, R::RELATION).await,
            Err(error) => Err(at(error)),
        };
        match found {
            Ok(true) => at(WriteFault::Stale { key: format!("{:?}", self.key) }.into()),
            Ok(false) => self.table.missing_key(Operation::Update, &self.key),
            Err(error) => error,
        }
    }
}

impl<'e, R: Keyed + Writable + Values<R>> Job<'e, R> for IfUnchanged<'e, R> {
    fn rows(self: Box<Self>) -> WriteFuture<'e, R> {
        Box::pin(async move {
            let sql = self.sql(Answer::Rows)?;
            match fetch::all(&self.table.link, &sql, Operation::Update).await?.pop() {
                Some(row) => Ok(row),
                None => Err(self.explain().await),
            }
        })
    }

    fn count(self: Box<Self>) -> WriteFuture<'e, u64> {
        Box::pin(async move {
            let sql = self.sql(Answer::Count)?;
            match fetch::affected::<R>(&self.table.link, &sql, Operation::Update).await? {
                0 => Err(self.explain().await),
                rows => Ok(rows),
            }
        })
    }
}
