//! Whole schemas.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Factory, Given, send};
use crate::RelationName;
use crate::error::{Error, Kind, Result};
use crate::testing::facts::{Facts, Oid};

/// What [`Factory::fill`] did to a table.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Filled {
    /// The table.
    pub table: RelationName,
    /// How many rows it has more than before.
    pub rows: u64,
    /// Why it has fewer than were asked for, if so: what the server refused, and by which constraint.
    pub problem: Option<String>,
}

impl Factory<'_> {
    /// Makes so many rows for each of these tables, and rows of others where they are referenced. Tables come after
    /// those that they reference. The answers are in the order of the tables given.
    ///
    /// # Errors
    /// A table that is not there ([`is_undefined`](Error::is_undefined)), and the connection's. A table that could
    /// not be filled is none: the answer says why.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// let tables = Admin::new(&pool).tables(["public"], TableFilter::new()).await?;
    /// for filled in testing::Factory::new(&pool).fill(&tables, 10).await? {
    ///     println!("{}: {} {}", filled.table, filled.rows, filled.problem.unwrap_or_default());
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn fill<T: Into<RelationName>>(
        &mut self,
        tables: impl IntoIterator<Item = T>,
        rows: usize,
    ) -> Result<Vec<Filled>> {
        let names: Vec<RelationName> = tables.into_iter().map(Into::into).collect();
        let asked = self.tables(&names).await?;
        let facts = Arc::clone(&self.facts);
        let mut order = Vec::new();
        let mut seen = BTreeSet::new();
        asked.iter().for_each(|table| add_after_parents(&facts, *table, &mut seen, &mut order));
        let asked: BTreeSet<Oid> = asked.into_iter().collect();
        let mut filled = Vec::new();
        for table in order.into_iter().filter(|table| asked.contains(table)) {
            filled.push(self.fill_one(&facts, table, rows).await?);
        }
        let place = |name: &RelationName| names.iter().position(|asked| asked == name);
        filled.sort_by_key(|filled| place(&filled.table));
        Ok(filled)
    }

    async fn fill_one(&mut self, facts: &Facts, table: Oid, rows: usize) -> Result<Filled> {
        let known = facts.table(table)?;
        let before = send::count(self.link, known).await?;
        let mut problem = None;
        for _ in 0..rows {
            match self.make(table, &Given::new(), &mut Vec::new(), None).await {
                Ok(_) => {}
                Err(error) if is_fault(&error) => {
                    problem = Some(error.to_string());
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        let after = send::count(self.link, known).await?;
        let added = after.saturating_sub(before);
        if problem.is_none() && added < rows as u64 {
            problem = Some("a trigger or a rule wrote nothing, or to another table".to_owned());
        }
        Ok(Filled { table: known.name.clone(), rows: added, problem })
    }
}

/// Whether it is about the row, not about the connection.
fn is_fault(error: &Error) -> bool {
    matches!(error.kind(), Kind::Testing(_)) || error.as_db_error().is_some()
}

fn add_after_parents(facts: &Facts, table: Oid, seen: &mut BTreeSet<Oid>, order: &mut Vec<Oid>) {
    if !seen.insert(table) {
        return;
    }
    let keys = facts.tables.get(&table).into_iter().flat_map(|table| &table.keys);
    keys.for_each(|key| add_after_parents(facts, key.target, seen, order));
    order.push(table);
}
