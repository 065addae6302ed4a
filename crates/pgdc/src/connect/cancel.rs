//! Asking the server to give up what a connection is at.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;
use tokio_postgres::{CancelToken, NoTls};

use super::pooler;
use crate::config::plan::{Plan, Pooler};
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
    /// How the request is encrypted.
    plan: Option<Arc<Plan>>,
}

impl CancelHandle {
    pub(crate) fn new(token: CancelToken, plan: Option<Arc<Plan>>) -> Self {
        CancelHandle { token, plan }
    }

    /// Sends the request, over a connection of its own, encrypted as the first one is. The statement then fails
    /// with [`is_canceled`](crate::Error::is_canceled), unless it has ended before; where the connection is at
    /// nothing, nothing happens. The server does not say which.
    ///
    /// # Errors
    /// The server cannot be reached.
    pub async fn cancel(&self) -> Result<()> {
        Ok(request(&self.token, self.plan.as_ref()).await?)
    }
}

/// Sends the request, encrypted as a connection by `plan` is.
pub(super) async fn request(
    token: &CancelToken,
    plan: Option<&Arc<Plan>>,
) -> Result<(), tokio_postgres::Error> {
    if let Some(plan) = plan
        && plan.pooler == Pooler::Transaction
    {
        // In a box, which is known to be `Send`.
        let request: Pin<Box<dyn Future<Output = ()> + Send>> =
            Box::pin(pooler::cancel(Arc::clone(plan), token.clone()));
        request.await;
        return Ok(());
    }
    #[cfg(feature = "tls")]
    if let Some(plan) = plan
        && let Ok(tls) = super::tls::connector(&plan.tls)
    {
        return token.cancel_query(tls).await;
    }
    token.cancel_query(NoTls).await
}

/// Waits a moment for the statements that nobody waits for, and rolls back what they left open. Where they do not end,
/// they are cancelled, and the connection is closed: the request to cancel has no answer, and could hit the
/// statement of whoever gets the connection next.
pub(crate) async fn settle(session: &Session) {
    let client = session.client();
    // Answered after all that was sent before.
    let rest = client.batch_execute("ROLLBACK");
    if matches!(timeout(PATIENCE, rest).await, Ok(Ok(()))) {
        return;
    }
    let _ = timeout(GRACE, request(&client.cancel_token(), session.plan())).await;
    session.cut();
}

impl fmt::Debug for CancelHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelHandle").finish_non_exhaustive()
    }
}
