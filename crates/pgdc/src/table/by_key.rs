//! Writes of one row by its primary key.

use super::resolve::Resolve;
use super::{Table, Upserted};
use crate::clause::Clause;
use crate::error::{Operation, Result};
use crate::render::{Filter, Statement, render};
use crate::row::KeyParts;
use crate::sql::Sql;
use crate::values::{Assignments, Columns};
use crate::write::{Answer, Job, Write, WriteFuture};
use crate::{Insert, Keyed, One, Row, Values, Writable, fetch};

impl<'e, R: Row> Table<'e, R> {
    /// Deletes the row with this primary key and returns what it was.
    ///
    /// # Errors
    /// [`is_not_found`](crate::Error::is_not_found) when there is none in the handle's scope, or the
    /// server's, such as a foreign key that still points at it.
    pub fn delete<'f>(&self, key: R::Key) -> Write<'f, R>
    where
        'e: 'f,
        R: Keyed + Writable,
    {
        Write::new(ByKey { table: self.clone(), key, change: Change::Delete })
    }

    /// Writes every column of `row` that an update may write to the row with its key, and returns it as
    /// it is then.
    ///
    /// # Errors
    /// [`is_not_found`](crate::Error::is_not_found) when there is none in the handle's scope; a value that
    /// contradicts the scope; or the server's.
    pub fn update<'f>(&self, row: &'f R) -> Write<'f, R>
    where
        'e: 'f,
        R: Keyed + Writable + Values<R>,
    {
        let mut set = Assignments::of(row);
        let scope = self.scope.at(Clause::KeyOfUpdate);
        set.retain(|column| scope.binds(column) || !R::RELATION.is_key(column));
        Write::new(ByKey { table: self.clone(), key: row.key(), change: Change::Set(set) })
    }

    /// Writes the columns of `patch` to the row with this primary key, and returns it as it is then.
    ///
    /// # Errors
    /// As [`Table::update`].
    pub fn patch<'f>(&self, key: R::Key, patch: R::Patch) -> Write<'f, R>
    where
        'e: 'f,
        R: Keyed + Writable,
    {
        Write::new(ByKey { table: self.clone(), key, change: Change::Patch(patch) })
    }

    /// Inserts the row, or, where its primary key is taken, writes the given columns to the row that has
    /// it. One statement, so that two callers at once both succeed.
    ///
    /// Columns that are not given take their default in a new row and keep their value in an old one. For
    /// other unique indexes, and for what becomes of each column, see
    /// [`on_conflict`](crate::Inserting::on_conflict).
    ///
    /// # Errors
    /// [`is_scope_violation`](crate::Error::is_scope_violation) when the row with that key is outside the
    /// handle's scope: it is left as it is. Else as [`Table::insert`].
    pub fn upsert<'f, V: Insert<R> + 'f>(&self, row: V) -> Write<'f, Upserted<R>>
    where
        'e: 'f,
        R: Keyed + Writable,
    {
        Resolve::upsert(self, One(row)).into_write()
    }

    /// Saves a whole row: inserts it, or, where its primary key is taken, overwrites the row that has it.
    ///
    /// # Errors
    /// As [`Table::upsert`].
    pub fn save<'f>(&self, row: &'f R) -> Write<'f, Upserted<R>>
    where
        'e: 'f,
        R: Keyed + Writable + Insert<R>,
    {
        self.upsert(row)
    }
}

/// A write of the row with the key.
struct ByKey<'e, R: Keyed + Writable> {
    table: Table<'e, R>,
    key: R::Key,
    change: Change<'e, R::Patch>,
}

#[expect(clippy::large_enum_variant, reason = "it lives in one box at a time")]
enum Change<'v, P> {
    Set(Columns<'v>),
    Patch(P),
    Delete,
}

impl<R: Keyed + Writable> ByKey<'_, R> {
    fn sql(&self, answer: Answer) -> Result<Box<Sql<'_>>> {
        let filter = Filter::by_key(KeyParts::of::<R>(&self.key));
        let statement = match &self.change {
            Change::Set(set) => Statement::Update { set: set.reborrow(), filter, answer },
            Change::Patch(patch) => {
                Statement::Update { set: Assignments::of(patch), filter, answer }
            }
            Change::Delete => Statement::Delete { filter, answer },
        };
        render(self.table.target(), statement)
            .map_err(|error| error.at(R::RELATION, self.operation()))
    }

    fn operation(&self) -> Operation {
        match self.change {
            Change::Set(_) | Change::Patch(_) => Operation::Update,
            Change::Delete => Operation::Delete,
        }
    }
}

impl<'e, R: Keyed + Writable> Job<'e, R> for ByKey<'e, R> {
    fn rows(self: Box<Self>) -> WriteFuture<'e, R> {
        Box::pin(async move {
            let sql = self.sql(Answer::Rows)?;
            let row = fetch::one(&self.table.link, &sql, self.operation()).await?;
            row.ok_or_else(|| self.table.missing_key(self.operation(), &self.key))
        })
    }

    fn count(self: Box<Self>) -> WriteFuture<'e, u64> {
        Box::pin(async move {
            let sql = self.sql(Answer::Count)?;
            match fetch::affected::<R>(&self.table.link, &sql, self.operation()).await? {
                0 => Err(self.table.missing_key(self.operation(), &self.key)),
                rows => Ok(rows),
            }
        })
    }
}
