//! A connection as the library holds it: the client, the task that drives it, its prepared statements.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::{AbortHandle, JoinHandle};
use tokio_postgres::Client;

use crate::config::plan::{Plan, Pooler};
use crate::connect::{CancelHandle, Manners, Opened, Road};
use crate::error::Error;
use crate::hooks::Hooks;
use crate::statements::Statements;

/// As `DISCARD ALL` (PostgreSQL manual, DISCARD), without the prepared statements and their plans.
pub(crate) const RESET: &str = "ROLLBACK; CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; \
     SELECT pg_catalog.pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES";

/// The same where a pooler lends a server process to each transaction: of a session there is only a transaction
/// that was left open. The rest would be done to whoever comes next.
const RESET_TRANSACTION: &str = "ROLLBACK";

/// A connection of our own.
pub(crate) struct Session {
    client: Client,
    driver: JoinHandle<()>,
    manners: Manners,
    /// What it was made from; none where that is a configuration of tokio-postgres.
    plan: Option<Arc<Plan>>,
    road: Option<Arc<Road>>,
    pub(crate) statements: Statements,
    /// Whether it was in a user's hands, who may have left settings, locks or cursors behind.
    by_hand: AtomicBool,
    /// Whether others than those of the configuration are told of what the server says.
    is_rehooked: AtomicBool,
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
    pub(crate) fn new(opened: Opened, statements: Statements, plan: Option<Arc<Plan>>) -> Self {
        let Opened { client, driver, manners, heard: _, road } = opened;
        Session {
            client,
            driver,
            manners,
            plan,
            road,
            statements,
            by_hand: AtomicBool::new(false),
            is_rehooked: AtomicBool::new(false),
            opened: Instant::now(),
            used: AtomicU64::new(0),
            unanswered: AtomicU32::new(0),
            is_for_writes: false,
            unfit: AtomicBool::new(false),
        }
    }

    /// The same, of which writes are asked.
    pub(crate) fn for_writes(mut self, is_for_writes: bool) -> Self {
        self.is_for_writes = is_for_writes;
        self
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Nobody gets the connection again, which ends when this is dropped.
    pub(crate) fn retire(&self) {
        self.unfit.store(true, Ordering::Release);
    }

    /// Whether the connection has ended, or is about to.
    pub(crate) fn is_over(&self) -> bool {
        self.unfit.load(Ordering::Acquire) || self.client.is_closed()
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

    /// How many statements were begun whose end nobody has seen yet.
    pub(crate) fn unanswered(&self) -> u32 {
        self.unanswered.load(Ordering::Relaxed)
    }

    /// Whether whoever waited for a statement has gone, so that the server may still be at it.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.unanswered() > 0
    }

    /// The server is at none of its statements any more.
    pub(crate) fn settled(&self) {
        self.unanswered.store(0, Ordering::Relaxed);
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

    /// The road that it was made by.
    pub(crate) fn road(&self) -> Option<&Road> {
        self.road.as_deref()
    }

    pub(crate) fn cancel_handle(&self) -> CancelHandle {
        CancelHandle::new(self.client.cancel_token(), self.road.clone())
    }

    /// Makes it as new, but for its prepared statements.
    pub(crate) async fn reset(&self) -> Result<(), tokio_postgres::Error> {
        // Where there is no transaction, `ROLLBACK` is warned of, which is no news to anybody.
        let _quiet = self.manners.quiet();
        self.client.batch_execute(self.resetting()).await
    }

    fn resetting(&self) -> &'static str {
        match &self.plan {
            Some(plan) if plan.pooler == Pooler::Transaction => RESET_TRANSACTION,
            _ => RESET,
        }
    }

    /// Changes who is told of what the server says, until [`unhook`](Session::unhook).
    pub(crate) fn rehook(&self, change: impl FnOnce(&mut Hooks)) {
        self.is_rehooked.store(true, Ordering::Release);
        change(&mut self.manners.hooks());
    }

    /// Those of the configuration are told again.
    pub(crate) fn unhook(&self) {
        if self.is_rehooked.swap(false, Ordering::AcqRel) {
            let hooks = self.plan.as_ref().map(|plan| plan.hooks.clone());
            *self.manners.hooks() = hooks.unwrap_or_default();
        }
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
        self.manners.leave();
    }
}
