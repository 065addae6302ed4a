//! What a query is sent as, and what the server makes of it.

use crate::clause::Clause;
use crate::error::{Error, Kind, Operation, Result};
use crate::reading::Shape;
use crate::{Query, Row};

impl<R: Row> Query<'_, R> {
    /// The SQL text that [`all`](Query::all) would send, with `$n` for the values.
    ///
    /// # Errors
    /// A condition that is refused.
    pub fn sql(&self) -> Result<String> {
        Ok(self.reading.select(&Shape::default())?.text().to_owned())
    }

    /// The server's plan for the query (`EXPLAIN`), which is not run. Its estimates come from statistics of
    /// the whole table, whatever the handle's scope.
    ///
    /// # Errors
    /// The server's, or a condition that is refused.
    pub async fn explain(self) -> Result<String> {
        self.reading.explain(&Shape::default(), false).await
    }

    /// The plan with what it really cost (`EXPLAIN (ANALYZE, BUFFERS)`). The query is run, though it
    /// returns no rows: locks are taken, and functions that write do so. Where that matters, do it in a
    /// transaction and roll back.
    ///
    /// # Errors
    /// As [`Query::explain`]. On a handle that was narrowed, an error
    /// ([`is_scope_violation`](Error::is_scope_violation)): the plan would say how many rows there are
    /// outside of the scope.
    pub async fn explain_analyze(self) -> Result<String> {
        if !self.reading.scope.at(Clause::Analyze).is_empty() {
            return Err(Error::new(Kind::ScopedAnalyze).at(R::RELATION, Operation::Select));
        }
        self.reading.explain(&Shape::default(), true).await
    }
}
