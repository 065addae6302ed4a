//! Materialized views.

use std::future::Future;

use super::Table;
use crate::error::{Operation, Result};
use crate::render::{Statement, render};
use crate::{Materialized, Row, fetch};

impl<'e, R: Row> Table<'e, R> {
    /// Makes the stored rows anew from the view's query (`REFRESH MATERIALIZED VIEW`). Until that is done,
    /// nobody else can read the view.
    ///
    /// # Errors
    /// The server's, among them that only the view's owner may do this. On a handle that was narrowed, an
    /// error ([`is_scope_violation`](crate::Error::is_scope_violation)): a refresh is of all rows.
    pub fn refresh(&self) -> impl Future<Output = Result<()>> + Send + use<'e, R>
    where
        R: Materialized,
    {
        self.clone().refreshed(false)
    }

    /// The same while others read the view. It must have been filled before, and have a unique index on
    /// columns, without a `WHERE` clause.
    ///
    /// # Errors
    /// As [`Table::refresh`].
    pub fn refresh_concurrently(&self) -> impl Future<Output = Result<()>> + Send + use<'e, R>
    where
        R: Materialized,
    {
        self.clone().refreshed(true)
    }

    async fn refreshed(self, concurrently: bool) -> Result<()> {
        let refresh = Statement::Refresh { concurrently };
        let sql = render(self.target(), refresh)
            .map_err(|error| error.at(R::RELATION, Operation::Refresh))?;
        fetch::all::<R>(&self.link, &sql, Operation::Refresh).await?;
        Ok(())
    }
}
