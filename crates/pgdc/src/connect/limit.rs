//! How long a statement may keep its caller waiting.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join;
use tokio::time::timeout;
use tokio_postgres::Client;

use super::cancel::request_cancel;
use crate::config::plan::Plan;
use crate::error::{Error, Kind};
use crate::session::Session;

const SHORTEST_GRACE: Duration = Duration::from_secs(1);
const LONGEST_GRACE: Duration = Duration::from_secs(5);

/// The `command_timeout` of a configuration, for all connections made by it.
#[derive(Clone)]
pub(crate) struct Limit {
    after: Duration,
    /// How a request to cancel reaches the server.
    plan: Arc<Plan>,
}

impl Limit {
    pub(crate) fn of(plan: &Arc<Plan>) -> Option<Self> {
        plan.command_timeout.map(|after| Limit { after, plan: Arc::clone(plan) })
    }

    /// Cancels what the server is at, and returns when the connection is fit for the next statement; or is closed,
    /// since whoever waits no longer than this for a statement does not wait much longer for its end.
    async fn cancel(&self, client: &Client, session: Option<&Session>) {
        let settled = async {
            request_cancel(client, Some(&self.plan)).await;
            // Answered after the statement, so that the request cannot hit one that is sent later.
            client.batch_execute("").await
        };
        let grace = self.after.clamp(SHORTEST_GRACE, LONGEST_GRACE);
        if let (Err(_), Some(session)) = (timeout(grace, settled).await, session) {
            session.cut();
        }
    }
}

impl fmt::Debug for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limit").field("after", &self.after).finish_non_exhaustive()
    }
}

/// What a statement has left of the time that it may keep its caller waiting; without a limit, all of it.
pub(crate) struct Allowance<'e>(Option<(&'e Limit, Duration)>);

impl<'e> Allowance<'e> {
    pub(crate) fn start(limit: Option<&'e Limit>) -> Self {
        Allowance(limit.map(|limit| (limit, limit.after)))
    }

    /// Waits for the server. When the time is over it fails, and the statement is still to be cancelled.
    pub(crate) async fn wait<T>(
        &mut self,
        answer: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, Error> {
        let Some((limit, left)) = &mut self.0 else { return answer.await.map_err(Error::from) };
        let started = Instant::now();
        let answered = timeout(*left, answer).await;
        *left = left.saturating_sub(started.elapsed());
        match answered {
            Ok(answer) => answer.map_err(Error::from),
            Err(_) => Err(Error::new(Kind::Timeout { after: limit.after })),
        }
    }

    /// Cancels the statement on the server, where `error` says that it was given up. Meanwhile its `rows` are
    /// read, without which the connection would stand still.
    pub(crate) async fn cancel_after(
        &self,
        error: &Error,
        client: &Client,
        session: Option<&Session>,
        rows: impl Future<Output = ()>,
    ) {
        if let (Some((limit, _)), Kind::Timeout { .. }) = (&self.0, error.kind()) {
            let rows = timeout(LONGEST_GRACE, rows);
            let _ = join(limit.cancel(client, session), rows).await;
        }
    }
}
