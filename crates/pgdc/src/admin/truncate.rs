//! `TRUNCATE`.

use super::{Admin, RelationName, name};
use crate::error::Result;
use crate::executor::Executor as _;
use crate::raw::SqlText;

/// What a truncation does beside emptying the tables: nothing, unless it is said.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct TruncateOptions {
    restart_identity: bool,
    cascade: bool,
}

impl TruncateOptions {
    /// Sequences go on, and tables that others reference are refused (0A000).
    pub fn new() -> Self {
        Self::default()
    }

    /// Sequences that columns of the tables own begin anew (`RESTART IDENTITY`).
    #[must_use]
    pub fn restart_identity(mut self) -> Self {
        self.restart_identity = true;
        self
    }

    /// **Empties all tables too that reference one of these**, and those that reference them (`CASCADE`).
    #[must_use]
    pub fn cascade(mut self) -> Self {
        self.cascade = true;
        self
    }
}

impl Admin<'_> {
    /// Empties tables in one statement: all of them or none. Of a partitioned table, its partitions; of one that
    /// others inherit from, those too. Without tables, nothing is sent.
    ///
    /// It waits until nobody uses the tables, and nobody else can until it is done; in a transaction, until that
    /// ends, and a rollback brings the rows back.
    ///
    /// # Errors
    /// Names that can be none ([`is_refused`](crate::Error::is_refused)). The server's: a table that is not there
    /// or no table, a role without the right, one that another table references, without
    /// [`cascade`](TruncateOptions::cascade).
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<Album: Row, Track: Row>(pool: Pool) -> Result<()> {
    /// let admin = Admin::new(&pool);
    /// let anew = TruncateOptions::new().restart_identity();
    /// admin.truncate([Album::RELATION, Track::RELATION], anew).await?;
    /// admin.truncate(["import", "import_error"], TruncateOptions::new()).await?;
    /// admin.truncate([("audit", "event")], anew.cascade()).await?;
    /// # Ok(()) }
    /// ```
    pub async fn truncate<T: Into<RelationName>>(
        self,
        tables: impl IntoIterator<Item = T>,
        options: TruncateOptions,
    ) -> Result<()> {
        let tables = name::names(tables)?;
        if tables.is_empty() {
            return Ok(());
        }
        let restart = if options.restart_identity { " RESTART IDENTITY" } else { "" };
        let cascade = if options.cascade { " CASCADE" } else { "" };
        let text = format!("TRUNCATE TABLE {}{restart}{cascade}", name::list(&tables));
        self.link.sql(SqlText::trusted(text), ()).execute().await?;
        Ok(())
    }
}
