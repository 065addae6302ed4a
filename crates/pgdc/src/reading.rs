//! What is to be read, without the type of what comes out: the state that all forms of a query share.

use tokio_postgres::types::FromSqlOwned;

use crate::Relation;
use crate::columns::sealed::Expressions;
use crate::condition::Node;
use crate::cursor::{Cursor, CursorName, Decode};
use crate::error::{Error, Operation, Refusal, Result};
use crate::expression::Expression;
use crate::fetch;
use crate::link::Link;
use crate::lock::Lock;
use crate::order::Term;
use crate::paging::{Paging, Span};
use crate::raw::RawCondition;
use crate::render::{Filter, Having, Output, Select, Statement, Target, render};
use crate::row_stream::RowStream;
use crate::scope::Scope;
use crate::sql::Sql;

pub(crate) struct Reading<'e> {
    pub(crate) link: Link<'e>,
    pub(crate) relation: &'static Relation,
    pub(crate) scope: Scope,
    pub(crate) conditions: Vec<Node>,
    pub(crate) raw: Vec<RawCondition<'e>>,
    pub(crate) paging: Option<Paging>,
    pub(crate) order: Vec<Term>,
    pub(crate) limit: Option<i64>,
    pub(crate) offset: Option<i64>,
    pub(crate) distinct: bool,
    pub(crate) lock: Lock,
    /// The first mistake made in building it, told when it is sent.
    pub(crate) mistake: Option<Refusal>,
}

/// What comes out: whole rows by default.
#[derive(Default)]
pub(crate) struct Shape {
    pub(crate) output: Option<Vec<Expression>>,
    /// How many of the output's expressions the rows are grouped by.
    pub(crate) groups: Option<usize>,
    pub(crate) having: Vec<Having>,
}

impl Shape {
    /// These expressions; grouped by the first so many of them, or not.
    pub(crate) fn of(expressions: &impl Expressions, groups: Option<usize>) -> Self {
        let mut shape = Shape { groups, ..Shape::default() };
        shape.add(expressions);
        shape
    }

    pub(crate) fn add(&mut self, expressions: &impl Expressions) {
        expressions.write(self.output.get_or_insert_default());
    }

    pub(crate) fn output(&self) -> &[Expression] {
        self.output.as_deref().unwrap_or_default()
    }
}

impl<'e> Reading<'e> {
    pub(crate) fn new(link: Link<'e>, relation: &'static Relation, scope: Scope) -> Self {
        Reading {
            link,
            relation,
            scope,
            conditions: Vec::new(),
            raw: Vec::new(),
            paging: None,
            order: Vec::new(),
            limit: None,
            offset: None,
            distinct: false,
            lock: Lock::default(),
            mistake: None,
        }
    }

    /// Returns at most `rows` rows, and no more than before.
    pub(crate) fn cap(&mut self, rows: i64) {
        self.limit = Some(self.limit.map_or(rows, |limit| limit.min(rows)));
    }

    /// From here on, order and limit are those of groups; which rows are meant stays as it is.
    pub(crate) fn group(&mut self) {
        let order = self.order();
        if let Some(paging) = &mut self.paging {
            paging.order = Some(order);
            paging.from_end = false;
        }
    }

