//! A connection that is taken from the pool until it is dropped.

use deadpool::managed::Object;

use super::manager::Manager;
use crate::session::Session;

/// A connection that is taken from the pool until it is dropped.
pub(crate) struct Leased(pub(super) Object<Manager>);

impl Leased {
    pub(crate) fn session(&self) -> &Session {
        &self.0.session
    }
}

impl Drop for Leased {
    fn drop(&mut self) {
        // From now on it is idle.
        self.session().touch();
    }
}
