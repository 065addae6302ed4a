//! What a connection can be asked about its session on the server, and how that is ended.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join;
use tokio::task::AbortHandle;
use tokio_postgres::SimpleQueryMessage;
use tokio_postgres::error::SqlState;

use super::{Connection, Holder, Owned};
use crate::connect::CancelHandle;
use crate::error::Result;
use crate::executor::Executor as _;
use crate::hooks::Hooks;
use crate::pool::Taken;
use crate::session::{RESET, Session};

impl Owned {
    /// None where the connection is of a pool of deadpool-postgres.
    fn session(&self) -> Option<&Session> {
        match &self.holder {
            Holder::Alone(session) => Some(session),
            Holder::Taken(Taken::Own(leased)) => Some(leased.session()),
            Holder::Taken(Taken::Deadpool(_)) => None,
        }
    }
}

impl Connection {
    pub(crate) fn rehook(&self, change: impl FnOnce(&mut Hooks)) {
        if let Some(session) = self.0.session() {
            session.rehook(change);
        }
    }

    /// The server's version as one number: `170004` is 17.4.
    ///
    /// # Errors
    /// The connection is gone.
    pub async fn server_version(&self) -> Result<i32> {
        let sql = "SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4";
        self.sql(sql, ()).item().await
    }

    /// The process of the server that serves this session, as `pg_stat_activity` has it, and
    /// [`Notification::process_id`](crate::Notification::process_id).
    ///
    /// # Errors
    /// The connection is gone.
    pub async fn process_id(&self) -> Result<i32> {
        self.sql("SELECT pg_catalog.pg_backend_pid()", ()).item().await
    }

    /// What a setting of the server is set to in this session, as `SHOW` has it; none where there is no such
    /// setting.
    ///
    /// # Errors
    /// The connection is gone, or the user may not see the setting.
    ///
    /// ```no_run
    /// # async fn f(connection: pgdc::Connection) -> pgdc::Result<()> {
    /// let zone = connection.setting("TimeZone").await?;
    /// assert_eq!(zone.as_deref(), Some("UTC"));
    /// # Ok(()) }
    /// ```
    pub async fn setting(&self, name: &str) -> Result<Option<String>> {
        self.sql("SELECT pg_catalog.current_setting(?, true)", (name,)).item().await
    }

    /// All settings that the user may see, by name: `SHOW ALL`.
    ///
    /// # Errors
    /// The connection is gone.
    pub async fn settings(&self) -> Result<BTreeMap<String, String>> {
        let answer = self.simple_query("SHOW ALL").await?;
        let pairs = answer.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some((row.get(0)?.to_owned(), row.get(1)?.to_owned())),
            _ => None,
        });
        Ok(pairs.collect())
    }

    /// Whether the session is in a transaction, a failed one included, whoever began it: the server is asked, by
    /// a setting that lasts until the end of a transaction (`pgdc.in_transaction`).
    ///
    /// # Errors
    /// The connection is gone.
    pub async fn is_in_transaction(&self) -> Result<bool> {
        // Two messages: one alone would be a transaction of its own.
        let mark = "SELECT pg_catalog.set_config('pgdc.in_transaction', 'yes', true)";
        let look = "SELECT pg_catalog.current_setting('pgdc.in_transaction', true)";
        let (marked, seen) = join(self.batch_execute(mark), self.simple_query(look)).await;
        let failed = Some(&SqlState::IN_FAILED_SQL_TRANSACTION);
        match marked.and(seen) {
            Err(error) if error.code() == failed => Ok(true),
            Err(error) => Err(error.into()),
            Ok(answer) => Ok(answer.iter().any(|message| match message {
                SimpleQueryMessage::Row(row) => row.get(0) == Some("yes"),
                _ => false,
            })),
        }
    }

    /// Makes the session as new: a transaction left open is rolled back; settings and the role are as at first;
    /// cursors, locks of the session, temporary tables and `LISTEN` are gone. Prepared statements stay. A pool
    /// does the same before it lends a connection again ([`Reset::Session`](crate::Reset::Session)).
    ///
    /// # Errors
    /// The connection is gone.
    pub async fn reset(&mut self) -> Result<()> {
        match self.0.session() {
            Some(session) => session.reset().await?,
            None => self.batch_execute(RESET).await?,
        }
        Ok(())
    }

    /// What cancels the statement that this connection is at. Take it before the statement is sent, and give it
    /// to another task. Where the connection goes back to a pool meanwhile, drop it: it would cancel a statement
    /// of whoever has the connection next.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(connection: Connection) -> Result<()> {
    /// let handle = connection.cancel_handle();
    /// tokio::spawn(async move {
    ///     tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    ///     handle.cancel().await
    /// });
    /// let slow = connection.sql("SELECT pg_sleep(60)", ()).execute().await;
    /// assert!(slow.is_err_and(|error| error.is_canceled()));
    /// # Ok(()) }
    /// ```
    pub fn cancel_handle(&self) -> CancelHandle {
        match self.0.session() {
            Some(session) => session.cancel_handle(),
            None => CancelHandle::new(self.cancel_token(), None),
        }
    }

    /// Ends the connection and waits until the goodbye is sent, which comes after the answers to what was sent
    /// before. Dropped instead, it does the same later. One of a pool leaves the pool, which opens another when
    /// it needs one. That of a pool of deadpool-postgres is not waited for.
    ///
    /// Needs tokio's timer. Where a server does not answer, it waits for that: put a timeout around it.
    pub async fn close(self) {
        // Held by a transaction too, only where that was forgotten by `mem::forget`.
        let Ok(held) = Arc::try_unwrap(self.0) else { return };
        let driver = match held.holder {
            Holder::Alone(session) => session.abort_handle(),
            Holder::Taken(Taken::Own(leased)) => leased.retire(),
            Holder::Taken(taken) => return taken.discard(),
        };
        wait_for(&driver).await;
    }
}

async fn wait_for(driver: &AbortHandle) {
    while !driver.is_finished() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
