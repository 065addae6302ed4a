//! A query: which rows of a table, in which order, how many.

mod claim;

use std::marker::PhantomData;

use tokio_postgres::types::FromSqlOwned;

use crate::condition::Node;
use crate::error::{Error, Kind, Operation, Result};
use crate::fetch;
use crate::link::Link;
use crate::order::{Order, Term};
use crate::raw::{IntoParams, RawCondition, SqlText};
use crate::render::{Filter, Statement, Target, render};
use crate::scope::Scope;
use crate::{Condition, Row};

pub use claim::Claimed;

/// Rows of a relation to be read: the handle's scope, narrowed by conditions.
///
/// Made by the methods of [`Table`](crate::Table); nothing is sent before one of the methods that return
/// a future is awaited.
#[must_use = "a query is sent by `all`, `first`, `one`, `optional`, `count` or `exists`"]
pub struct Query<'e, R> {
    link: Link<'e>,
    scope: Scope,
    conditions: Vec<Node>,
    raw: Vec<RawCondition<'e>>,
    order: Vec<Term>,
    limit: Option<i64>,
    offset: Option<i64>,
    /// The first mistake made in building it, told when it is sent.
    mistake: Option<Error>,
    marker: PhantomData<fn() -> R>,
}

impl<'e, R: Row> Query<'e, R> {
    pub(crate) fn new(link: Link<'e>, scope: Scope) -> Self {
        Query {
            link,
            scope,
            conditions: Vec::new(),
            raw: Vec::new(),
            order: Vec::new(),
            limit: None,
            offset: None,
            mistake: None,
            marker: PhantomData,
        }
    }

    /// Keeps the rows for which `condition` holds too.
    pub fn filter(mut self, condition: Condition<R>) -> Self {
        self.conditions.push(condition.into_node());
        self
    }

    /// Keeps the rows for which the SQL condition `text` holds too, with values for its placeholders: `?`
    /// in their order, `:name`, or `$n`.
    ///
    /// The text stands in parentheses of its own, and text that could reach beyond them is refused:
    /// unbalanced parentheses, comments, `;`, open quotes. PostgreSQL's operators `?`, `?|`, `?&` and
    /// `@?` between two values are left alone.
    pub fn rows_where(mut self, text: impl Into<SqlText>, params: impl IntoParams<'e>) -> Self {
        match RawCondition::new(text.into(), params.into_params()) {
            Ok(condition) => self.raw.push(condition),
            Err(refusal) => self.mistake = self.mistake.or(Some(refusal.into())),
        }
        self
    }

    /// Orders the rows by a column: `Album::TITLE` or `Album::TITLE.desc()`. Called again, it orders rows
    /// that are equal so far.
    pub fn order_by(mut self, order: impl Into<Order<R>>) -> Self {
        self.order.push(order.into().term());
        self
    }

    /// Returns at most `rows` rows; of 0, none.
    pub fn limit(mut self, rows: u32) -> Self {
        self.limit = Some(rows.into());
        self
    }

    /// Leaves out the first `rows` rows.
    pub fn offset(mut self, rows: u64) -> Self {
        self.offset = Some(i64::try_from(rows).unwrap_or(i64::MAX));
        self
    }

    /// All rows.
    ///
    /// # Errors
    /// The server's, or a value that does not fit its field.
    pub async fn all(self) -> Result<Vec<R>> {
        self.select().await
    }

    /// The first row, if there is any. Without [`order_by`](Query::order_by), which one is first is up to
    /// the server.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub async fn first(mut self) -> Result<Option<R>> {
        self.limit = Some(self.limit.map_or(1, |limit| limit.min(1)));
        Ok(self.select().await?.pop())
    }

    /// The only row. At most two are read to know.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) when there is none,
    /// [`is_not_unique`](Error::is_not_unique) when there are more.
    pub async fn one(self) -> Result<R> {
        let missing =
            || Error::new(Kind::NotFound { key: None }).at(R::RELATION, Operation::Select);
        self.optional().await?.ok_or_else(missing)
    }

    /// The only row, or none.
    ///
    /// # Errors
    /// [`is_not_unique`](Error::is_not_unique) when there is more than one.
    pub async fn optional(mut self) -> Result<Option<R>> {
        self.limit = Some(self.limit.map_or(2, |limit| limit.min(2)));
        let mut rows = self.select().await?;
        if rows.len() > 1 {
            return Err(Error::new(Kind::NotUnique).at(R::RELATION, Operation::Select));
        }
        Ok(rows.pop())
    }

    /// How many rows there are, whatever limit and offset say.
    ///
    /// # Errors
    /// The server's.
    pub async fn count(self) -> Result<u64> {
        let count: i64 = self.scalar(|filter| Statement::Count { filter }).await?;
        Ok(count.unsigned_abs())
    }

    /// Whether there is any row, whatever limit and offset say.
    ///
    /// # Errors
    /// The server's.
    pub async fn exists(self) -> Result<bool> {
        self.scalar(|filter| Statement::Exists { filter }).await
    }
}

impl<R: Row> Query<'_, R> {
    async fn select(mut self) -> Result<Vec<R>> {
        self.check()?;
        let (limit, offset) = (self.limit.as_ref(), self.offset.as_ref());
        let statement =
            Statement::Select { filter: self.rows(), order: &self.order, limit, offset };
        let sql = render(self.target(), statement)?;
        fetch::all(self.link, &sql, Operation::Select).await
    }

    async fn scalar<T: FromSqlOwned>(
        mut self,
        statement: impl for<'v> FnOnce(Filter<'v>) -> Statement<'v>,
    ) -> Result<T> {
        self.check()?;
        let sql = render(self.target(), statement(self.rows()))?;
        fetch::scalar(self.link, &sql, R::RELATION).await
    }

    fn check(&mut self) -> Result<()> {
        match self.mistake.take() {
            Some(mistake) => Err(mistake.at(R::RELATION, Operation::Select)),
            None => Ok(()),
        }
    }

    fn target(&self) -> Target<'_> {
        Target { relation: R::RELATION, scope: &self.scope }
    }

    fn rows(&self) -> Filter<'_> {
        Filter { key: None, conditions: &self.conditions, raw: &self.raw }
    }
}
