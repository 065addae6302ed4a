//! Ending what the server does for somebody who has gone.

use std::time::Duration;

use tokio::time::timeout;
use tokio_postgres::{Client, NoTls};

use crate::config::plan::Plan;
use crate::session::Session;

/// In which time most statements end by themselves, so that none is cancelled that is as good as done.
const PATIENCE: Duration = Duration::from_millis(50);

/// How long a request to cancel may take.
const GRACE: Duration = Duration::from_secs(5);

/// Asks the server to cancel what the connection is at, encrypted as the plan says. Where the network is gone, so is
/// the connection, and tells it to the next statement.
pub(super) async fn request_cancel(client: &Client, plan: Option<&Plan>) {
    let token = client.cancel_token();
    #[cfg(feature = "tls")]
    if let Some(plan) = plan
        && let Ok(tls) = super::tls::connector(&plan.tls)
    {
        let _ = token.cancel_query(tls).await;
        return;
    }
    #[cfg(not(feature = "tls"))]
    let _ = plan;
    let _ = token.cancel_query(NoTls).await;
}

/// Waits a moment for the statements that nobody waits for, and rolls back what they left open. Where they do not end,
/// they are cancelled, and the connection is closed: the request to cancel has no answer, and could hit the
/// statement of whoever gets the connection next.
pub(crate) async fn settle(session: &Session, plan: Option<&Plan>) {
    let client = session.client();
    // Answered after all that was sent before.
    let rest = client.batch_execute("ROLLBACK");
    if matches!(timeout(PATIENCE, rest).await, Ok(Ok(()))) {
        return;
    }
    let _ = timeout(GRACE, request_cancel(client, plan)).await;
    session.cut();
}
