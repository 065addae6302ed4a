//! How long statements may take.

use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, NoTls};

use super::Link;
use crate::error::{Error, Kind, Result};

/// How long to wait for the server to give up a statement.
const GRACE: Duration = Duration::from_secs(3);

/// How long to wait before it is asked again: it may have been asked before the statement had reached it.
const PAUSE: Duration = Duration::from_millis(100);

impl Link<'_> {
    /// The same, over which no statement takes longer.
    #[must_use]
    pub(crate) const fn within(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }
}

/// When a statement is to be done.
#[derive(Clone, Copy)]
pub(super) struct Deadline(Option<(Instant, Duration)>);

impl Deadline {
    /// So long from now.
    pub(super) fn after(limit: Option<Duration>) -> Self {
        Deadline(limit.and_then(|limit| Some((Instant::now().checked_add(limit)?, limit))))
    }

    /// Waits for what needs no server to be stopped.
    pub(super) async fn wait<T>(self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let Some((end, limit)) = self.0 else { return work.await };
        timeout_at(end, work).await.unwrap_or_else(|_| Err(late(limit)))
    }

    /// Waits for an answer of the server, which is asked to give up when the time is over.
    ///
    /// What is there by then counts, and so does what is done while it is being given up.
    ///
    /// # Errors
    /// The time is over.
    pub(super) async fn keep<T>(
        self,
        client: &Client,
        work: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<Result<T, tokio_postgres::Error>> {
        let Some((end, limit)) = self.0 else { return Ok(work.await) };
        let mut work = pin!(work);
        if let Ok(done) = timeout_at(end, work.as_mut()).await {
            return self.told(done, limit);
        }
        let gone = Instant::now() + GRACE;
        while Instant::now() < gone {
            // Where it cannot be asked, the statement may end by itself.
            let _ = timeout_at(gone, client.cancel_token().cancel_query(NoTls)).await;
            if let Ok(done) = timeout(PAUSE, work.as_mut()).await {
                return self.told(done, limit);
            }
        }
        Err(late(limit))
    }

    /// A statement that was given up because the time was over.
    fn told<T>(
        self,
        done: Result<T, tokio_postgres::Error>,
        limit: Duration,
    ) -> Result<Result<T, tokio_postgres::Error>> {
        let is_over = self.0.is_some_and(|(end, _)| end <= Instant::now());
        match done {
            Err(error) if is_over && error.code() == Some(&SqlState::QUERY_CANCELED) => {
                Err(late(limit))
            }
            done => Ok(done),
        }
    }
}

fn late(limit: Duration) -> Error {
    Error::new(Kind::Timeout { limit })
}
