//! Inserts, and what they do with rows that are already there.

use std::future::IntoFuture;

use super::{Table, Upserted};
use crate::batch::Batch;
use crate::conflict::{Action, Conflict, ConflictTarget, How, On, Only, Resolution};
use crate::error::{Error, Kind, Operation, Result};
use crate::raise::{Raised, raised};
use crate::raw::{IntoParams, RawCondition, SqlText};
use crate::render::{Statement, render};
use crate::values::{Assignments, Columns};
use crate::write::{Answer, Job, Write, WriteFuture};
use crate::write_fault::WriteFault;
use crate::{ColumnList, Condition, Row, fetch};

/// An insert that has not been sent: of one row ([`One`](crate::One)) or many ([`Many`](crate::Many)).
/// Awaited, it returns what was inserted.
#[must_use = "an insert is sent when it is awaited, or by `count`"]
pub struct Inserting<'e, R, B> {
    table: Table<'e, R>,
    batch: B,
}

impl<'e, R: Row, B: Batch<R>> Inserting<'e, R, B> {
    pub(super) fn new(table: &Table<'e, R>, batch: B) -> Self {
        Inserting { table: table.clone(), batch }
    }

    /// Inserts without `RETURNING`, so that no row travels back, and gives the number of rows inserted.
    ///
    /// # Errors
    /// As when it is awaited.
    pub async fn count(self) -> Result<u64> {
        if self.batch.rows().is_empty() {
            return Ok(0);
        }
        let sql = self.table.insert_sql(self.batch.rows(), None, Answer::Count)?;
        fetch::affected::<R>(self.table.link, &sql, Operation::Insert).await
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

    async fn send(self) -> Result<B::Inserted> {
        let rows = match self.batch.rows() {
            [] => Vec::new(),
            rows => {
                let sql = self.table.insert_sql(rows, None, Answer::Rows)?;
                fetch::inserted(self.table.link, &sql).await?
            }
        };
        B::inserted(rows).ok_or_else(|| self.table.missing(Operation::Insert, None))
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
        Resolve { insert: self.insert, on: self.on, resolution, mistake: None }
    }
}

/// An insert that updates rows in the way (`ON CONFLICT … DO UPDATE`). Awaited, it says of each row whether
/// it was inserted or updated.
///
/// A scope column is never set. A row in the way that is outside of the handle's scope is an error
/// ([`is_scope_violation`](Error::is_scope_violation)), and nothing is written; so is it when two of the rows
/// have the same key ([`is_given_twice`](Error::is_given_twice)).
#[must_use = "an insert is sent when it is awaited, or by `count`"]
pub struct Resolve<'e, R, B> {
    insert: Inserting<'e, R, B>,
    on: On,
    resolution: Resolution<'e>,
    /// The first mistake made in building it, told when it is sent.
    mistake: Option<Error>,
}

impl<'e, R: Row, B: Batch<R>> Resolve<'e, R, B> {
    pub(super) fn upsert(table: &Table<'e, R>, batch: B) -> Self {
        let insert = Inserting::new(table, batch);
        let resolution = Resolution::overwrite();
        Resolve { insert, on: On::PrimaryKey, resolution, mistake: None }
    }

    /// These columns keep the old value where the new one is NULL.
    pub fn coalesce(self, columns: impl ColumnList<R>) -> Self {
        self.put(columns, How::Coalesce)
    }

    /// These `jsonb` objects keep their members, and get the new ones besides or instead (`||`). A NULL on
    /// either side is an object without members.
    pub fn merge(self, columns: impl ColumnList<R>) -> Self {
        self.put(columns, How::Merge)
    }

    /// These columns keep the old value.
    pub fn keep(self, columns: impl ColumnList<R>) -> Self {
        self.put(columns, How::Keep)
    }

    /// Only where `condition` holds for the row in the way is it updated; else it stays as it is, and
    /// nothing is returned for it.
    pub fn update_where<'f>(mut self, condition: Condition<R>) -> Write<'f, B::Sifted>
    where
        Self: 'f,
    {
        self.resolution.only = Some(Only::Typed(condition.into_node()));
        Write::new(Sift(self))
    }

