//! How a pool is doing.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{Inner, Pool};

/// How a pool is doing: its connections now, and what happened since it was made.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct PoolStatus {
    /// How many connections there may be.
    pub max_size: usize,
    /// How many there are, those that are being opened included.
    pub size: usize,
    /// How many of them wait for something to do; one that is shared does not while it has a statement.
    pub idle: usize,
    /// How many callers wait for one.
    pub waiting: usize,
    /// How many connections were opened.
    pub opened: u64,
    /// How many could not be opened.
    pub failed: u64,
    /// How often a connection was handed out; one that is [shared](crate::PoolBuilder::shared), for each statement.
    pub acquired: u64,
    /// How often one was waited for in vain.
    pub timed_out: u64,
    /// How many statements were prepared.
    pub statements_prepared: u64,
    /// How many times a statement was prepared already.
    pub statements_reused: u64,
    /// How many prepared statements had to go to make room.
    pub statements_evicted: u64,
}

impl Pool {
    /// How the pool is doing. Over a pool of deadpool-postgres, only the first four are known.
    pub fn status(&self) -> PoolStatus {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let own = match &self.inner {
            Inner::Own(own) => {
                let counts = &own.pool.manager().counts;
                PoolStatus {
                    opened: read(&counts.opened),
                    failed: read(&counts.failed),
                    acquired: read(&counts.acquired),
                    timed_out: read(&counts.timed_out),
                    statements_prepared: read(&counts.statements.prepared),
                    statements_reused: read(&counts.statements.reused),
                    statements_evicted: read(&counts.statements.evicted),
                    ..PoolStatus::default()
                }
            }
            Inner::Deadpool(_) => PoolStatus::default(),
        };
        let (now, waiting) = match &self.inner {
            Inner::Own(own) => (own.pool.status(), own.waiting()),
            Inner::Deadpool(pool) => (pool.status(), pool.status().waiting),
        };
        PoolStatus { max_size: now.max_size, size: now.size, idle: now.available, waiting, ..own }
    }
}
