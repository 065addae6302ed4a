//! Which tables there are.

use super::{Admin, RelationName, name};
use crate::RelationKind;
use crate::error::Result;
use crate::executor::Executor as _;
use crate::ident::Ident;

/// Which tables of its schemas [`Admin::tables`] gives: all that hold rows of their own or of their partitions,
/// unless it says otherwise.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct TableFilter {
    except: Vec<RelationName>,
    partitions: bool,
    extensions: bool,
    foreign: bool,
}

impl TableFilter {
    /// Tables and partitioned tables; no partitions, no tables of extensions, no foreign tables.
    pub fn new() -> Self {
        Self::default()
    }

    /// Without these, whether they are there or not. A name without a schema is left out of all of them.
    #[must_use]
    pub fn except<T: Into<RelationName>>(mut self, tables: impl IntoIterator<Item = T>) -> Self {
        self.except.extend(tables.into_iter().map(Into::into));
        self
    }

    /// With the partitions of partitioned tables.
    #[must_use]
    pub fn with_partitions(mut self) -> Self {
        self.partitions = true;
        self
    }

    /// With tables that belong to extensions, such as `spatial_ref_sys` of PostGIS.
    #[must_use]
    pub fn with_extensions(mut self) -> Self {
        self.extensions = true;
        self
    }

    /// With tables of other servers.
    #[must_use]
    pub fn with_foreign(mut self) -> Self {
        self.foreign = true;
        self
    }

    fn takes(&self, table: &Candidate) -> bool {
        let (_, _, kind, is_partition, is_extension) = table;
        (self.partitions || !is_partition)
            && (self.extensions || !is_extension)
            && (self.foreign || kind != "f")
    }

    fn excepts(&self, table: &RelationName) -> bool {
        self.except.iter().any(|except| {
            except.name() == table.name()
                && except.schema().is_none_or(|schema| Some(schema) == table.schema())
        })
    }
}

/// A table of the database.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct FoundTable {
    /// Its name, with that of its schema.
    pub name: RelationName,
    /// What sort of table it is: [`Table`](RelationKind::Table),
    /// [`PartitionedTable`](RelationKind::PartitionedTable) or [`ForeignTable`](RelationKind::ForeignTable).
    pub kind: RelationKind,
}

/// Schema, name, kind, whether it is a partition, and whether it belongs to an extension.
type Candidate = (String, String, String, bool, bool);

impl Admin<'_> {
    /// The tables of schemas, sorted by schema and name.
    ///
    /// # Errors
    /// A schema that is not there ([`is_undefined`](crate::Error::is_undefined)), or whose name can be none.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// let filter = TableFilter::new().except(["schema_migrations"]).except([("audit", "event")]);
    /// for table in Admin::new(&pool).tables(["public", "audit"], filter).await? {
    ///     println!("{} {:?}", table.name, table.kind);
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn tables<S: AsRef<str>>(
        self,
        schemas: impl IntoIterator<Item = S>,
        filter: TableFilter,
    ) -> Result<Vec<FoundTable>> {
        let schemas = quoted(schemas)?;
        let found = self.link.sql(include_str!("tables.sql"), (schemas,));
        let found = found.all::<Candidate>().await?.into_iter();
        let found = found.filter(|table| filter.takes(table)).map(|(schema, name, kind, ..)| {
            FoundTable { name: RelationName::new(name).in_schema(schema), kind: kind_of(&kind) }
        });
        let mut wanted: Vec<_> = found.filter(|table| !filter.excepts(&table.name)).collect();
        wanted.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(wanted)
    }
}

/// The names of schemas, each once, as the server reads names.
///
/// # Errors
/// One of them can be no name.
pub(super) fn quoted<S: AsRef<str>>(schemas: impl IntoIterator<Item = S>) -> Result<Vec<String>> {
    let quoted = schemas.into_iter().map(|schema| {
        name::check(schema.as_ref())?;
        Ok(Ident(schema.as_ref()).to_string())
    });
    let mut quoted = quoted.collect::<Result<Vec<_>>>()?;
    quoted.sort();
    quoted.dedup();
    Ok(quoted)
}

fn kind_of(relkind: &str) -> RelationKind {
    match relkind {
        "p" => RelationKind::PartitionedTable,
        "f" => RelationKind::ForeignTable,
        _ => RelationKind::Table,
    }
}

impl From<FoundTable> for RelationName {
    fn from(table: FoundTable) -> Self {
        table.name
    }
}

impl From<&FoundTable> for RelationName {
    fn from(table: &FoundTable) -> Self {
        table.name.clone()
    }
}
