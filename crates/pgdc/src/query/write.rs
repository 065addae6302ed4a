//! Writes of all rows of a query.

use super::Query;
use crate::error::{Operation, Result};
use crate::render::{Statement, render};
use crate::sql::Sql;
use crate::values::Assignments;
use crate::write::{Answer, Job, Write, WriteFuture};
use crate::write_fault::WriteFault;
use crate::{Row, Writable, fetch};

impl<R: Writable> Query<'_, R> {
    /// Says that every row is meant, so that a write may do without a condition.
    pub fn every_row(mut self) -> Self {
        self.every_row = true;
        self
    }

    /// Writes the columns of `patch` to all rows of the query, and returns them as they are then, in no
    /// certain order.
    ///
    /// # Errors
    /// [`is_refused`](crate::Error::is_refused) where the query has no condition and was not told that
    /// [every row](Query::every_row) is meant (a scope is no condition), or where it has a limit, an offset or
    /// an order; a value that contradicts the scope; or the server's.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Writable>(
    /// #     ticket: Table<'_, R>, number: Column<R, i32>, patch: R::Patch,
    /// # ) -> Result<()> {
    /// let patched: Vec<R> = ticket.filter(number.lt(100)).patch(patch).await?;
    /// let deleted: u64 = ticket.rows().every_row().delete().count().await?;
    /// # Ok(()) }
    /// ```
    pub fn patch<'f>(self, patch: R::Patch) -> Write<'f, Vec<R>>
    where
        Self: 'f,
    {
        Write::new(Filtered { query: self, change: Change::Patch(patch) })
    }

    /// Deletes all rows of the query, and returns what they were, in no certain order.
    ///
    /// # Errors
    /// As [`Query::patch`].
    pub fn delete<'f>(self) -> Write<'f, Vec<R>>
    where
        Self: 'f,
    {
        Write::new(Filtered { query: self, change: Change::Delete })
    }
}

struct Filtered<'e, R: Writable> {
    query: Query<'e, R>,
    change: Change<R::Patch>,
}

enum Change<P> {
    Patch(P),
    Delete,
}

impl<R: Writable> Filtered<'_, R> {
    fn sql(&mut self, answer: Answer) -> Result<Box<Sql<'_>>> {
        let operation = self.operation();
        let at = |error: crate::Error| error.at(R::RELATION, operation);
        self.query.check_writable().map_err(|fault| at(fault.into()))?;
        let filter = self.query.reading.filter_for(operation)?;
        let statement = match &self.change {
            Change::Patch(patch) => {
                Statement::Update { set: Assignments::of(patch), filter, answer }
            }
            Change::Delete => Statement::Delete { filter, answer },
        };
        render(self.query.reading.target(), statement).map_err(at)
    }

    fn operation(&self) -> Operation {
        match self.change {
            Change::Patch(_) => Operation::Update,
            Change::Delete => Operation::Delete,
        }
    }
}

impl<'e, R: Writable> Job<'e, Vec<R>> for Filtered<'e, R> {
    fn rows(mut self: Box<Self>) -> WriteFuture<'e, Vec<R>> {
        Box::pin(async move {
            let (link, operation) = (self.query.reading.link, self.operation());
            let sql = self.sql(Answer::Rows)?;
            fetch::all(&link, &sql, operation).await
        })
    }

    fn count(mut self: Box<Self>) -> WriteFuture<'e, u64> {
        Box::pin(async move {
            let (link, operation) = (self.query.reading.link, self.operation());
            let sql = self.sql(Answer::Count)?;
            fetch::affected::<R>(&link, &sql, operation).await
        })
    }
}

impl<R: Row> Query<'_, R> {
    /// Whether the query says which rows to write, and nothing that a write would have to ignore.
    fn check_writable(&self) -> Result<(), WriteFault> {
        let reading = &self.reading;
        if reading.limit.is_some() {
            return Err(WriteFault::Shaped("a limit"));
        }
        if reading.offset.is_some() {
            return Err(WriteFault::Shaped("an offset"));
        }
        if !reading.order.is_empty() {
            return Err(WriteFault::Shaped("an order"));
        }
        if reading.paging.is_some() {
            return Err(WriteFault::Shaped("a page"));
        }
        if reading.distinct {
            return Err(WriteFault::Shaped("`distinct`"));
        }
        if reading.lock.strength.is_some() {
            return Err(WriteFault::Shaped("a row lock"));
        }
        if reading.conditions.is_empty() && reading.raw.is_empty() && !self.every_row {
            return Err(WriteFault::NoCondition);
        }
        Ok(())
    }
}
