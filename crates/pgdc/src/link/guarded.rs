//! A statement under a setting that the server's row-level security reads.
//!
//! Everything is sent before anything is waited for, so that it costs no round trip of its own, and without
//! a point between at which the future can be dropped: dropped before, it has sent nothing; dropped after,
//! the whole is on its way and ends as if somebody waited. So no drop leaves a transaction open, or a setting
//! that the next statement would run under.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use futures_util::future::try_join;
use tokio_postgres::Error;

use super::{InTransaction, Started, Wire};
use crate::guard;
use crate::sql::{Sql, Value};

impl Wire<'_> {
    /// Sends the statement between those that tell the server its guards and take them back: by the end of
    /// the transaction around them, or, in a transaction that goes on, by empty settings.
    pub(super) async fn start_guarded(self, sql: &Sql<'_>) -> Result<Started, Error> {
        let client = self.client;
        let is_alone = matches!(self.transaction, InTransaction::No);
        let (set, unset) = (guard::set(&sql.guards), guard::unset(&sql.guards));
        let (set, statement) =
            try_join(self.prepare(&set, true), self.prepare(sql.text(), sql.recurring)).await?;
        let told: Vec<Value<'_>> = sql.guards.iter().map(|g| Value::Borrowed(g.value)).collect();

        let begin = is_alone.then(|| Sent::send(client.batch_execute("BEGIN")));
        let sent = match Sent::send(client.execute_raw(&set, &told)) {
            // A value that could not be sent leaves the setting as it was: the statement must not follow.
            Sent::Answered(Err(error)) => Err(error),
            set => Ok((set, Sent::send(client.query_raw(&statement, sql.params())))),
        };
        let end = Sent::send(client.simple_query_raw(if is_alone { "COMMIT" } else { &unset }));

        // The first that fails is why the others do.
        let (set, rows) = sent?;
        if let Some(begin) = begin {
            begin.answer().await?;
        }
        set.answer().await?;
        let stream = rows.answer().await?;
        let end = end.answer().await?;
        // Settings are not taken back where the transaction has failed, which takes them back itself.
        Ok(Started { statement, stream, commit: is_alone.then_some(end) })
    }
}

/// A request of tokio-postgres, which its first poll has sent.
enum Sent<F: Future> {
    Waiting(Pin<Box<F>>),
    Answered(F::Output),
}

impl<F: Future> Sent<F> {
    fn send(request: F) -> Self {
        let mut request = Box::pin(request);
        match request.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(answer) => Sent::Answered(answer),
            Poll::Pending => Sent::Waiting(request),
        }
    }

    async fn answer(self) -> F::Output {
        match self {
            Sent::Waiting(request) => request.await,
            Sent::Answered(answer) => answer,
        }
    }
}
