//! `VACUUM` and `ANALYZE`.

use super::{Admin, AdminFault, RelationName, name};
use crate::error::Result;
use crate::executor::Executor as _;
use crate::raw::SqlText;

/// What a vacuum does beside making room for new rows: nothing, unless it is said.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct VacuumOptions {
    full: bool,
    analyze: bool,
    freeze: bool,
}

impl VacuumOptions {
    /// A plain `VACUUM`, beside which others read and write.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes each table anew, which gives its room back to the disk. **Nobody else can use it meanwhile.**
    #[must_use]
    pub fn full(mut self) -> Self {
        self.full = true;
        self
    }

    /// Counts values too, for the planner, as [`Admin::analyze`] does.
    #[must_use]
    pub fn analyze(mut self) -> Self {
        self.analyze = true;
        self
    }

    /// Marks all rows as old, as is good after an import into a table that will not change.
    #[must_use]
    pub fn freeze(mut self) -> Self {
        self.freeze = true;
        self
    }

    /// ` (FULL, ANALYZE)`
    fn clause(self) -> String {
        let all = [(self.full, "FULL"), (self.analyze, "ANALYZE"), (self.freeze, "FREEZE")];
        let said: Vec<&str> = all.into_iter().filter_map(|(is, name)| is.then_some(name)).collect();
        match said.is_empty() {
            true => String::new(),
            false => format!(" ({})", said.join(", ")),
        }
    }
}

/// Kinds of `pg_class` that are stored here: tables, partitioned ones, materialized views.
const STORED: [&str; 3] = ["r", "p", "m"];

/// The same with tables of other servers, of which the planner keeps counts.
const COUNTED: [&str; 4] = ["r", "p", "m", "f"];

impl Admin<'_> {
    /// Counts the values of tables and materialized views for the planner (`ANALYZE`), as is good after an import.
    /// Without tables, nothing is sent.
    ///
    /// # Errors
    /// Names that can be none ([`is_refused`](crate::Error::is_refused)); one that is not there
    /// ([`is_undefined`](crate::Error::is_undefined)). A view, or a table or partition that the role may not
    /// analyze ([`is_permission_denied`](crate::Error::is_permission_denied)): the server would pass over it with a
    /// warning, so that it is asked first, and nothing is done.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// Admin::new(&pool).analyze([("public", "album"), ("public", "track")]).await?;
    /// # Ok(()) }
    /// ```
    pub async fn analyze<T: Into<RelationName>>(
        self,
        tables: impl IntoIterator<Item = T>,
    ) -> Result<()> {
        self.maintain("ANALYZE", String::new(), name::names(tables)?, &COUNTED).await
    }

    /// Makes the room of rows that are gone free for new ones (`VACUUM`), one table after the other. Without
    /// tables, nothing is sent.
    ///
    /// # Errors
    /// Those of [`analyze`](Admin::analyze). In a transaction, which cannot hold it, nothing is sent
    /// ([`is_refused`](crate::Error::is_refused)). After an error of the server's, the tables before are done.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// Admin::new(&pool).vacuum(["album"], VacuumOptions::new().full().analyze()).await?;
    /// # Ok(()) }
    /// ```
    pub async fn vacuum<T: Into<RelationName>>(
        self,
        tables: impl IntoIterator<Item = T>,
        options: VacuumOptions,
    ) -> Result<()> {
        self.outside("VACUUM")?;
        self.maintain("VACUUM", options.clause(), name::names(tables)?, &STORED).await
    }

    async fn maintain(
        self,
        command: &'static str,
        options: String,
        tables: Vec<RelationName>,
        kinds: &'static [&'static str],
    ) -> Result<()> {
        if tables.is_empty() {
            return Ok(());
        }
        self.check_maintained(command, &tables, kinds).await?;
        let text = format!("{command}{options} {}", name::list(&tables));
        self.link.sql(SqlText::trusted(text), ()).execute().await?;
        Ok(())
    }

    /// # Errors
    /// The server would pass over some of the tables with a warning.
    async fn check_maintained(
        self,
        command: &'static str,
        tables: &[RelationName],
        kinds: &'static [&'static str],
    ) -> Result<()> {
        let names: Vec<String> = tables.iter().map(RelationName::to_string).collect();
        let passed = self.link.sql(include_str!("maintain.sql"), (names, kinds));
        let passed: Vec<(String, bool)> = passed.all().await?;
        let of_kind = |wanted| {
            let relations = passed.iter().filter(|(_, is_of_kind)| *is_of_kind == wanted);
            relations.map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
        };
        match (of_kind(false), of_kind(true)) {
            (none, denied) if none.is_empty() && denied.is_empty() => Ok(()),
            (relations, _) if !relations.is_empty() => {
                Err(AdminFault::NotStored { command, relations }.into())
            }
            (_, relations) => Err(AdminFault::NotAllowed { command, relations }.into()),
        }
    }
}
