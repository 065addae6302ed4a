//! Handles that reference rows of their scope alone.

use super::Table;
use crate::parent::Parent;
use crate::{Column, Reference, Row};

impl<R: Row> Table<'_, R> {
    /// Rows that are written by the new handle reference only parents in its scope: those whose column `theirs`
    /// holds the value that the handle is narrowed to by `own`.
    ///
    /// A foreign key that lacks the tenant lets a row of one tenant reference a row of another. With this, each
    /// insert, and each update that sets a column of `reference`, looks for the parent in the same statement.
    /// A NULL reference passes. What stood there before an update that does not set it, and rows that are only read, are
    /// not looked at; an upsert looks at the row as it is then.
    ///
    /// # Errors
    /// Of writes, besides their own: [`is_scope_violation`](crate::Error::is_scope_violation) where the parent is
    /// outside of the scope or absent, the two of which are not told apart, and nothing is written; a transaction
    /// around it is aborted then. So is a parent that the same statement inserts, which a foreign key of a
    /// table to itself would accept. [`is_refused`](crate::Error::is_refused) where the handle is not narrowed by
    /// `own`.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<C: Row, P: Row, V: Insert<C>>(
    /// #     comments: Table<'_, C>, to_ticket: Reference<C, P>, tenant: Column<C, i32>,
    /// #     tenant_of_ticket: Column<P, i32>, comment_on_ticket_of_tenant_8: V,
    /// # ) -> Result<()> {
    /// let mine = comments.xtra(tenant, 7).within(to_ticket, tenant, tenant_of_ticket);
    /// let refused = mine.insert(comment_on_ticket_of_tenant_8).await;
    /// assert!(refused.is_err_and(|error| error.is_scope_violation()));
    /// # Ok(()) }
    /// ```
    pub fn within<P: Row, T, N, M>(
        &self,
        reference: Reference<R, P>,
        own: Column<R, T, N>,
        theirs: Column<P, T, M>,
    ) -> Self {
        let mut narrower = self.clone();
        narrower.scope.require(Parent::new(reference, own, theirs));
        narrower
    }
}
