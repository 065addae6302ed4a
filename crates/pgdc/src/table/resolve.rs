//! Inserts that update rows which are already there.

use std::future::IntoFuture;

use super::insert::Inserting;
use super::{Table, Upserted};
use crate::batch::Batch;
use crate::conflict::{Action, Conflict, How, On, Only, Resolution};
use crate::error::{Error, Kind, Operation, Result};
use crate::raise::{Raised, raised};
use crate::raw::{IntoParams, RawCondition, SqlText};
use crate::write::{Answer, Job, Write, WriteFuture};
use crate::write_fault::WriteFault;
use crate::{ColumnList, Condition, Row, fetch};

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
        Resolve::new(Inserting::new(table, batch), On::PrimaryKey, Resolution::overwrite())
    }

    pub(super) fn new(insert: Inserting<'e, R, B>, on: On, resolution: Resolution<'e>) -> Self {
        Resolve { insert, on, resolution, mistake: None }
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
        let is_sifted = self.resolution.only.is_some();
        let checked = self.checked()?;
        match checked.affected().await? {
            // Without a condition, only the scope can have kept it from the row in the way.
            0 if checked.rows().len() == 1 && !is_sifted => Err(checked.table().outside()),
            rows => Ok(rows),
        }
    }

    pub(super) fn into_write<'f>(self) -> Write<'f, B::Resolved>
    where
        Self: 'f,
    {
        Write::new(self)
    }

    pub(super) fn put(mut self, columns: impl ColumnList<R>, how: How) -> Self {
        let columns = columns.into_indexes().0;
        let is_jsonb = |c: &u16| R::RELATION.column(*c).sql_type() == "jsonb";
        if let (How::Merge, Some(other)) = (how, columns.iter().find(|c| !is_jsonb(c))) {
            let column = R::RELATION.column(*other).name();
            self.mistake = self.mistake.or_else(|| Some(WriteFault::Merge { column }.into()));
        }
        self.resolution.put(columns, how);
        self
    }

    fn checked(self) -> Result<Checked<'e, R, B>> {
        match self.mistake {
            Some(mistake) => Err(mistake.at(R::RELATION, Operation::Upsert)),
            None => {
                let action = Action::Update(self.resolution);
                let conflict = Conflict { on: self.on, action };
                Ok(Checked { insert: self.insert, conflict })
            }
        }
    }
}

/// One that was built without a mistake.
struct Checked<'e, R, B> {
    insert: Inserting<'e, R, B>,
    conflict: Conflict<'e>,
}

impl<'e, R: Row, B: Batch<R>> Checked<'e, R, B> {
    fn table(&self) -> &Table<'e, R> {
        &self.insert.table
    }

    fn rows(&self) -> &[B::New] {
        self.insert.batch.rows()
    }

    async fn affected(&self) -> Result<u64> {
        if self.rows().is_empty() {
            return Ok(0);
        }
        let table = self.table();
        let sql = table.insert_sql(self.rows(), Some(&self.conflict), Answer::Count)?;
        let affected = fetch::affected::<R>(&table.link, &sql, Operation::Upsert).await;
        affected.map_err(|error| table.conflict_error(error))
    }

    async fn upserted(&self) -> Result<Vec<Upserted<R>>> {
        if self.rows().is_empty() {
            return Ok(Vec::new());
        }
        let table = self.table();
        let sql = table.insert_sql(self.rows(), Some(&self.conflict), Answer::Rows)?;
        let rows = fetch::upserted(&table.link, &sql).await;
        let rows = rows.map_err(|error| table.conflict_error(error))?;
        Ok(rows.into_iter().map(Upserted::of).collect())
    }

    async fn resolved(&self) -> Result<B::Resolved> {
        let rows = self.upserted().await?;
        if rows.is_empty() && !self.rows().is_empty() {
            return Err(self.table().outside());
        }
        B::resolved(rows).ok_or_else(|| self.table().outside())
    }
}

impl<'f, R: Row, B: Batch<R> + 'f> IntoFuture for Resolve<'f, R, B> {
    type Output = Result<B::Resolved>;
    type IntoFuture = WriteFuture<'f, B::Resolved>;

    fn into_future(self) -> Self::IntoFuture {
        match self.checked() {
            Ok(checked) => Box::pin(async move { checked.resolved().await }),
            Err(mistake) => Box::pin(async { Err(mistake) }),
        }
    }
}

impl<'e, R: Row, B: Batch<R> + 'e> Job<'e, B::Resolved> for Resolve<'e, R, B> {
    fn rows(self: Box<Self>) -> WriteFuture<'e, B::Resolved> {
        self.into_future()
    }

    fn count(self: Box<Self>) -> WriteFuture<'e, u64> {
        Box::pin(Resolve::count(*self))
    }
}

/// An upsert of which a condition decides what is updated.
struct Sift<'e, R, B>(Resolve<'e, R, B>);

impl<'e, R: Row, B: Batch<R> + 'e> Job<'e, B::Sifted> for Sift<'e, R, B> {
    fn rows(self: Box<Self>) -> WriteFuture<'e, B::Sifted> {
        Box::pin(async { Ok(B::sifted(self.0.checked()?.upserted().await?)) })
    }

    fn count(self: Box<Self>) -> WriteFuture<'e, u64> {
        Box::pin(self.0.count())
    }
}

impl<R: Row> Table<'_, R> {
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
