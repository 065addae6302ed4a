//! Sequences that fell behind their columns, after an import for example.

mod sequence;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{Admin, AdminFault, RelationName, name, tables};
use crate::adhoc::script;
use crate::error::Result;
use crate::executor::Executor as _;
use crate::raw::SqlText;

use sequence::Sequence;

/// A sequence that [`Admin::sync_sequences`] set.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct SequenceChange {
    /// The sequence, with its schema.
    pub sequence: RelationName,
    /// The columns that draw from it, each with its table: one, but where a default names a sequence that another
    /// column owns.
    pub columns: Vec<(RelationName, String)>,
    /// The value that it would have given next; `None` where it was exhausted.
    pub before: Option<i64>,
    /// The value that it gives next; `None` where it is exhausted, since a column holds the last one.
    pub after: Option<i64>,
}

impl Admin<'_> {
    /// Sets each sequence that a column of these tables draws from so that the next value is the largest in use
    /// plus the increment (the smallest, where that is negative): those of serial and identity columns, and those
    /// that a default names. Where there is no value, it is the start value again. Returns what has changed.
    ///
    /// Values that the sequence never gives, beyond its `MINVALUE` and `MAXVALUE`, do not count. A sequence whose
    /// last value is in use is exhausted, or, with `CYCLE`, begins anew. A sequence that several columns draw from
    /// goes after all of them. Columns of other types than `smallint`, `integer`, `bigint` and domains over these
    /// are left alone. It may be set to a lower value than before.
    ///
    /// Two messages, however many tables. The second locks the tables against writes (`SHARE`) until all are done,
    /// so that **no insert beside it gets a value that is in use**: those under way are waited for, and those that
    /// come wait. What is not known of are values that somebody took by `nextval` and has not written yet. In a
    /// transaction, the locks stay to its end; a rollback leaves sequences without `CACHE` as they are set here.
    ///
    /// # Errors
    /// Names that can be none, and a transaction of another level than READ COMMITTED, which would not see what
    /// others have just written ([`is_refused`](crate::Error::is_refused)). Row-level security that hides rows from
    /// the role ([`is_permission_denied`](crate::Error::is_permission_denied)). The server's: a table that is not
    /// there ([`is_undefined`](crate::Error::is_undefined)); a role without SELECT and UPDATE on table and sequence,
    /// or not the owner of a sequence with `CACHE`; a deadlock with somebody who writes to several of the tables
    /// ([`is_retryable`](crate::Error::is_retryable)).
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// for change in Admin::new(&pool).sync_sequences(["album", "track"]).await? {
    ///     println!("{}: {:?} → {:?}", change.sequence, change.before, change.after);
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn sync_sequences<T: Into<RelationName>>(
        self,
        tables: impl IntoIterator<Item = T>,
    ) -> Result<Vec<SequenceChange>> {
        let tables: Vec<String> = name::names(tables)?.iter().map(ToString::to_string).collect();
        self.synchronize(tables, Vec::new()).await
    }

    /// The same for all tables of schemas.
    ///
    /// # Errors
    /// Those of [`sync_sequences`](Admin::sync_sequences); a schema that is not there.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// let changed = Admin::new(&pool).sync_schema_sequences(["public"]).await?;
    /// # Ok(()) }
    /// ```
    pub async fn sync_schema_sequences<S: AsRef<str>>(
        self,
        schemas: impl IntoIterator<Item = S>,
    ) -> Result<Vec<SequenceChange>> {
        self.synchronize(Vec::new(), tables::quoted(schemas)?).await
    }

    /// Of tables and schemas by their quoted names.
    async fn synchronize(
        self,
        tables: Vec<String>,
        schemas: Vec<String>,
    ) -> Result<Vec<SequenceChange>> {
        if tables.is_empty() && schemas.is_empty() {
            return Ok(Vec::new());
        }
        self.check_isolation().await?;
        let found = self.link.sql(include_str!("../sequences.sql"), (tables, schemas));
        let found: Vec<Sequence> =
            found.all().await?.into_iter().map(Sequence::new).collect::<Result<_>>()?;
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let text = self.locked(&found);
        let rows = script::rows(self.link, SqlText::trusted(text)).await?;
        let mut changes = Vec::new();
        for (sequence, row) in found.into_iter().zip(&rows) {
            changes.extend(sequence.change(row)?);
        }
        Ok(changes)
    }

    /// The statements that lock all tables, and then set each sequence and tell of it by one row. Each sees what
    /// was committed before it began, and so before the tables were locked.
    fn locked(self, sequences: &[Sequence]) -> String {
        let tables: BTreeSet<_> = sequences.iter().flat_map(Sequence::tables).collect();
        let mut text = String::new();
        if !self.link.is_transaction() {
            // Whatever the default of the database is.
            text.push_str("SET TRANSACTION ISOLATION LEVEL READ COMMITTED;\n");
        }
        let _ = writeln!(text, "LOCK TABLE {} IN SHARE MODE;", name::list(tables));
        for sequence in sequences {
            sequence.write(&mut text);
        }
        text
    }

    /// # Errors
    /// A transaction that sees the tables as they were before they are locked.
    async fn check_isolation(self) -> Result<()> {
        if !self.link.is_transaction() {
            return Ok(());
        }
        let text = "SELECT pg_catalog.current_setting('transaction_isolation')";
        let level: String = self.link.sql(text, ()).item().await?;
        match level.as_str() {
            "read committed" => Ok(()),
            _ => Err(AdminFault::Isolation.into()),
        }
    }
}
