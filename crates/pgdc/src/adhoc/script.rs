//! Several statements at once.

use crate::error::Result;
use crate::link::Link;
use crate::raw::SqlText;
use crate::sql::Sql;

/// Sends statements without values, and waits for all of them.
pub(crate) async fn run(link: Link<'_>, text: SqlText) -> Result<()> {
    let held = link.hold().await?;
    let mut sql = Sql::new();
    sql.push(text.as_str());
    let mut trace = held.trace(&sql);
    let done = held.in_time(held.client().batch_execute(sql.text())).await;
    match &done {
        Ok(()) => trace.ended(0),
        Err(error) => trace.failed(error),
    }
    done
}
