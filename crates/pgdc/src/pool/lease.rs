//! A connection that is taken from the pool until it is dropped.

use deadpool::managed::Object;
use tokio::task::AbortHandle;

use super::gate::Pass;
use super::manager::Manager;
use crate::session::Session;

/// A connection that is taken from the pool until it is dropped.
pub(crate) struct Leased {
    // In this order: it is back before the next is let through.
    pub(super) object: Object<Manager>,
    pub(super) _pass: Pass,
}

impl Leased {
    pub(crate) fn session(&self) -> &Session {
        &self.object.session
    }

    /// Takes the connection out of the pool, which ends it. Returns the task that drives it.
    pub(crate) fn retire(self) -> AbortHandle {
        self.session().retire();
        let driver = self.session().abort_handle();
        let pool = Object::pool(&self.object);
        drop(self);
        if let Some(pool) = pool {
            drop(pool.retain(|pooled, _| !pooled.session.is_over()));
        }
        driver
    }
}

impl Drop for Leased {
    fn drop(&mut self) {
        // From now on it is idle.
        self.session().unhook();
        self.session().touch();
    }
}
