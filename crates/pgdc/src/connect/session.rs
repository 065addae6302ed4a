//! Whether a server is of the kind that `target_session_attrs` wants.

use tokio_postgres::{Client, SimpleQueryMessage};

use super::failure::Cause;
use crate::config::plan::Session;

/// Asked as text, which poolers pass on too.
const KIND: &str = "SELECT pg_catalog.pg_is_in_recovery(), \
                    pg_catalog.current_setting('transaction_read_only')::pg_catalog.bool";

pub(super) async fn check(client: &Client, wanted: Session) -> Result<(), Cause> {
    if matches!(wanted, Session::Any | Session::PreferStandby) {
        return Ok(());
    }
    let answer = client.simple_query(KIND).await?;
    let row = answer.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    let is = |column: usize| row.is_some_and(|row| row.get(column) == Some("t"));
    let (is_standby, is_read_only) = (is(0), is(1));
    match wanted {
        Session::ReadWrite if is_read_only => Err(Cause::Unfit("the session is read only")),
        Session::ReadOnly if !is_read_only => Err(Cause::Unfit("the session is not read only")),
        Session::Primary if is_standby => Err(Cause::Unfit("the server is a standby")),
        Session::Standby if !is_standby => Err(Cause::Unfit("the server is no standby")),
        _ => Ok(()),
    }
}
