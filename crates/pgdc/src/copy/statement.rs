//! The text of `COPY` over an executor, of which no scope is a part.

use std::fmt::{self, Write as _};

use super::format::{CopyFormat, Way, write_names};
use crate::Relation;
use crate::ident::Ident;
use crate::raw::{RawCondition, RawStatement};
use crate::sql::Sql;

/// A table by its name, with the columns to copy: all that are not generated, unless it says others.
///
/// Names are quoted, so that they are names whatever they hold: `"public.album"` is a table with a dot in its
/// name, and [`in_schema`](CopyTable::in_schema) says where one is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CopyTable {
    schema: Option<String>,
    pub(super) name: String,
    columns: Vec<String>,
}

impl CopyTable {
    /// The table of this name that the connection's `search_path` finds.
    pub fn new(name: impl Into<String>) -> Self {
        CopyTable { schema: None, name: name.into(), columns: Vec::new() }
    }

    /// The table in this schema.
    pub fn in_schema(mut self, schema: impl Into<String>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// These columns, in this order.
    pub fn columns<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.columns = columns.into_iter().map(Into::into).collect();
        self
    }

    /// `COPY … FROM STDIN`.
    pub(super) fn copy_in<'v>(
        &self,
        format: &CopyFormat,
        filter: Option<&'v RawCondition<'v>>,
    ) -> Sql<'v> {
        let mut sql = Sql::new();
        let _ = write!(sql, "COPY {self}");
        self.write_columns(&mut sql);
        sql.push(" FROM STDIN");
        format.write(&mut sql, Way::In);
        if let Some(filter) = filter {
            sql.push(" WHERE ");
            filter.write(&mut sql);
        }
        sql
    }

    /// What a query reads of it.
    pub(super) fn write_source(&self, sql: &mut Sql<'_>) {
        if self.columns.is_empty() {
            let _ = write!(sql, "{self}");
        } else {
            sql.push("(SELECT ");
            write_names(sql, &self.columns);
            let _ = write!(sql, " FROM {self})");
        }
    }

    /// `COPY … TO STDOUT`.
    pub(super) fn copy_out<'v>(&self, format: &CopyFormat) -> Sql<'v> {
        let mut sql = Sql::new();
        let _ = write!(sql, "COPY {self}");
        self.write_columns(&mut sql);
        sql.push(" TO STDOUT");
        format.write(&mut sql, Way::Out);
        sql
    }

    /// An insert of the same columns, of which the server tells whether it would be allowed.
    pub(super) fn check(&self) -> Sql<'static> {
        let mut sql = Sql::new();
        let _ = write!(sql, "EXPLAIN INSERT INTO {self}");
        self.write_columns(&mut sql);
        match self.columns.len() {
            0 => sql.push(" DEFAULT VALUES"),
            _ => {
                sql.push(" VALUES (");
                sql.list(", ", &self.columns, |sql, _| sql.push("DEFAULT"));
                sql.push(")");
            }
        }
        sql
    }

    /// A query that is right where the condition is.
    pub(super) fn check_filter<'v>(&self, filter: &'v RawCondition<'v>) -> Sql<'v> {
        let mut sql = Sql::new();
        let _ = write!(sql, "SELECT FROM {self} WHERE ");
        filter.write(&mut sql);
        sql
    }

    fn write_columns(&self, sql: &mut Sql<'_>) {
        if !self.columns.is_empty() {
            sql.push(" (");
            write_names(sql, &self.columns);
            sql.push(")");
        }
    }
}

/// A copy of nothing, of which the server tells whether the options are right.
pub(super) fn check_options(format: &CopyFormat) -> Sql<'static> {
    let mut sql = Sql::new();
    sql.push("COPY (SELECT WHERE false) TO STDOUT");
    format.write(&mut sql, Way::Either);
    sql
}

/// An object of JSON for each row of a query or table, whose text `source` writes.
pub(super) fn copy_json<'v>(source: impl FnOnce(&mut Sql<'v>)) -> Sql<'v> {
    let mut sql = Sql::new();
    sql.push("COPY (SELECT pg_catalog.row_to_json(r) FROM ");
    source(&mut sql);
    sql.push(" AS r) TO STDOUT");
    CopyFormat::bare().write(&mut sql, Way::Out);
    sql
}

/// `COPY (…) TO STDOUT`.
pub(super) fn copy_query<'v>(query: &'v RawStatement<'v>, format: &CopyFormat) -> Sql<'v> {
    let mut sql = Sql::new();
    sql.push("COPY (");
    query.write(&mut sql);
    // A comment at the end of the text ends with its line.
    sql.push("\n) TO STDOUT");
    format.write(&mut sql, Way::Out);
    sql
}

/// The quoted name.
impl fmt::Display for CopyTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{}.", Ident(schema))?;
        }
        write!(f, "{}", Ident(&self.name))
    }
}

impl From<&str> for CopyTable {
    fn from(name: &str) -> Self {
        CopyTable::new(name)
    }
}

/// The relation that a generated module knows.
impl From<&Relation> for CopyTable {
    fn from(relation: &Relation) -> Self {
        CopyTable::new(relation.name).in_schema(relation.schema)
    }
}
