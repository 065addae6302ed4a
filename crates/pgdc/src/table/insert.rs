//! Inserts, and what they do with rows that are already there.

use std::future::IntoFuture;

use super::Table;
use super::resolve::Resolve;
use crate::batch::Batch;
use crate::conflict::{Action, Conflict, ConflictTarget, How, On, Resolution};
use crate::copy::insert_by_copy;
use crate::error::{Operation, Result};
use crate::render::{Statement, render};
use crate::values::{Assignments, Columns};
use crate::write::{Answer, Job, Write, WriteFuture};
use crate::{ColumnList, Row, fetch};

/// An insert that has not been sent: of one row ([`One`](crate::One)) or many ([`Many`](crate::Many)).
/// Awaited, it returns what was inserted.
#[must_use = "an insert is sent when it is awaited, or by `count`"]
pub struct Inserting<'e, R, B> {
    pub(super) table: Table<'e, R>,
    pub(super) batch: B,
}

impl<'e, R: Row, B: Batch<R>> Inserting<'e, R, B> {
    pub(super) fn new(table: &Table<'e, R>, batch: B) -> Self {
        Inserting { table: table.clone(), batch }
    }

    /// Inserts without `RETURNING`, so that no row travels back, and gives the number of rows inserted.
    ///
    /// Of some hundred rows, which set the same columns of a table without triggers, rules and row-level security, and
    /// without a time limit, this is a `COPY`, in half of the time: still one statement, with the same result.
    ///
    /// # Errors
    /// As when it is awaited.
    pub async fn count(self) -> Result<u64> {
        let rows = self.batch.rows();
        if rows.is_empty() {
            return Ok(0);
        }
        if rows.len() > 1 {
            let (link, target) = (self.table.link, self.table.target());
            let row = |place: usize| Assignments::of(&rows[place]);
            let copied = Box::pin(insert_by_copy(link, target, rows.len(), &row)).await?;
            if let Some(written) = copied {
                return Ok(written);
            }
        }
        let sql = self.table.insert_sql(rows, None, Answer::Count)?;
        fetch::affected::<R>(&self.table.link, &sql, Operation::Insert).await
    }

    /// Says what happens where a row is already there that has the new row's key: the key of `target`, by
    /// which PostgreSQL finds the unique index (`ON CONFLICT`). Another unique index that refuses the row is
    /// an error as ever.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Row, V: Insert<R> + Clone>(
    /// #     album: Table<'_, R>, new: V, title: Column<R, String>, key: Constraint<'static>,
    /// # ) -> Result<()> {
    /// let inserted: Option<R> = album.insert(new.clone()).on_conflict(PrimaryKey).ignore().await?;
    /// let album: Upserted<R> = album.insert(new).on_conflict((title,)).overwrite().await?;
    /// # Ok(()) }
    /// ```
    pub fn on_conflict(self, target: impl ConflictTarget<R>) -> OnConflict<'e, R, B> {
        OnConflict { insert: self, on: target.into_target().0 }
    }

    #[expect(clippy::manual_async_fn, reason = "in its future `self` would have two places")]
    fn send(self) -> impl Future<Output = Result<B::Inserted>> + Send + use<'e, R, B> {
        async move {
            let rows = match self.batch.rows() {
                [] => Vec::new(),
                rows => {
                    let sql = self.table.insert_sql(rows, None, Answer::Rows)?;
                    fetch::inserted(&self.table.link, &sql).await?
                }
            };
            B::inserted(rows).ok_or_else(|| self.table.missing(Operation::Insert, None))
        }
    }
}

impl<'f, R: Row, B: Batch<R> + 'f> IntoFuture for Inserting<'f, R, B> {
    type Output = Result<B::Inserted>;
    type IntoFuture = WriteFuture<'f, B::Inserted>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// An insert with a conflict target, which is to be told what to do with rows in the way.
#[must_use = "say what is to be done with rows in the way"]
pub struct OnConflict<'e, R, B> {
    insert: Inserting<'e, R, B>,
    on: On,
}

impl<'e, R: Row, B: Batch<R>> OnConflict<'e, R, B> {
    /// Rows in the way stay as they are, wherever they are, and the new ones are left out
    /// (`DO NOTHING`). Returns what was inserted; of many rows in the order given, as far as they set the
    /// same columns.
    pub fn ignore<'f>(self) -> Write<'f, B::Ignored>
    where
        Self: 'f,
    {
        let OnConflict { insert, on } = self;
        Write::new(Ignore { insert, conflict: Conflict { on, action: Action::Ignore } })
    }

    /// The row in the way gets every value that is given, its primary key apart. Columns that are not given
    /// stay.
    pub fn overwrite(self) -> Resolve<'e, R, B> {
        self.resolve(Resolution::overwrite())
    }

    /// The row in the way gets the values of these columns, those of them that are given.
    pub fn overwrite_only(self, columns: impl ColumnList<R>) -> Resolve<'e, R, B> {
        self.resolve(Resolution::default()).put(columns, How::Overwrite)
    }

    /// The row in the way gets the values of these columns that are not NULL.
    pub fn coalesce(self, columns: impl ColumnList<R>) -> Resolve<'e, R, B> {
        self.resolve(Resolution::default()).coalesce(columns)
    }

    /// The row in the way keeps the members of these `jsonb` objects, and gets the new ones (`||`).
    pub fn merge(self, columns: impl ColumnList<R>) -> Resolve<'e, R, B> {
        self.resolve(Resolution::default()).merge(columns)
    }

    fn resolve(self, resolution: Resolution<'e>) -> Resolve<'e, R, B> {
        Resolve::new(self.insert, self.on, resolution)
    }
}

struct Ignore<'e, R, B> {
    insert: Inserting<'e, R, B>,
    conflict: Conflict<'e>,
}

impl<'e, R: Row, B: Batch<R> + 'e> Job<'e, B::Ignored> for Ignore<'e, R, B> {
    fn rows(self: Box<Self>) -> WriteFuture<'e, B::Ignored> {
        Box::pin(async move {
            let (table, rows) = (&self.insert.table, self.insert.batch.rows());
            if rows.is_empty() {
                return Ok(B::ignored(Vec::new()));
            }
            let sql = table.insert_sql(rows, Some(&self.conflict), Answer::Rows)?;
            Ok(B::ignored(fetch::all(&table.link, &sql, Operation::Insert).await?))
        })
    }

    fn count(self: Box<Self>) -> WriteFuture<'e, u64> {
        Box::pin(async move {
            let (table, rows) = (&self.insert.table, self.insert.batch.rows());
            if rows.is_empty() {
                return Ok(0);
            }
            let sql = table.insert_sql(rows, Some(&self.conflict), Answer::Count)?;
            fetch::affected::<R>(&table.link, &sql, Operation::Insert).await
        })
    }
}

impl<R: Row> Table<'_, R> {
    pub(super) fn insert_sql<'v, V: crate::Insert<R>>(
        &'v self,
        rows: &'v [V],
        conflict: Option<&'v Conflict<'v>>,
        answer: Answer,
    ) -> Result<Box<crate::sql::Sql<'v>>> {
        let operation = match conflict {
            Some(Conflict { action: Action::Update(_), .. }) => Operation::Upsert,
            _ => Operation::Insert,
        };
        let rows: Vec<Columns<'v>> = rows.iter().map(Assignments::of).collect();
        render(self.target(), Statement::Insert { rows, conflict, answer })
            .map_err(|error| error.at(R::RELATION, operation))
    }
}
