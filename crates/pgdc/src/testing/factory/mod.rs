//! Rows for tests, whose parents and required columns need not be named.

mod build;
mod choice;
mod fill;
mod key;
mod send;
mod state;
mod values;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::facts::{Facts, Oid};
use super::fault::TestingFault;
use crate::error::{Operation, Result};
use crate::executor::Executor;
use crate::link::Link;
use crate::values::{Assignments, Values};
use crate::{Fields, RelationName, Row, Writable};
use build::Made;
use state::State;

pub use fill::Filled;

/// Makes rows of tables, and of the tables that they reference.
///
/// A row gets a value for each column that must have one: of the column's type, plausible by its name, within simple
/// CHECKs, and another for each row where it must be unique. Columns that may be NULL are NULL, those with a default
/// take it, but for times and UUIDs of functions such as `now()`, which would be others each time. What a row
/// references is looked for among the rows that are there, and made where there is none.
///
/// What it needs to know it reads from the catalog, once. **No scope is part of it**: it is made of an executor, never
/// of a handle. The same seed makes the same rows in the same database.
///
/// In a transaction, each row is tried in a savepoint. It has to be one of this crate, tokio-postgres or
/// deadpool-postgres: one that was begun by a text ends with the first row that the server refuses.
///
/// ```no_run
/// # use pgdc::*;
/// # async fn f<Album: Row + Writable>(pool: Pool, patch: <Album as Writable>::Patch) -> Result<()> {
/// let mut make = testing::Factory::new(&pool).seed(7);
/// let album: Album = make.one().await?; // and an artist, if there is none
/// let albums: Vec<Album> = make.rows(10).await?;
/// let album: Album = make.with(patch).await?; // AlbumPatch { title: set("Powerage"), ..unset() }
/// # Ok(()) }
/// ```
pub struct Factory<'e> {
    link: Link<'e>,
    seed: u64,
    optional: bool,
    /// Values by the names of columns.
    fixed: BTreeMap<String, String>,
    facts: Arc<Facts>,
    states: BTreeMap<Oid, State>,
}

/// Values of columns by their places, as text; `None` is NULL.
type Given = BTreeMap<usize, Option<String>>;

impl<'e> Factory<'e> {
    /// On a pool, a connection or a transaction.
    pub fn new<E: Executor + ?Sized>(exec: &'e E) -> Self {
        Factory {
            link: exec.link(),
            seed: 0,
            optional: false,
            fixed: BTreeMap::new(),
            facts: Arc::default(),
            states: BTreeMap::new(),
        }
    }

    /// With other chance: the same seed gives the same rows.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Gives a value to columns that may be NULL too. References stay NULL where they may.
    #[must_use]
    pub fn fill_optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Gives the columns of this name the value, in whatever table has one, unless a row says otherwise: the tenant that
    /// all rows are to be of. Its text is what the server reads the value from. What such a column references is looked
    /// for by it, and made with it where it is not there.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<Task: Row + Writable>(pool: Pool) -> Result<()> {
    /// let mut make = testing::Factory::new(&pool).always("tenant_id", 7);
    /// let tasks: Vec<Task> = make.rows(10).await?; // in projects of tenant 7
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn always(mut self, column: impl Into<String>, value: impl ToString) -> Self {
        self.fixed.insert(column.into(), value.to_string());
        self
    }

    /// A new row.
    ///
    /// # Errors
    /// No row could be made that the server takes: the error names the table, the constraint and what it says;
    /// a table that is not there ([`is_undefined`](crate::Error::is_undefined)).
    pub async fn one<R: Row + Writable>(&mut self) -> Result<R> {
        self.typed(&Given::new()).await
    }

    /// So many new rows.
    ///
    /// # Errors
    /// Those of [`one`](Factory::one). The rows made before stay.
    pub async fn rows<R: Row + Writable>(&mut self, count: usize) -> Result<Vec<R>> {
        let mut rows = Vec::with_capacity(count);
        for _ in 0..count {
            rows.push(self.one().await?);
        }
        Ok(rows)
    }

    /// A new row with these values: a patch, a `New…` struct or a row. Of a reference that is given in part (the
    /// tenant of a project), what is given is kept. What it references by a given value is made where it is not there.
    ///
    /// # Errors
    /// Those of [`one`](Factory::one), and of the values ([`set_sql`](crate::set_sql)).
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<Album: Row + Writable>(pool: Pool, patch: <Album as Writable>::Patch) -> Result<()> {
    /// let mut make = testing::Factory::new(&pool);
    /// let album: Album = make.with(patch).await?; // AlbumPatch { title: set("Powerage"), ..unset() }
    /// # Ok(()) }
    /// ```
    pub async fn with<R: Row + Writable>(&mut self, values: impl Values<R>) -> Result<R> {
        let given = Assignments::of(&values);
        let texts = send::texts::<R>(self.link, &given).await?;
        let found = self.tables(&[RelationName::from(R::RELATION)]).await?;
        let table = self.facts.table(found[0])?;
        let places = texts.into_iter().filter_map(|(name, text)| Some((table.place(name)?, text)));
        let given: Given = places.collect();
        self.typed(&given).await
    }

    /// So many new rows with the same values, as [`with`](Factory::with).
    ///
    /// # Errors
    /// Those of [`with`](Factory::with). The rows made before stay.
    pub async fn rows_with<R: Row + Writable>(
        &mut self,
        count: usize,
        values: impl Values<R>,
    ) -> Result<Vec<R>> {
        let mut rows = Vec::with_capacity(count);
        for _ in 0..count {
            rows.push(self.with::<R>(&values).await?);
        }
        Ok(rows)
    }

    async fn typed<R: Row + Writable>(&mut self, given: &Given) -> Result<R> {
        let found = self.tables(&[RelationName::from(R::RELATION)]).await?;
        let made = self.make(found[0], given, &mut Vec::new(), Some(R::RELATION)).await?;
        match made {
            Made::Row { raw: Some(row), .. } => R::decode(&Fields::new(&row, R::RELATION))
                .map_err(|error| error.at(R::RELATION, Operation::Insert)),
            _ => Err(TestingFault::Elsewhere { table: R::RELATION.into() }.into()),
        }
    }

    /// The tables of these names, each, with all that is known of them and of those they reference.
    async fn tables(&mut self, names: &[RelationName]) -> Result<Vec<Oid>> {
        let found = Facts::find(self.link, names).await?;
        // Nobody else has them between two rows.
        let mut facts = Arc::try_unwrap(std::mem::take(&mut self.facts)).unwrap_or_default();
        let added = facts.add(self.link, &found).await;
        self.facts = Arc::new(facts);
        added.map(|()| found)
    }
}

impl fmt::Debug for Factory<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Factory").field("seed", &self.seed).finish_non_exhaustive()
    }
}
