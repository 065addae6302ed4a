//! Queries that lock the rows they return.

use crate::lock::{Strength, Wait};
use crate::{Query, Row};

/// Locks last until the transaction ends, so that they are of use inside one alone. Only the rows that the
/// query returns are locked, which are those of the handle's scope. PostgreSQL refuses locks together with
/// `distinct`, groups and aggregates.
impl<R: Row> Query<'_, R> {
    /// Locks the rows against every change and every other lock (`FOR UPDATE`).
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Row>(job: Table<'_, R>, id: Column<R, i64>) -> Result<()> {
    /// let next = job.order_by(id).for_update().skip_locked().first().await?;
    /// # Ok(()) }
    /// ```
    pub fn for_update(self) -> Self {
        self.lock(Strength::Update)
    }

    /// Locks the rows against changes, but lets others refer to them by foreign keys
    /// (`FOR NO KEY UPDATE`).
    pub fn for_no_key_update(self) -> Self {
        self.lock(Strength::NoKeyUpdate)
    }

    /// Locks the rows against changes, but lets others take the same lock (`FOR SHARE`).
    pub fn for_share(self) -> Self {
        self.lock(Strength::Share)
    }

    /// Locks the rows against deletion and changes of their keys (`FOR KEY SHARE`).
    pub fn for_key_share(self) -> Self {
        self.lock(Strength::KeyShare)
    }

    /// Leaves out rows that others have locked, instead of waiting for them (`SKIP LOCKED`). Locks as
    /// [`for_update`](Query::for_update) does where no other lock is asked for.
    pub fn skip_locked(mut self) -> Self {
        self.reading.lock.wait = Wait::Skip;
        self
    }

    /// Fails at rows that others have locked, instead of waiting for them (`NOWAIT`; SQLSTATE 55P03).
    /// Locks as [`for_update`](Query::for_update) does where no other lock is asked for.
    pub fn nowait(mut self) -> Self {
        self.reading.lock.wait = Wait::Fail;
        self
    }

    fn lock(mut self, strength: Strength) -> Self {
        self.reading.lock.strength = Some(strength);
        self
    }
}
