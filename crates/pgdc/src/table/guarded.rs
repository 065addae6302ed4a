//! Scopes that the server is told.

use super::Table;
use crate::param::Param;
use crate::value::IntoValue;
use crate::{Column, Row};

impl<R: Row> Table<'_, R> {
    /// As [`xtra`](Table::xtra), and besides tells the server the value: for the time of each statement,
    /// `setting` holds it as text. The policies that `pgdc rls` writes compare the column with that setting
    /// (`app.tenant`, unless `pgdc.toml` says another), so that the database itself refuses what a mistake
    /// would let through.
    ///
    /// It costs no round trip of its own. In a transaction, the setting is set before the statement and empty
    /// after it, whatever it was before, so that no other statement runs under it. Outside of one, `BEGIN` and
    /// `COMMIT` are sent around the statement. So do not use it on a connection where you sent `BEGIN`
    /// yourself, which it would commit: see [`Connection::transaction`](crate::Connection::transaction). Nor
    /// send anything by tokio-postgres's own methods over the same connection at the same time from another
    /// thread, which could come to stand in that transaction.
    ///
    /// The name of the setting is two names with a dot between; policies take an empty value for none.
    ///
    /// # Errors
    /// Of what is done with the handle: also those of `set_config` and `COMMIT`; SQLSTATE 42501
    /// ([`Error::code`](crate::Error::code)) where a policy refuses a row.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Unscoped + Keyed<Key = i32>>(pool: Pool, tenant: Column<R, i32>) -> Result<()> {
    /// # let ticket: Table<'_, R> = Table::new(&pool);
    /// let mine = ticket.xtra_guarded(tenant, 7, "app.tenant");
    /// let found = mine.get(1).await?;
    /// # Ok(()) }
    /// ```
    pub fn xtra_guarded<T, N>(
        &self,
        column: Column<R, T, N>,
        value: impl IntoValue<T>,
        setting: &'static str,
    ) -> Self
    where
        T: Param + PartialEq,
    {
        let mut narrower = self.clone();
        narrower.scope.narrow_guarded(column.index(), value.into_value(), Some(setting));
        narrower
    }
}
