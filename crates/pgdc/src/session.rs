//! A connection as the library holds it: the client, the task that drives it, its prepared statements.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::{AbortHandle, JoinHandle};
use tokio_postgres::Client;

use crate::connect::{Farewell, Opened};
use crate::statements::Statements;

/// A connection of our own.
pub(crate) struct Session {
    client: Client,
    driver: JoinHandle<()>,
    farewell: Farewell,
    pub(crate) statements: Statements,
    /// Whether it was in a user's hands, who may have left settings, locks or cursors behind.
    by_hand: AtomicBool,
    opened: Instant,
    /// When it was used last, in microseconds since it was opened.
    used: AtomicU64,
}

impl Session {
    pub(crate) fn new(opened: Opened, statements: Statements) -> Self {
        let Opened { client, driver, farewell, heard: _ } = opened;
        Session {
            client,
            driver,
            farewell,
            statements,
            by_hand: AtomicBool::new(false),
            opened: Instant::now(),
            used: AtomicU64::new(0),
        }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Ends the connection, whatever it is at.
    pub(crate) fn abort_handle(&self) -> AbortHandle {
        self.driver.abort_handle()
    }

    /// It was used until now.
    pub(crate) fn touch(&self) {
        let used = u64::try_from(self.opened.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.used.store(used, Ordering::Relaxed);
    }

    /// For how long nobody has used it.
    pub(crate) fn idle(&self) -> Duration {
        let used = Duration::from_micros(self.used.load(Ordering::Relaxed));
        self.opened.elapsed().saturating_sub(used)
    }

    pub(crate) fn note_by_hand(&self) {
        self.by_hand.store(true, Ordering::Relaxed);
    }

    /// Whether it was in a user's hands since this was asked last.
    pub(crate) fn take_by_hand(&self) -> bool {
        self.by_hand.swap(false, Ordering::Relaxed)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Before the client is gone, which ends the connection.
        self.farewell.say();
    }
}
