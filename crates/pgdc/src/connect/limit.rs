//! How long a statement may keep its caller waiting.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join;
use tokio::time::timeout;
use tokio_postgres::Client;

use super::cancel;
use crate::config::plan::Plan;
use crate::error::{Error, Kind};
use crate::session::Session;

const SHORTEST_GRACE: Duration = Duration::from_secs(1);
const LONGEST_GRACE: Duration = Duration::from_secs(5);

/// What a configuration says of the statements of all connections made by it.
#[derive(Clone)]
pub(crate) struct Limit {
    /// Its `command_timeout`.
    after: Option<Duration>,
    /// How a request to cancel reaches the server.
    plan: Arc<Plan>,
}

impl Limit {
    pub(crate) fn of(plan: &Arc<Plan>) -> Self {
        Limit { after: plan.command_timeout, plan: Arc::clone(plan) }
    }
}

impl fmt::Debug for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limit").field("after", &self.after).finish_non_exhaustive()
    }
}

/// What a statement has left of the time that it may keep its caller waiting; without a limit, all of it.
pub(crate) struct Allowance<'e> {
    time: Option<Time>,
    /// How a request to cancel reaches the server, where the connection was made by us.
    plan: Option<&'e Arc<Plan>>,
}

struct Time {
    after: Duration,
    left: Duration,
}

impl Time {
    fn of(after: Duration) -> Self {
        Time { after, left: after }
    }
}

impl<'e> Allowance<'e> {
    /// So long for this call.
    pub(crate) fn of(call: Option<Duration>) -> Self {
        Allowance { time: call.map(Time::of), plan: None }
    }

    /// On a connection, whose own limit holds where the call has none.
    pub(crate) fn on(self, limit: Option<&'e Limit>) -> Self {
        let Some(Limit { after, plan }) = limit else { return self };
        Allowance { time: self.time.or(after.map(Time::of)), plan: Some(plan) }
    }

    /// Waits for the server. When the time is over it fails, and the statement is still to be cancelled.
    pub(crate) async fn wait<T, E>(
        &mut self,
        answer: impl Future<Output = Result<T, E>>,
    ) -> Result<T, Error>
    where
        Error: From<E>,
    {
        let Some(Time { after, left }) = &mut self.time else {
            return answer.await.map_err(Error::from);
        };
        let started = Instant::now();
        let answered = timeout(*left, answer).await;
        *left = left.saturating_sub(started.elapsed());
        match answered {
            Ok(answer) => answer.map_err(Error::from),
            Err(_) => Err(Error::new(Kind::Timeout { after: *after })),
        }
    }

    /// Cancels the statement on the server, where `error` says that it was given up, and returns when the
    /// connection is fit for the next one. Meanwhile its `rows` are read, without which the connection would stand
    /// still.
    pub(crate) async fn cancel_after(
        &self,
        error: &Error,
        client: &Client,
        session: Option<&Session>,
        rows: impl Future<Output = ()>,
    ) {
        if let Kind::Timeout { .. } = error.kind() {
            let rows = timeout(LONGEST_GRACE, rows);
            // In a box: the future of each statement would else be as large as that of a TLS handshake, and is
            // moved about.
            let _ = Box::pin(join(self.cancel(client, session), rows)).await;
        }
    }

    /// Cancels the statement, and returns when the connection is fit for the next one; or is closed, since whoever waits
    /// no longer than this for a statement does not wait much longer for its end.
    async fn cancel(&self, client: &Client, session: Option<&Session>) {
        let token = client.cancel_token();
        let settled = async {
            // Where the network is gone, the connection is too, and tells so to the next statement.
            let _ = cancel::request(&token, self.plan).await;
            // Answered after the statement, so that the request cannot hit one that is sent later.
            client.batch_execute("").await
        };
        let after = self.time.as_ref().map_or(SHORTEST_GRACE, |time| time.after);
        let grace = after.clamp(SHORTEST_GRACE, LONGEST_GRACE);
        if let (Err(_), Some(session)) = (timeout(grace, settled).await, session) {
            session.cut();
        }
    }
}
