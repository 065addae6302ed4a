//! An open transaction, which ends exactly once: by `COMMIT`, by `ROLLBACK`, or by being dropped.

use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::FutureExt as _;

use super::TransactionOptions;
use crate::connect::Allowance;
use crate::connection::Owned;
use crate::error::{Error, Kind, Result};
use crate::link::Prepared;
use crate::observe::Watch;

/// A transaction or savepoint that was begun. Whoever drops it last rolls it back.
pub(crate) struct Open {
    held: Arc<Owned>,
    /// What it is nested in; kept so that it cannot be dropped first.
    outer: Option<Arc<Open>>,
    over: AtomicBool,
    /// Whether the server reported that it lost a race, after which it is worth trying again: with another
    /// transaction, or with a change of a table that statements were prepared for.
    conflict: AtomicBool,
    /// Whether it was begun as one that writes nothing.
    read_only: bool,
}

impl Open {
    pub(crate) async fn begin(
        held: &Arc<Owned>,
        options: &TransactionOptions,
    ) -> Result<Arc<Open>> {
        Open::start(Arc::clone(held), None, &options.begin(), options.is_read_only()).await
    }

    pub(crate) async fn nest(outer: &Arc<Open>) -> Result<Arc<Open>> {
        if outer.is_over() {
            return Err(Error::new(Kind::TransactionOver));
        }
        let savepoint = format!("SAVEPOINT {}", savepoint(outer.depth() + 1));
        let held = Arc::clone(&outer.held);
        Open::start(held, Some(Arc::clone(outer)), &savepoint, outer.read_only).await
    }

    /// There is something to roll back from the moment the statement is sent, even if nobody waits for the
    /// answer.
    async fn start(
        held: Arc<Owned>,
        outer: Option<Arc<Open>>,
        statement: &str,
        read_only: bool,
    ) -> Result<Arc<Open>> {
        let open = Arc::new(Open {
            held,
            outer,
            over: AtomicBool::new(false),
            conflict: AtomicBool::new(false),
            read_only,
        });
        match open.execute(statement).await {
            Ok(()) => Ok(open),
            Err(error) => {
                open.end();
                Err(error.undone())
            }
        }
    }

    pub(crate) async fn commit(&self) -> Result<()> {
        let statement = match self.depth() {
            // The server answers `COMMIT` of a failed transaction by rolling back, without an error. Any
            // other statement in it is one, and keeps the server from what comes after.
            0 => "SELECT; COMMIT".to_owned(),
            depth => format!("RELEASE SAVEPOINT {}", savepoint(depth)),
        };
        // Of a `COMMIT` that was sent it is not known whether it happened, where the answer is missing.
        let may_happen = self.depth() == 0 && !self.client().is_closed();
        // Where this fails, dropping it rolls back.
        let sent = self.send(&statement).await;
        sent.map_err(|error| if may_happen { error } else { error.undone() })
    }

    pub(crate) async fn rollback(&self) -> Result<()> {
        self.send(&self.undo()).await.map_err(Error::undone)
    }

    async fn send(&self, statement: &str) -> Result<()> {
        if self.is_over() {
            return Err(Error::new(Kind::TransactionOver));
        }
        let sent = self.execute(statement).await;
        match &sent {
            Ok(()) => self.end(),
            Err(error) => self.note(error),
        }
        sent
    }

    /// Sends a statement without rows, which may take as long as any other.
    async fn execute(&self, statement: &str) -> Result<()> {
        let client = self.client();
        let mut allowance = Allowance::of(None).on(self.watch().limit());
        let answer = allowance.wait(client.batch_execute(statement)).await;
        let Err(error) = answer else { return Ok(()) };
        let session = self.prepared().session();
        allowance.cancel_after(&error, client, session, ready(())).await;
        Err(match session {
            Some(session) => session.learn(error),
            None => error,
        })
    }

    fn undo(&self) -> String {
        match self.depth() {
            0 => "ROLLBACK".to_owned(),
            depth => {
                let savepoint = savepoint(depth);
                format!("ROLLBACK TO SAVEPOINT {savepoint}; RELEASE SAVEPOINT {savepoint}")
            }
        }
    }

    /// From now on there is nothing to commit or roll back, and its handles send nothing.
    fn end(&self) {
        self.over.store(true, Ordering::Release);
    }

    /// Whether it or what it is nested in has ended.
    pub(crate) fn is_over(&self) -> bool {
        self.over.load(Ordering::Acquire)
            || self.outer.as_ref().is_some_and(|outer| outer.is_over())
    }

    /// Takes note of a conflict, for it and for what it is nested in.
    pub(crate) fn note(&self, error: &Error) {
        if error.is_retryable() || error.is_stale_plan() {
            self.conflict.store(true, Ordering::Relaxed);
            if let Some(outer) = &self.outer {
                outer.note(error);
            }
        }
    }

    pub(super) fn met_conflict(&self) -> bool {
        self.conflict.load(Ordering::Relaxed)
    }

    pub(crate) fn is_read_only(&self) -> bool {
        self.read_only
    }

    pub(crate) fn client(&self) -> &tokio_postgres::Client {
        self.held.client()
    }

    pub(crate) fn prepared(&self) -> Prepared<'_> {
        self.held.prepared()
    }

    pub(crate) fn watch(&self) -> &Watch {
        self.held.watch()
    }

    /// In how many transactions it is nested.
    fn depth(&self) -> usize {
        self.outer.as_ref().map_or(0, |outer| outer.depth() + 1)
    }
}

fn savepoint(depth: usize) -> String {
    format!("pgdc_{depth}")
}

impl Drop for Open {
    fn drop(&mut self) {
        if !self.is_over() {
            // The statement is on its way after the first poll, before everything that is sent over the
            // connection later; nobody waits for the answer.
            let _ = self.client().batch_execute(&self.undo()).now_or_never();
        }
    }
}
