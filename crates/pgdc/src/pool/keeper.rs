//! The task that keeps connections open, and closes those that are idle or old while nobody asks for them.

use std::time::Duration;

use deadpool::managed::{Timeouts, WeakPool};

use super::manager::Manager;

/// How often it looks, where no lifetime asks for more.
const LONGEST: Duration = Duration::from_secs(30);
const SHORTEST: Duration = Duration::from_millis(20);

/// Spawns the task, which ends with the pool.
pub(super) fn spawn(pool: WeakPool<Manager>, pause: Duration) {
    tokio::spawn(async move {
        while look(&pool).await {
            tokio::time::sleep(pause).await;
        }
    });
}

/// How often to look: several times in the shortest lifetime. Never, where nothing is asked for.
pub(super) fn pause(manager: &Manager) -> Option<Duration> {
    let options = manager.options();
    let lifetimes = [options.max_lifetime, options.idle_lifetime];
    let shortest = lifetimes.into_iter().flatten().min();
    let is_needed = shortest.is_some() || options.min_size > 0;
    is_needed.then(|| shortest.map_or(LONGEST, |d| (d / 4).clamp(SHORTEST, LONGEST)))
}

/// Closes what is to be closed and opens what is missing; false when the pool is gone.
async fn look(pool: &WeakPool<Manager>) -> bool {
    let Some(pool) = pool.upgrade() else { return false };
    if pool.is_closed() {
        return false;
    }
    let manager = pool.manager();
    let least = manager.options().min_size;
    let mut size = pool.status().size;
    let gone = pool.retain(|pooled, metrics| {
        let is_spare = size > least && manager.is_long_idle(pooled);
        let goes = is_spare || manager.is_worn(pooled, &metrics);
        size -= usize::from(goes);
        !goes
    });
    drop(gone);
    // A pool opens a connection where none is idle; so those that are idle are taken for a moment.
    let mut taken = Vec::new();
    while pool.status().size < least {
        let now = Timeouts { wait: Some(Duration::ZERO), ..Timeouts::new() };
        match pool.timeout_get(&now).await {
            Ok(object) => taken.push(object),
            // Nobody waits for it: the next look tries again.
            Err(_) => break,
        }
    }
    true
}