    /// Every row, decoded while they arrive.
    pub(crate) async fn all<T>(
        &self,
        shape: &Shape,
        decode: impl Fn(&tokio_postgres::Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        let sql = self.select(shape)?;
        fetch::each(&self.link, &sql, self.relation, Operation::Select, decode).await
    }

    /// Every row when it is asked for.
    pub(crate) fn stream<T: Send + 'e>(
        self,
        shape: Shape,
        decode: impl Fn(&tokio_postgres::Row) -> Result<T> + Send + 'e,
    ) -> RowStream<'e, T> {
        let relation = self.relation;
        let open = async move {
            let sql = self.select(&shape)?;
            fetch::open(&self.link, &sql, relation).await
        };
        RowStream::new(relation, open, decode)
    }

    /// Rows when they are asked for, by a cursor of the transaction.
    pub(crate) async fn cursor<T>(
        self,
        shape: Shape,
        prefetch: u32,
        decode: impl Fn(&tokio_postgres::Row) -> Result<T> + Send + Sync + 'e,
    ) -> Result<Cursor<'e, T>> {
        let name = CursorName::new();
        let (filter, select) = self.parts(&shape)?;
        let sql = self.render(Statement::Cursor { name: &name, filter, select })?;
        let decode = |_: &[_]| -> Result<Decode<'e, T>> { Ok(Box::new(move |row| decode(&row))) };
        Cursor::open(self.link, &sql, &name, prefetch, decode).await.map_err(|error| self.at(error))
    }

    /// The one value of a statement on the rows, whatever order and limit.
    pub(crate) async fn scalar<T: FromSqlOwned>(
        &self,
        statement: impl for<'v> FnOnce(Filter<'v>) -> Statement<'v>,
    ) -> Result<T> {
        let sql = self.render(statement(self.filter()?))?;
        fetch::scalar(&self.link, &sql, self.relation).await
    }

    /// The server's plan, a line each.
    pub(crate) async fn explain(&self, shape: &Shape, analyze: bool) -> Result<String> {
        let (filter, select) = self.parts(shape)?;
        let sql = self.render(Statement::Explain { filter, select, analyze })?;
        let line = |row: &tokio_postgres::Row| Ok(row.try_get::<_, String>(0)?);
        let lines = fetch::each(&self.link, &sql, self.relation, Operation::Select, line).await?;
        Ok(lines.join("\n"))
    }

    pub(crate) fn select<'v>(&'v self, shape: &'v Shape) -> Result<Box<Sql<'v>>> {
        let (filter, select) = self.parts(shape)?;
        self.render(Statement::Select { filter, select })
    }

    fn parts<'v>(&'v self, shape: &'v Shape) -> Result<(Filter<'v>, Select<'v>)> {
        let select = Select {
            output: shape.output.as_deref().map_or(Output::Rows, Output::Expressions),
            groups: shape.groups,
            having: &shape.having,
            distinct: self.distinct,
            order: self.order(),
            backwards: self.paging.as_ref().is_some_and(Paging::is_backwards),
            limit: self.limit.as_ref(),
            offset: self.offset.as_ref(),
            lock: self.lock,
        };
        Ok((self.filter()?, select))
    }

    fn filter(&self) -> Result<Filter<'_>> {
        self.filter_for(Operation::Select)
    }

    /// Which rows are meant, for what is to be done with them.
    pub(crate) fn filter_for(&self, operation: Operation) -> Result<Filter<'_>> {
        if let Some(mistake) = &self.mistake {
            return Err(Error::from(mistake.clone()).at(self.relation, operation));
        }
        let span = match &self.paging {
            Some(paging) => {
                let order = paging.order.clone().unwrap_or_else(|| self.order());
                Span::of(self.relation, order, paging).map_err(|error| self.at(error))?
            }
            None => Span::default(),
        };
        Ok(Filter { conditions: &self.conditions, raw: &self.raw, span, ..Filter::default() })
    }

    /// The order asked for; between pages, one in which no two rows are equal.
    fn order(&self) -> Vec<Term> {
        let mut order = self.order.clone();
        if self.paging.as_ref().is_some_and(|paging| paging.order.is_none()) {
            let key = self.relation.key.iter().map(|column| Expression::Column(*column));
            for expression in key {
                if !order.iter().any(|term| term.expression == expression) {
                    order.push(Term::new(expression, false));
                }
            }
        }
        order
    }

    fn render<'v>(&'v self, statement: Statement<'v>) -> Result<Box<Sql<'v>>> {
        render(self.target(), statement).map_err(|error| self.at(error))
    }

    pub(crate) fn target(&self) -> Target<'_> {
        Target { relation: self.relation, scope: &self.scope }
    }

    fn at(&self, error: Error) -> Error {
        error.at(self.relation, Operation::Select)
    }
}
