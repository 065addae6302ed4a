//! How many may have a connection at once, in the order of coming.
//!
//! deadpool counts too, but goes on lending as many as before where a pool is made smaller while few
//! connections are open.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

use crate::error::{Error, Kind, Result};

/// Lets so many through at once.
pub(super) struct Gate {
    permits: Arc<Semaphore>,
    size: AtomicUsize,
    /// How many that are through must not be followed by another, since the gate has become smaller.
    surplus: AtomicUsize,
    waiting: AtomicUsize,
}

/// Whoever holds it is through.
pub(super) struct Pass {
    permit: Option<OwnedSemaphorePermit>,
    gate: Arc<Gate>,
}

impl Gate {
    pub(super) fn new(size: usize) -> Arc<Self> {
        Arc::new(Gate {
            permits: Arc::new(Semaphore::new(size)),
            size: AtomicUsize::new(size),
            surplus: AtomicUsize::new(0),
            waiting: AtomicUsize::new(0),
        })
    }

    pub(super) async fn pass(self: &Arc<Self>) -> Result<Pass> {
        if let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() {
            return Ok(self.passed(permit));
        }
        let _waiting = Waiting::new(&self.waiting);
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        Ok(self.passed(permit.map_err(|_| Error::new(Kind::PoolClosed))?))
    }

    /// The same for who does not wait.
    pub(super) fn try_pass(self: &Arc<Self>) -> Result<Option<Pass>> {
        match Arc::clone(&self.permits).try_acquire_owned() {
            Ok(permit) => Ok(Some(self.passed(permit))),
            Err(TryAcquireError::NoPermits) => Ok(None),
            Err(TryAcquireError::Closed) => Err(Error::new(Kind::PoolClosed)),
        }
    }

    /// Whether who comes now would have to wait.
    pub(super) fn is_full(&self) -> bool {
        self.permits.available_permits() == 0 && !self.permits.is_closed()
    }

    fn passed(self: &Arc<Self>, permit: OwnedSemaphorePermit) -> Pass {
        Pass { permit: Some(permit), gate: Arc::clone(self) }
    }

    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    pub(super) fn close(&self) {
        self.permits.close();
    }

    /// Lets another number through from now on.
    pub(super) fn resize(&self, size: usize) {
        let before = self.size.swap(size, Ordering::AcqRel);
        if size < before {
            let gone = self.permits.forget_permits(before - size);
            self.surplus.fetch_add(before - size - gone, Ordering::AcqRel);
        } else {
            let more = size - before;
            let paid = (0..more).take_while(|_| self.take_surplus()).count();
            self.permits.add_permits(more - paid);
        }
    }

    fn take_surplus(&self) -> bool {
        let less = |surplus: usize| surplus.checked_sub(1);
        self.surplus.fetch_update(Ordering::AcqRel, Ordering::Acquire, less).is_ok()
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if self.gate.take_surplus()
            && let Some(permit) = self.permit.take()
        {
            permit.forget();
        }
    }
}

/// Counted while it exists.
pub(super) struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    pub(super) fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Waiting(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    fn is_open(gate: &Arc<Gate>) -> bool {
        gate.pass().now_or_never().is_some()
    }

    #[test]
    fn a_smaller_gate_lets_nobody_through_until_enough_have_left() {
        let gate = Gate::new(3);
        let through: Vec<Pass> = (0..3)
            .map(|_| gate.pass().now_or_never().unwrap().unwrap_or_else(|_| panic!()))
            .collect();
        assert!(!is_open(&gate));
        gate.resize(1);
        let mut through = through.into_iter();
        drop(through.next());
        drop(through.next());
        assert!(!is_open(&gate));
        gate.resize(2);
        assert!(is_open(&gate));
        drop(through.next());
        let both = [gate.pass().now_or_never(), gate.pass().now_or_never()];
        assert!(both.iter().all(Option::is_some) && !is_open(&gate));
        gate.close();
        assert!(gate.pass().now_or_never().is_some_and(|pass| pass.is_err()));
    }
}