    /// The same by an SQL condition, in which `t` is the row in the way and `excluded` the new one:
    /// `update_where_sql("t.version < excluded.version", ())`. For the text see
    /// [`Query::rows_where`](crate::Query::rows_where).
    pub fn update_where_sql<'f>(
        mut self,
        text: impl Into<SqlText>,
        params: impl IntoParams<'e>,
    ) -> Write<'f, B::Sifted>
    where
        Self: 'f,
    {
        match RawCondition::new(text.into(), params.into_params()) {
            Ok(condition) => self.resolution.only = Some(Only::Raw(condition)),
            Err(refusal) => self.mistake = Some(refusal.into()),
        }
        Write::new(Sift(self))
    }

    /// Sends the insert without `RETURNING`, and gives the number of rows inserted or updated.
    ///
    /// # Errors
    /// As when it is awaited.
    pub async fn count(self) -> Result<u64> {
        let is_one = self.insert.batch.rows().len() == 1;
        let is_sifted = self.resolution.only.is_some();
        let table = self.insert.table.clone();
        match self.affected().await? {
            // Without a condition, only the scope can have kept it from the row in the way.
            0 if is_one && !is_sifted => Err(table.outside()),
            rows => Ok(rows),
        }
    }

    pub(super) fn into_write<'f>(self) -> Write<'f, B::Resolved>
    where
        Self: 'f,
    {
        Write::new(self)
    }

    fn put(mut self, columns: impl ColumnList<R>, how: How) -> Self {
        let columns = columns.into_indexes();
        let is_jsonb = |c: &u16| R::RELATION.column(*c).sql_type == "jsonb";
        if let (How::Merge, Some(other)) = (how, columns.iter().find(|c| !is_jsonb(c))) {
            let column = R::RELATION.column(*other).name;
            self.mistake = self.mistake.or_else(|| Some(WriteFault::Merge { column }.into()));
        }
        self.resolution.put(columns, how);
        self
    }

    async fn affected(self) -> Result<u64> {
        let (insert, conflict) = self.checked()?;
        if insert.batch.rows().is_empty() {
            return Ok(0);
        }
        let (table, rows) = (&insert.table, insert.batch.rows());
        let sql = table.insert_sql(rows, Some(&conflict), Answer::Count)?;
        let affected = fetch::affected::<R>(table.link, &sql, Operation::Upsert).await;
        affected.map_err(|error| table.conflict_error(error))
    }

    async fn upserted(self) -> Result<Vec<Upserted<R>>> {
        let (insert, conflict) = self.checked()?;
        if insert.batch.rows().is_empty() {
            return Ok(Vec::new());
        }
        let (table, rows) = (&insert.table, insert.batch.rows());
        let sql = table.insert_sql(rows, Some(&conflict), Answer::Rows)?;
        let rows = fetch::upserted(table.link, &sql).await;
        let rows = rows.map_err(|error| table.conflict_error(error))?;
        Ok(rows.into_iter().map(Upserted::of).collect())
    }

    async fn send(self) -> Result<B::Resolved> {
        let table = self.insert.table.clone();
        B::resolved(self.upserted().await?).ok_or_else(|| table.outside())
    }

    fn checked(self) -> Result<(Inserting<'e, R, B>, Conflict<'e>)> {
        match self.mistake {
            Some(mistake) => Err(mistake.at(R::RELATION, Operation::Upsert)),
            None => {
                let action = Action::Update(self.resolution);
                Ok((self.insert, Conflict { on: self.on, action }))
            }
        }
    }
}

impl<'f, R: Row, B: Batch<R> + 'f> IntoFuture for Resolve<'f, R, B> {
    type Output = Result<B::Resolved>;
    type IntoFuture = WriteFuture<'f, B::Resolved>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<R: Row, B: Batch<R>> Job<B::Resolved> for Resolve<'_, R, B> {
    fn rows<'f>(self: Box<Self>) -> WriteFuture<'f, B::Resolved>
    where
        Self: 'f,
    {
        Box::pin(self.send())
    }

    fn count<'f>(self: Box<Self>) -> WriteFuture<'f, u64>
    where
        Self: 'f,
    {
        Box::pin(Resolve::count(*self))
    }
}

/// An upsert of which a condition decides what is updated.
struct Sift<'e, R, B>(Resolve<'e, R, B>);

impl<R: Row, B: Batch<R>> Job<B::Sifted> for Sift<'_, R, B> {
    fn rows<'f>(self: Box<Self>) -> WriteFuture<'f, B::Sifted>
    where
        Self: 'f,
    {
        Box::pin(async { Ok(B::sifted(self.0.upserted().await?)) })
    }

    fn count<'f>(self: Box<Self>) -> WriteFuture<'f, u64>
    where
        Self: 'f,
    {
        Box::pin(self.0.count())
    }
}

struct Ignore<'e, R, B> {
    insert: Inserting<'e, R, B>,
    conflict: Conflict<'e>,
}

impl<R: Row, B: Batch<R>> Job<B::Ignored> for Ignore<'_, R, B> {
    fn rows<'f>(self: Box<Self>) -> WriteFuture<'f, B::Ignored>
    where
        Self: 'f,
    {
        Box::pin(async move {
            let (table, rows) = (&self.insert.table, self.insert.batch.rows());
            if rows.is_empty() {
                return Ok(B::ignored(Vec::new()));
            }
            let sql = table.insert_sql(rows, Some(&self.conflict), Answer::Rows)?;
            Ok(B::ignored(fetch::all(table.link, &sql, Operation::Insert).await?))
        })
    }

    fn count<'f>(self: Box<Self>) -> WriteFuture<'f, u64>
    where
        Self: 'f,
    {
        Box::pin(async move {
            let (table, rows) = (&self.insert.table, self.insert.batch.rows());
            if rows.is_empty() {
                return Ok(0);
            }
            let sql = table.insert_sql(rows, Some(&self.conflict), Answer::Count)?;
            fetch::affected::<R>(table.link, &sql, Operation::Insert).await
        })
    }
}

impl<R: Row> Table<'_, R> {
    fn insert_sql<'v, V: crate::Insert<R>>(
        &'v self,
        rows: &'v [V],
        conflict: Option<&'v Conflict<'v>>,
        answer: Answer,
    ) -> Result<crate::sql::Sql<'v>> {
        let operation = match conflict {
            Some(Conflict { action: Action::Update(_), .. }) => Operation::Upsert,
            _ => Operation::Insert,
        };
        let rows: Vec<Columns<'v>> = rows.iter().map(Assignments::of).collect();
        render(self.target(), Statement::Insert { rows, conflict, answer })
            .map_err(|error| error.at(R::RELATION, operation))
    }

    fn outside(&self) -> Error {
        Error::new(Kind::OutOfScope).at(R::RELATION, Operation::Upsert)
    }

    fn conflict_error(&self, error: Error) -> Error {
        match raised(&error) {
            Some(Raised::Outside) => self.outside(),
            Some(Raised::Twice) => {
                Error::from(WriteFault::GivenTwice { key: None }).at(R::RELATION, Operation::Upsert)
            }
            _ => error,
        }
    }
}

impl<R> Upserted<R> {
    fn of((row, is_inserted): (R, bool)) -> Self {
        if is_inserted { Upserted::Inserted(row) } else { Upserted::Updated(row) }
    }
}
