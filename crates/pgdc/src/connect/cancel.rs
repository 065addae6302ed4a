//! Asking the server to give up what a connection is at.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use tokio_postgres::{CancelToken, NoTls};

use super::pooler;
use crate::config::plan::{Plan, Pooler};
use crate::error::Result;

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

impl fmt::Debug for CancelHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelHandle").finish_non_exhaustive()
    }
}
