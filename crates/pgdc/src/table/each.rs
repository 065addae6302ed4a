//! Writes of many rows by their primary keys, each with its own values, in one statement.

use std::collections::BTreeSet;

use super::Table;
use super::resolve::Resolve;
use crate::clause::Clause;
use crate::error::{Error, Operation, Result};
use crate::raise::{Raised, raised};
use crate::render::{Statement, render};
use crate::row::KeyParts;
use crate::sql::Sql;
use crate::values::{Assignments, Columns};
use crate::write::{Answer, Job, Write, WriteFuture};
use crate::write_fault::WriteFault;
use crate::{Insert, Keyed, Many, Row, Upserted, Values, Writable, fetch};

/// In one statement, over whatever it is sent: all rows are written, or none.
impl<'e, R: Row> Table<'e, R> {
    /// Updates rows as [`Table::update`] does each, and returns them in the order given.
    ///
    /// # Errors
    /// As [`Table::patch_many`].
    pub fn update_many<'f>(&self, rows: &'f [R]) -> Write<'f, Vec<R>>
    where
        'e: 'f,
        R: Keyed + Writable + Values<R>,
    {
        let scope = self.scope.at(Clause::KeyOfEach);
        let columns = |row: &'f R| {
            let mut set = Assignments::of(row);
            set.retain(|column| scope.binds(column) || !R::RELATION.is_key(column));
            set
        };
        let changes = Changes::Set(rows.iter().map(columns).collect());
        let keys = rows.iter().map(Keyed::key).collect();
        Write::new(Each { table: self.clone(), keys, changes })
    }

    /// Patches the row with each key by its own patch, and returns the rows in the order given. Patches may
    /// set different columns: what one leaves out is not touched. Each set of columns, and each
    /// [SQL value](crate::set_sql), becomes a part of the statement: let them be few.
    /// A patch that sets nothing only reads its row, as it was before the call.
    ///
    /// # Errors
    /// Nothing is written when one row is not there or not in the handle's scope
    /// ([`is_not_found`](Error::is_not_found), naming its key), or when a key was given twice
    /// ([`is_given_twice`](Error::is_given_twice)); or as [`Table::patch`]. Since the server finds that out,
    /// a transaction around it is aborted.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Keyed<Key = i32> + Writable>(
    /// #     album: Table<'_, R>, renamed: R::Patch, moved: R::Patch,
    /// # ) -> Result<()> {
    /// let albums: Vec<R> = album.patch_many(vec![(1, renamed), (2, moved)]).await?;
    /// # Ok(()) }
    /// ```
    pub fn patch_many<'f>(&self, patches: Vec<(R::Key, R::Patch)>) -> Write<'f, Vec<R>>
    where
        'e: 'f,
        R: Keyed + Writable,
    {
        let (keys, patches) = patches.into_iter().unzip();
        Write::new(Each { table: self.clone(), keys, changes: Changes::Patch(patches) })
    }

    /// Deletes the row with each key, and returns what they were in the order given. To delete those of
    /// them that are there, use [`Query::delete`](crate::Query::delete) with
    /// [`any_of`](crate::Column::any_of).
    ///
    /// # Errors
    /// As [`Table::patch_many`]; or the server's, such as a foreign key that still points at one of them.
    pub fn delete_many<'f>(&self, keys: Vec<R::Key>) -> Write<'f, Vec<R>>
    where
        'e: 'f,
        R: Keyed + Writable,
    {
        Write::new(Each { table: self.clone(), keys, changes: Changes::Delete })
    }

    /// Upserts rows as [`Table::upsert`] does each, and returns them in the order given. Rows may set
    /// different columns: what one leaves out is not touched where the row is there.
    ///
    /// # Errors
    /// As [`Table::upsert`], and nothing is written then; or
    /// [`is_given_twice`](Error::is_given_twice) when two of the rows have the same key.
    pub fn upsert_many<'f, V: Insert<R> + 'f>(&self, rows: Vec<V>) -> Write<'f, Vec<Upserted<R>>>
    where
        'e: 'f,
        R: Keyed + Writable,
    {
        Resolve::upsert(self, Many(rows)).into_write()
    }
}

/// A write of the rows with the keys.
struct Each<'e, R: Keyed + Writable> {
    table: Table<'e, R>,
    keys: Vec<R::Key>,
    changes: Changes<'e, R::Patch>,
}

enum Changes<'v, P> {
    Set(Vec<Columns<'v>>),
    Patch(Vec<P>),
    Delete,
}

impl<R: Keyed + Writable> Each<'_, R> {
    fn sql(&self, answer: Answer) -> Result<Box<Sql<'_>>> {
        let keys: Vec<KeyParts<'_>> = self.keys.iter().map(KeyParts::of::<R>).collect();
        let statement = match &self.changes {
            Changes::Set(rows) => {
                let rows = rows.iter().map(Columns::reborrow).collect();
                Statement::UpdateEach { keys, rows, answer }
            }
            Changes::Patch(patches) => {
                let rows = patches.iter().map(Assignments::of).collect();
                Statement::UpdateEach { keys, rows, answer }
            }
            Changes::Delete => Statement::DeleteEach { keys, answer },
        };
        render(self.table.target(), statement)
            .map_err(|error| error.at(R::RELATION, self.operation()))
    }

    fn operation(&self) -> Operation {
        match self.changes {
            Changes::Set(_) | Changes::Patch(_) => Operation::Update,
            Changes::Delete => Operation::Delete,
        }
    }

    /// Says which key was given twice, or else is missing. Which of several the server meets first is up to its
    /// plan, so that the one is asked before the other.
    fn explain(&self, error: Error) -> Error {
        let Some(Raised::Missing(place)) = raised(&error) else { return error };
        // Keys cannot be compared, but they can be printed. This is for the message alone.
        let mut seen = BTreeSet::new();
        let twice =
            self.keys.iter().map(|key| format!("{key:?}")).find(|key| !seen.insert(key.clone()));
        if let Some(key) = twice {
            let fault = WriteFault::GivenTwice { key: Some(key) };
            return Error::from(fault).at(R::RELATION, self.operation());
        }
        match self.keys.get(place) {
            Some(key) => self.table.missing_key(self.operation(), key),
            None => error,
        }
    }
}

impl<'e, R: Keyed + Writable> Job<'e, Vec<R>> for Each<'e, R> {
    fn rows(self: Box<Self>) -> WriteFuture<'e, Vec<R>> {
        Box::pin(async move {
            if self.keys.is_empty() {
                return Ok(Vec::new());
            }
            let sql = self.sql(Answer::Rows)?;
            let rows = fetch::all(&self.table.link, &sql, self.operation()).await;
            rows.map_err(|error| self.explain(error))
        })
    }

    fn count(self: Box<Self>) -> WriteFuture<'e, u64> {
        Box::pin(async move {
            if self.keys.is_empty() {
                return Ok(0);
            }
            let sql = self.sql(Answer::Count)?;
            let rows = fetch::affected::<R>(&self.table.link, &sql, self.operation()).await;
            rows.map_err(|error| self.explain(error))
        })
    }
}
