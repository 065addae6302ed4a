//! The chores around a database: emptying tables, mending sequences, making and dropping databases.

mod database;
mod fault;
mod maintain;
mod name;
mod sequences;
mod tables;
mod truncate;

use std::fmt;

use crate::error::{Error, Result};
use crate::executor::Executor;
use crate::link::Link;

pub use database::{DatabaseOptions, DropOptions};
pub(crate) use fault::AdminFault;
pub use maintain::VacuumOptions;
pub use name::RelationName;
pub use sequences::SequenceChange;
pub use tables::{FoundTable, TableFilter};
pub use truncate::TruncateOptions;

/// Administration over an [`Executor`]: what is done to tables and databases as wholes.
///
/// **No scope is part of it.** It is made of an executor alone, never of a handle: that of a tenant gives none.
/// Names are quoted, so that they are names whatever they hold. What the role may not do is an error
/// ([`is_permission_denied`](Error::is_permission_denied)), never left out in silence.
///
/// ```no_run
/// # use pgdc::*;
/// # async fn f(pool: Pool) -> Result<()> {
/// let admin = Admin::new(&pool);
/// let kept = TableFilter::new().except(["schema_migrations"]);
/// let tables = admin.tables(["public"], kept).await?;
/// admin.truncate(&tables, TruncateOptions::new().restart_identity()).await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Copy)]
pub struct Admin<'e> {
    link: Link<'e>,
}

impl<'e> Admin<'e> {
    /// On a pool, a connection or a transaction.
    pub fn new<E: Executor + ?Sized>(exec: &'e E) -> Self {
        Admin { link: exec.link() }
    }

    /// The same, with a reason that is told with each statement, to hooks
    /// ([`StatementEvent::unscoped`](crate::StatementEvent::unscoped)) and spans: that of
    /// `Db::new(&pool).unscoped("reason")` under a declared scope.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// let admin = Admin::new(&pool).unscoped("nightly import");
    /// admin.sync_schema_sequences(["public"]).await?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn unscoped(self, reason: &'static str) -> Self {
        Admin { link: self.link.unscoped(reason) }
    }

    /// That no transaction is open, as far as this crate knows; the server knows the rest.
    fn outside(self, command: &'static str) -> Result<()> {
        match self.link.is_transaction() {
            true => Err(Error::from(AdminFault::InTransaction { command })),
            false => Ok(()),
        }
    }
}

impl fmt::Debug for Admin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Admin").finish_non_exhaustive()
    }
}
