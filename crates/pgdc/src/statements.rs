//! The prepared statements of a connection.

use std::hash::BuildHasher as _;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;
use rustc_hash::FxBuildHasher;
use tokio_postgres::{Client, Statement};

/// How many statements a connection keeps prepared where nothing else is asked for.
pub(crate) const CAPACITY: usize = 256;

/// The prepared statements of one connection by their text. Of more than there is room for, the one that was
/// used longest ago goes, and the server forgets it.
pub(crate) struct Statements {
    prepared: Option<Mutex<Cache>>,
    counters: Arc<Counters>,
}

/// By the hash of the text, which is then compared: of two texts with one hash, the later one is kept.
type Cache = LruCache<u64, Kept, FxBuildHasher>;

struct Kept {
    text: Box<str>,
    statement: Statement,
}

/// A statement's text with its hash, so that one whose text is kept is not hashed each time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key<'t> {
    pub(crate) text: &'t str,
    pub(crate) hash: u64,
}

impl<'t> Key<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        Key { text, hash: FxBuildHasher.hash_one(text) }
    }
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
        let cache = |capacity| LruCache::with_hasher(capacity, FxBuildHasher);
        let prepared = NonZeroUsize::new(capacity).map(cache).map(Mutex::new);
        Statements { prepared, counters }
    }

    /// The statement, if it was prepared before.
    pub(crate) fn known(&self, key: Key<'_>) -> Option<Statement> {
        let mut cache = self.cache()?;
        let kept = cache.get(&key.hash).filter(|kept| *kept.text == *key.text)?;
        count(&self.counters.reused);
        Some(kept.statement.clone())
    }

    /// Prepares the statement, and keeps it.
    pub(crate) async fn prepare(
        &self,
        client: &Client,
        key: Key<'_>,
    ) -> Result<Statement, tokio_postgres::Error> {
        let statement = client.prepare(key.text).await?;
        count(&self.counters.prepared);
        let kept = Kept { text: key.text.into(), statement: statement.clone() };
        // Of two that prepared it at once, the later one stays. What goes is dropped outside of the lock.
        let pushed = self.cache().and_then(|mut cache| cache.push(key.hash, kept));
        if pushed.is_some_and(|(_, other)| *other.text != *key.text) {
            count(&self.counters.evicted);
        }
        Ok(statement)
    }

    /// Forgets the statement, so that it is prepared again.
    pub(crate) fn remove(&self, key: Key<'_>) {
        // Its end is told to the server when the last who uses it is done, outside of the lock.
        let removed = self.cache().and_then(|mut cache| cache.pop(&key.hash));
        drop(removed);
    }

    fn cache(&self) -> Option<MutexGuard<'_, Cache>> {
        let prepared = self.prepared.as_ref()?;
        Some(prepared.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}
