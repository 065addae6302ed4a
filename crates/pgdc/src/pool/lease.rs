//! A connection that is taken from the pool until it is dropped.

use std::sync::Arc;

use deadpool::managed::Object;
use tokio::runtime::Handle;
use tokio::task::AbortHandle;

use super::gate::Pass;
use super::manager::Manager;
use crate::connect;
use crate::session::Session;

/// A connection that is taken from the pool until it is dropped.
pub(crate) struct Leased {
    session: Arc<Session>,
    /// What goes back to the pool; taken when it does.
    back: Option<Back>,
}

struct Back {
    // In this order: it is back before the next is let through.
    object: Object<Manager>,
    _pass: Pass,
}

impl Leased {
    pub(super) fn new(object: Object<Manager>, pass: Pass) -> Self {
        let session = Arc::clone(&object.session);
        Leased { session, back: Some(Back { object, _pass: pass }) }
    }

    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    /// It was handed out so many times more than it was taken.
    pub(super) fn add_uses(&mut self, more: u64) {
        if let Some(back) = &mut self.back {
            back.object.more_uses += more;
        }
    }

    /// Takes the connection out of the pool, which ends it. Returns the task that drives it.
    pub(crate) fn retire(self) -> AbortHandle {
        self.session.retire();
        let driver = self.session.abort_handle();
        let pool = self.back.as_ref().and_then(|back| Object::pool(&back.object));
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
        self.session.unhook();
        self.session.touch();
        if self.session.is_abandoned()
            && let Some(back) = self.back.take()
        {
            back.when_settled(Arc::clone(&self.session));
        }
    }
}

impl Back {
    /// Goes back when the server is no longer at what nobody waits for, so that nobody else does.
    fn when_settled(self, session: Arc<Session>) {
        match Handle::try_current() {
            Ok(runtime) => {
                runtime.spawn(async move {
                    connect::settle(&session).await;
                    session.settled();
                    drop(self);
                });
            }
            Err(_) => session.cut(),
        }
    }
}
