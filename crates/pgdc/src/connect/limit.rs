//! How long a statement may keep its caller waiting.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use futures_util::future::join;
use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep, timeout};
use tokio_postgres::Client;

use super::cancel;
use crate::error::{Error, Kind};
use crate::session::Session;

const SHORTEST_GRACE: Duration = Duration::from_secs(1);
const LONGEST_GRACE: Duration = Duration::from_secs(5);

/// What a statement has left of the time that it may keep its caller waiting; without a limit, all of it.
pub(crate) struct Allowance {
    time: Option<Time>,
}

pub(crate) struct Time {
    after: Duration,
    left: Duration,
}

impl Time {
    fn of(after: Duration) -> Self {
        Time { after, left: after }
    }
}

pin_project! {
    /// What waits for an answer as long as there is time. Not an `async fn`, in which `answer` would have two
    /// places: it is a large future, and moved with each call.
    pub(crate) struct Waiting<'a, F> {
        #[pin]
        answer: F,
        time: Option<&'a mut Time>,
        over: Option<(Instant, Pin<Box<Sleep>>)>,
    }
}

impl<T, E, F: Future<Output = Result<T, E>>> Future for Waiting<'_, F>
where
    Error: From<E>,
{
    type Output = Result<T, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Some(time) = this.time else {
            return this.answer.poll(context).map_err(Error::from);
        };
        let started = this.over.as_ref().map_or_else(Instant::now, |(started, _)| *started);
        if let Poll::Ready(answer) = this.answer.poll(context) {
            time.left = time.left.saturating_sub(started.elapsed());
            return Poll::Ready(answer.map_err(Error::from));
        }
        let (_, over) = this.over.get_or_insert_with(|| (started, Box::pin(sleep(time.left))));
        ready!(over.as_mut().poll(context));
        time.left = Duration::ZERO;
        Poll::Ready(Err(Error::new(Kind::Timeout { after: time.after })))
    }
}

impl Allowance {
    /// So long for this call.
    pub(crate) fn of(call: Option<Duration>) -> Self {
        Allowance { time: call.map(Time::of) }
    }

    /// On a connection, whose own limit holds where the call has none.
    pub(crate) fn on(self, limit: Option<Duration>) -> Self {
        Allowance { time: self.time.or(limit.map(Time::of)) }
    }

    /// Waits for the server. When the time is over it fails, and the statement is still to be cancelled.
    pub(crate) fn wait<F>(&mut self, answer: F) -> Waiting<'_, F> {
        Waiting { answer, time: self.time.as_mut(), over: None }
    }

    /// Cancels the statement on the server, where `error` says that it was given up, and returns when the
    /// connection is fit for the next one. Meanwhile its `rows` are read, without which the connection would stand
    /// still.
    pub(crate) async fn cancel_after(
        &self,
        error: &Error,
        client: &Client,
        session: Option<&Session>,
        rows: impl Future<Output = ()> + Send,
    ) {
        if let Kind::Timeout { .. } = error.kind() {
            let rows = timeout(LONGEST_GRACE, rows);
            // In a box: the future of each statement would else be as large as that of a TLS handshake, and is
            // moved about.
            let _ = join(self.cancel(client, session), rows).boxed().await;
        }
    }

    /// Cancels the statement, and returns when the connection is fit for the next one; or is closed, since whoever waits
    /// no longer than this for a statement does not wait much longer for its end.
    async fn cancel(&self, client: &Client, session: Option<&Session>) {
        let token = client.cancel_token();
        let settled = async {
            // Where the network is gone, the connection is too, and tells so to the next statement.
            let _ = cancel::request(&token, session.and_then(Session::road)).await;
            // Answered after the statement, which thus is over.
            client.batch_execute("").await
        };
        let after = self.time.as_ref().map_or(SHORTEST_GRACE, |time| time.after);
        let grace = after.clamp(SHORTEST_GRACE, LONGEST_GRACE);
        if let (Err(_), Some(session)) = (timeout(grace, settled).await, session) {
            session.cut();
        }
    }
}
