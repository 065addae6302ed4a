//! A connection that is taken from the pool until it is dropped.

use deadpool::managed::Object;

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
}

impl Drop for Leased {
    fn drop(&mut self) {
        // From now on it is idle.
        self.session().touch();
    }
}
