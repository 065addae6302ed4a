//! Which rows of a table are read, and as what.

use std::fmt::Write as _;

use pgdc::{Ident, SqlText};

use super::{LiveColumn, LiveTable};
use crate::Error;

/// Which rows and columns to read.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct RowChoice {
    /// The columns; none stands for all.
    pub columns: Vec<String>,
    /// A condition, as SQL.
    pub filter: Option<String>,
    /// What to sort by, as SQL: `name DESC, id`.
    pub order: Option<String>,
    /// How many rows at most.
    pub limit: Option<u64>,
}

/// A form in which rows are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RowFormat {
    /// Comma-separated values under their columns' names, as `COPY` writes them.
    Csv,
    /// An array with an object a row, as the server's `row_to_json` writes it.
    Json,
}

/// How many rows there were.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct RowsRead {
    /// How many were read.
    pub rows: u64,
    /// How many more the limit left out; none where the server had not counted them within a few seconds.
    pub more: Option<u64>,
}

/// Rows as text, to be shown.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TextRows {
    /// The columns.
    pub columns: Vec<LiveColumn>,
    /// The values of each row as the server's text, `None` for NULL.
    pub rows: Vec<Vec<Option<String>>>,
    /// How many there were.
    pub read: RowsRead,
}

/// A choice of a table's rows, checked.
pub(super) struct Chosen<'t> {
    table: &'t LiveTable,
    choice: &'t RowChoice,
    pub(super) columns: Vec<&'t LiveColumn>,
}

impl<'t> Chosen<'t> {
    /// # Errors
    /// A column that is not there; SQL that would reach beyond its place in the query.
    pub(super) fn new(table: &'t LiveTable, choice: &'t RowChoice) -> Result<Self, Error> {
        let columns = match choice.columns.is_empty() {
            true => table.columns.iter().collect(),
            false => {
                choice.columns.iter().map(|name| table.column(name)).collect::<Result<_, _>>()?
            }
        };
        check("the condition", choice.filter.as_deref())?;
        check("the order", choice.order.as_deref())?;
        Ok(Chosen { table, choice, columns })
    }

    pub(super) fn limit(&self) -> Option<u64> {
        self.choice.limit
    }

    /// The rows with their columns.
    pub(super) fn query(&self) -> String {
        self.select(&self.list(|name| name.to_string()))
    }

    /// The rows as one array of texts each, of which none is longer than so many letters.
    pub(super) fn query_texts(&self, longest: usize) -> String {
        let text = |name: Ident<'_>| format!("pg_catalog.left({name}::text, {longest})");
        self.select(&format!("ARRAY[{}]::text[]", self.list(text)))
    }

    /// The rows as one JSON object each.
    pub(super) fn query_json(&self) -> String {
        // With a star it is the row, though a column should be called so.
        format!("SELECT pg_catalog.row_to_json(shown.*)::text FROM (\n{}\n) AS shown", self.query())
    }

    /// How many rows there are without the limit.
    pub(super) fn query_count(&self) -> String {
        format!("SELECT count(*) FROM {}{}", self.table.quoted(), self.condition())
    }

    fn list(&self, column: impl Fn(Ident<'_>) -> String) -> String {
        let columns = self.columns.iter().map(|of| column(Ident(&of.name)));
        columns.collect::<Vec<_>>().join(", ")
    }

    fn select(&self, what: &str) -> String {
        let mut sql = format!("SELECT {what} FROM {}{}", self.table.quoted(), self.condition());
        if let Some(order) = &self.choice.order {
            let _ = write!(sql, "\nORDER BY {order}");
        }
        if let Some(limit) = self.choice.limit {
            let _ = write!(sql, "\nLIMIT {limit}");
        }
        sql
    }

    fn condition(&self) -> String {
        self.choice.filter.as_ref().map_or_else(String::new, |sql| format!("\nWHERE ({sql})"))
    }
}

/// The text is the user's own, for their own database; but it is to be what it is called.
fn check(what: &str, sql: Option<&str>) -> Result<(), Error> {
    let Some(sql) = sql else { return Ok(()) };
    SqlText::trusted(sql)
        .check_expression()
        .map_err(|error| {
            Error::new(format!("{what} `{sql}`: {error}")).with_help(
                "write SQL expressions alone: no `;`, no comment, no placeholder, quotes and brackets in pairs",
            )
        })
}
