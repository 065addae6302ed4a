//! What a pool does when it opens a connection, and before it hands one out again.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use deadpool::managed::{self, Metrics, RecycleError, RecycleResult};
use tokio::task::AbortHandle;
use tokio::time::timeout;
use tokio_postgres::Client;

use super::options::{Hook, Options, Reset};
use crate::config::plan::{self, Plan};
use crate::connect::{self, Opened};
use crate::error::{Error, Result};
use crate::session::Session;
use crate::statements::{CAPACITY, Counters, Statements};

/// How long a connection that comes back may take to answer before another takes its place.
const ANSWER: Duration = Duration::from_secs(5);

/// Opens and recycles the connections of a pool.
pub(crate) struct Manager {
    source: Source,
    options: Options,
    /// Raised by [`Pool::expire`](super::Pool::expire): older connections are not handed out again.
    generation: AtomicU64,
    /// How to end the connections that are open.
    drivers: Mutex<Vec<AbortHandle>>,
    pub(super) counts: Counts,
}

/// Where connections come from.
pub(super) enum Source {
    Plan(Arc<Plan>),
    Plain(Box<tokio_postgres::Config>),
}

/// What happened in a pool since it was made.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) opened: AtomicU64,
    pub(super) failed: AtomicU64,
    pub(super) acquired: AtomicU64,
    pub(super) timed_out: AtomicU64,
    pub(super) statements: Arc<Counters>,
}

/// A connection in a pool.
pub(crate) struct Pooled {
    pub(crate) session: Arc<Session>,
    generation: u64,
    /// How often it was handed out while it was out already, to those who shared it.
    pub(super) more_uses: u64,
}

impl Manager {
    pub(super) fn new(source: Source, options: Options) -> Self {
        Manager {
            source,
            options,
            generation: AtomicU64::new(0),
            drivers: Mutex::default(),
            counts: Counts::default(),
        }
    }

    pub(super) fn options(&self) -> &Options {
        &self.options
    }

    pub(super) fn expire(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
    }

    /// Whether the connection is to be closed instead of being handed out again.
    pub(super) fn is_worn(&self, pooled: &Pooled, metrics: &Metrics) -> bool {
        let Options { max_uses, max_lifetime, .. } = self.options;
        let uses = uses_before(pooled, metrics).saturating_add(1);
        pooled.session.is_over()
            || pooled.generation != self.generation.load(Ordering::Acquire)
            || max_uses.is_some_and(|most| uses >= most)
            || max_lifetime.is_some_and(|most| metrics.age() >= most)
    }

    /// How often it may still be handed out, once it is taken.
    pub(super) fn uses_left(&self, pooled: &Pooled, metrics: &Metrics) -> Option<u64> {
        self.options.max_uses.map(|most| most.saturating_sub(uses_before(pooled, metrics)))
    }

    pub(super) fn is_long_idle(&self, pooled: &Pooled) -> bool {
        self.options.idle_lifetime.is_some_and(|most| pooled.session.idle() >= most)
    }

    /// Ends every connection, whatever it is at.
    pub(super) fn cut_off(&self) {
        self.drivers().drain(..).for_each(|driver| driver.abort());
    }

    fn drivers(&self) -> MutexGuard<'_, Vec<AbortHandle>> {
        self.drivers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn plan(&self) -> Option<&Arc<Plan>> {
        match &self.source {
            Source::Plan(plan) => Some(plan),
            Source::Plain(_) => None,
        }
    }

    async fn open(&self) -> Result<Opened> {
        match &self.source {
            Source::Plan(plan) => Ok(connect::open(plan).await?),
            Source::Plain(config) => connect::open_plain(config).await,
        }
    }

    async fn prepared(&self) -> Result<Session> {
        let opened = self.open().await?;
        let statements = Arc::clone(&self.counts.statements);
        let room = self.plan().and_then(|plan| plan.statement_cache);
        let room = self.options.statement_cache.or(room).unwrap_or(CAPACITY);
        let statements = Statements::new(room, statements);
        let is_for_writes =
            self.plan().is_some_and(|plan| matches!(plan.session, plan::Session::ReadWrite));
        let session = Session::new(opened, statements, self.plan().cloned());
        let session = session.for_writes(is_for_writes);
        for hook in [&self.options.on_open, &self.options.on_acquire] {
            call(hook.as_ref(), session.client()).await?;
        }
        Ok(session)
    }
}

impl managed::Manager for Manager {
    // In a box, since it is handed on with each statement.
    type Type = Box<Pooled>;
    type Error = Error;

    async fn create(&self) -> Result<Box<Pooled>> {
        // Read before: one that is opened while the others expire may be of the old kind too.
        let generation = self.generation.load(Ordering::Acquire);
        // In a box, so that the futures of all statements are not as large as that of the longest way.
        let opening: Pin<Box<dyn Future<Output = Result<Session>> + Send>> =
            Box::pin(self.prepared());
        let opened = opening.await;
        let count = if opened.is_ok() { &self.counts.opened } else { &self.counts.failed };
        count.fetch_add(1, Ordering::Relaxed);
        let session = opened?;
        let mut drivers = self.drivers();
        drivers.retain(|driver| !driver.is_finished());
        drivers.push(session.abort_handle());
        Ok(Box::new(Pooled { session: Arc::new(session), generation, more_uses: 0 }))
    }

    async fn recycle(&self, pooled: &mut Box<Pooled>, metrics: &Metrics) -> RecycleResult<Error> {
        if self.is_worn(pooled, metrics) || self.is_long_idle(pooled) {
            return Err(RecycleError::message("worn"));
        }
        let client = pooled.session.client();
        let is_dirty = pooled.session.take_by_hand() && self.options.reset == Reset::Session;
        if is_dirty || self.options.checks {
            // A statement like any other.
            let limit = self.plan().and_then(|plan| plan.command_timeout).unwrap_or(ANSWER);
            let asked = async {
                match is_dirty {
                    true => pooled.session.reset().await,
                    false => client.batch_execute("").await,
                }
            };
            let answer = timeout(limit.min(ANSWER), asked).await;
            answer.map_err(|_| RecycleError::message("no answer"))?.map_err(Error::from)?;
        }
        call(self.options.on_acquire.as_ref(), client).await?;
        Ok(())
    }
}

/// How often it was handed out before it was taken last.
fn uses_before(pooled: &Pooled, metrics: &Metrics) -> u64 {
    let takes = u64::try_from(metrics.recycle_count).unwrap_or(u64::MAX);
    takes.saturating_add(pooled.more_uses)
}

async fn call(hook: Option<&Hook>, client: &Client) -> Result<()> {
    match hook {
        Some(hook) => hook(client).await,
        None => Ok(()),
    }
}
