//! The prepared statements of a connection.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;
use tokio_postgres::{Client, Statement};

/// How many statements a connection keeps prepared where nothing else is asked for.
pub(crate) const CAPACITY: usize = 256;

/// The prepared statements of one connection by their text. Of more than there is room for, the one that was
/// used longest ago goes, and the server forgets it.
pub(crate) struct Statements {
    prepared: Option<Mutex<LruCache<Box<str>, Statement>>>,
    counters: Arc<Counters>,
}

/// What became of statements, on all connections of a pool.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) prepared: AtomicU64,
    pub(crate) reused: AtomicU64,
    pub(crate) evicted: AtomicU64,
}

impl Statements {
    /// With room for so many; without any, each statement is prepared each time.
    pub(crate) fn new(capacity: usize, counters: Arc<Counters>) -> Self {
        let capacity = NonZeroUsize::new(capacity);
        let prepared = capacity.map(|capacity| Mutex::new(LruCache::new(capacity)));
        Statements { prepared, counters }
    }

    /// The statement, if it was prepared before.
    pub(crate) fn known(&self, text: &str) -> Option<Statement> {
        let known = self.cache()?.get(text).cloned();
        if known.is_some() {
            count(&self.counters.reused);
        }
        known
    }

    /// Prepares the statement, and keeps it.
    pub(crate) async fn prepare(
        &self,
        client: &Client,
        text: &str,
    ) -> Result<Statement, tokio_postgres::Error> {
        let statement = client.prepare(text).await?;
        count(&self.counters.prepared);
        // Of two that prepared it at once, the later one stays.
        let pushed = self.cache().and_then(|mut cache| cache.push(text.into(), statement.clone()));
        if pushed.is_some_and(|(other, _)| *other != *text) {
            count(&self.counters.evicted);
        }
        Ok(statement)
    }

    /// Forgets the statement, so that it is prepared again.
    pub(crate) fn remove(&self, text: &str) {
        // Its end is told to the server when the last who uses it is done, outside of the lock.
        let removed = self.cache().and_then(|mut cache| cache.pop(text));
        drop(removed);
    }

    fn cache(&self) -> Option<MutexGuard<'_, LruCache<Box<str>, Statement>>> {
        let prepared = self.prepared.as_ref()?;
        Some(prepared.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}
