//! A connection as the library holds it: the client, the task that drives it, its prepared statements.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::{AbortHandle, JoinHandle};
use tokio_postgres::Client;

use crate::connect::Opened;
use crate::error::Error;
use crate::statements::Statements;

/// A connection of our own.
pub(crate) struct Session {
    client: Client,
    driver: JoinHandle<()>,
    pub(crate) statements: Statements,
    /// Whether it was in a user's hands, who may have left settings, locks or cursors behind.
    by_hand: AtomicBool,
    opened: Instant,
    /// When it was used last, in microseconds since it was opened.
    used: AtomicU64,
    /// How many statements were begun whose end nobody has seen yet.
    unanswered: AtomicU32,
    /// Whether it was opened to a server that takes writes, since that was asked for.
    is_for_writes: bool,
    /// Whether it turned out not to be what was asked for.
    unfit: AtomicBool,
}

impl Session {
    pub(crate) fn new((client, driver): Opened, statements: Statements) -> Self {
        Session {
            client,
            driver,
            statements,
            by_hand: AtomicBool::new(false),
            opened: Instant::now(),
            used: AtomicU64::new(0),
            unanswered: AtomicU32::new(0),
            is_for_writes: false,
            unfit: AtomicBool::new(false),
        }
    }

    /// The same, of which writes are asked.
    pub(crate) fn for_writes(self, is_for_writes: bool) -> Self {
        Session { is_for_writes, ..self }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Ends the connection, whatever it is at.
    pub(crate) fn abort_handle(&self) -> AbortHandle {
        self.driver.abort_handle()
    }

    /// Ends the connection, whatever it is at; whoever waits for an answer is told that it is closed.
    pub(crate) fn cut(&self) {
        // The task ends a little later; nobody is to be given the connection until then.
        self.unfit.store(true, Ordering::Relaxed);
        self.driver.abort();
    }

    /// A statement is about to be sent.
    pub(crate) fn began(&self) {
        self.unanswered.fetch_add(1, Ordering::Relaxed);
    }

    /// The end of a statement was seen, or will not be waited for.
    pub(crate) fn ended(&self) {
        self.unanswered.fetch_sub(1, Ordering::Relaxed);
    }

    /// Whether whoever waited for a statement has gone, so that the server may still be at it.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.unanswered.load(Ordering::Relaxed) > 0
    }

    /// The server is at none of its statements any more.
    pub(crate) fn settled(&self) {
        self.unanswered.store(0, Ordering::Relaxed);
    }

    /// Whether it is to be closed instead of being used again.
    pub(crate) fn is_unfit(&self) -> bool {
        self.unfit.load(Ordering::Relaxed) || self.client.is_closed()
    }

    /// Learns from an error of a statement whether the connection can be used again: not where the answer cannot be
    /// understood, nor where it takes no writes that were asked for.
    pub(crate) fn learn(&self, error: Error) -> Error {
        if error.is_garbled() {
            self.cut();
        }
        // The server has told it, and the end of the connection is still under way.
        if error.is_closed() {
            self.unfit.store(true, Ordering::Relaxed);
        }
        if self.is_for_writes && error.is_read_only() {
            self.unfit.store(true, Ordering::Relaxed);
            return error.misplaced();
        }
        error
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
