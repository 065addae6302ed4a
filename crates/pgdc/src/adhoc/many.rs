//! One statement with many sets of values.

use std::collections::VecDeque;
use std::future::{poll_fn, ready};
use std::pin::pin;
use std::task::Poll;

use futures_util::TryStreamExt as _;
use futures_util::future::BoxFuture;
use tokio_postgres::{Row, Statement};

use super::FromRow;
use crate::error::{Error, Result};
use crate::link::{Block, Held, Link};
use crate::raw::{IntoParams, Params, RawStatement, SqlText};
use crate::sql::{Sql, Value};

/// How many statements are on their way before the answer of the first is waited for.
const AHEAD: usize = 256;

/// A statement that is sent once for each set of values; made by [`Executor::sql_many`](crate::Executor::sql_many).
///
/// It is prepared once, and sent without waiting for each answer. All is done or nothing: in a transaction of its
/// own, or a savepoint of the one that it is in.
///
/// # Errors
/// Of each method: those of [`SqlStatement`](crate::SqlStatement); [`Error::row`] says which set it was, from 1.
#[must_use = "statements are sent by `execute` or `all`"]
pub struct SqlMany<'e, I> {
    link: Link<'e>,
    text: SqlText,
    sets: I,
}

impl<'e, I> SqlMany<'e, I> {
    pub(crate) fn new(link: Link<'e>, text: SqlText, sets: I) -> Self {
        SqlMany { link, text, sets }
    }
}

impl<'e, I> SqlMany<'e, I>
where
    I: IntoIterator<Item: IntoParams<'e>, IntoIter: Send> + Send,
{
    /// Runs them, and tells how many rows they wrote, or returned, in all.
    pub async fn execute(self) -> Result<u64> {
        let mut total = 0;
        self.run(|_, answer| {
            total += answer.affected;
            Ok(())
        })
        .await?;
        Ok(total)
    }

    /// The rows of each, read as `T`; see [`SqlStatement::all`](crate::SqlStatement::all).
    pub async fn all<T: FromRow>(self) -> Result<Vec<Vec<T>>> {
        let (mut all, mut shape) = (Vec::new(), None);
        self.run(|statement, answer| {
            let shape = match &mut shape {
                Some(shape) => shape,
                none => none.insert(T::shape(statement.columns())?),
            };
            let rows = answer.rows.into_iter().map(|row| T::read(row, shape));
            all.push(rows.collect::<Result<_>>()?);
            Ok(())
        })
        .await?;
        Ok(all)
    }

    async fn run(
        self,
        mut each: impl FnMut(&Statement, Answer) -> Result<()> + Send,
    ) -> Result<()> {
        let mut sets = self.sets.into_iter();
        let Some(first) = sets.next().map(IntoParams::into_params) else { return Ok(()) };
        let (raw, params) = RawStatement::split(self.text, first).map_err(|e| at(1, e.into()))?;
        let held = self.link.hold().await?;
        let (statement, mut trace) = {
            let mut sql = Sql::new();
            raw.write_for(&params, &mut sql);
            (held.prepare(&sql).await?, held.trace(&sql))
        };
        let block = Block::begin(&held).await?;
        let (mut sent, mut answered, mut rows) = (VecDeque::new(), 0, 0);
        let mut next = Some(params);
        while next.is_some() || !sent.is_empty() {
            if let Some(params) = next.take() {
                let set = answered + sent.len() as u64 + 1;
                let order = raw.order(&params).map_err(|refusal| at(set, refusal.into()))?;
                sent.push_back(started(ask(&held, &statement, order, params)).await);
                next = sets.next().map(IntoParams::into_params);
            }
            if next.is_some() && sent.len() < AHEAD {
                continue;
            }
            let Some(answer) = sent.pop_front() else { break };
            answered += 1;
            let answer = held.in_time(answer).await.inspect_err(|error| trace.failed(error));
            let answer = answer.map_err(|error| at(answered, error))?;
            rows += answer.affected;
            each(&statement, answer).map_err(|error| at(answered, error))?;
        }
        block.commit().await?;
        trace.ended(rows);
        Ok(())
    }
}

/// What one of the statements came to.
struct Answer {
    rows: Vec<Row>,
    affected: u64,
}

/// Sends the statement with one set of values.
async fn ask(
    held: &Held<'_>,
    statement: &Statement,
    order: Vec<usize>,
    params: Params<'_>,
) -> Result<Answer, tokio_postgres::Error> {
    let values: Vec<Value<'_>> =
        order.into_iter().map(|at| Value::Borrowed(params.value(at))).collect();
    let mut stream = pin!(held.client().query_raw(statement, values).await?);
    let mut rows = Vec::new();
    while let Some(row) = stream.try_next().await? {
        rows.push(row);
    }
    Ok(Answer { rows, affected: stream.rows_affected().unwrap_or_default() })
}

/// The future, polled for the first time, so that what it sends is on its way.
async fn started<'h, T: Send + 'h>(work: impl Future<Output = T> + Send + 'h) -> BoxFuture<'h, T> {
    let mut work: BoxFuture<'h, T> = Box::pin(work);
    match poll_fn(|context| Poll::Ready(work.as_mut().poll(context))).await {
        Poll::Ready(done) => Box::pin(ready(done)),
        Poll::Pending => work,
    }
}

fn at(set: u64, error: Error) -> Error {
    error.at_row("set", Some(set))
}
