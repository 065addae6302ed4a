//! Asking the server to give up what a connection is at.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;
use tokio_postgres::{CancelToken, NoTls};

use super::road::Road;
use crate::error::Result;
use crate::session::Session;

/// In which time most statements end by themselves, so that none is cancelled that is as good as done.
const PATIENCE: Duration = Duration::from_millis(50);

/// How long a request to cancel may take.
const GRACE: Duration = Duration::from_secs(5);

/// Asks the server to give up the statement that a connection is at; made by
/// [`Connection::cancel_handle`](crate::Connection::cancel_handle). It can be cloned, and sent to other tasks.
#[derive(Clone)]
pub struct CancelHandle {
    token: CancelToken,
    road: Option<Arc<Road>>,
}

impl CancelHandle {
    pub(crate) fn new(token: CancelToken, road: Option<Arc<Road>>) -> Self {
        CancelHandle { token, road }
    }

    /// Sends the request, over a connection of its own, encrypted as the first one is. The statement then fails
    /// with [`is_canceled`](crate::Error::is_canceled), unless it has ended before; where the connection is at
    /// nothing, nothing happens. The server does not say which.
    ///
    /// # Errors
    /// The server cannot be reached; for a configuration of tokio-postgres with several servers, of which each is
    /// asked, none can.
    pub async fn cancel(&self) -> Result<()> {
        request(&self.token, self.road.as_deref()).await
    }
}

/// Sends the request by the road that the connection was made by. Where that is not known, as for a client of another
/// crate, tokio-postgres sends it; it does not wait until the server has done with it.
pub(super) async fn request(token: &CancelToken, road: Option<&Road>) -> Result<()> {
    match road {
        Some(road) => road.cancel(token).await,
        None => Ok(token.cancel_query(NoTls).await?),
    }
}

/// Waits a moment for the statements that nobody waits for, and rolls back what they left open. Where they do not end,
/// they are cancelled, and the connection is closed: the request to cancel has no answer, and could hit the
/// statement of whoever gets the connection next.
pub(crate) async fn settle(session: &Session) {
    let client = session.client();
    // Answered after all that was sent before.
    let is_over =
        async || matches!(timeout(PATIENCE, client.batch_execute("ROLLBACK")).await, Ok(Ok(())));
    if is_over().await {
        return;
    }
    // One request ends one statement; of a connection that was shared, the server has read others already, which it
    // would still carry out.
    for left in (0..session.unanswered()).rev() {
        let _ = timeout(GRACE, request(&client.cancel_token(), session.road())).await;
        if left > 0 && is_over().await {
            break;
        }
    }
    session.cut();
}

impl fmt::Debug for CancelHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelHandle").finish_non_exhaustive()
    }
}
