//! What can be wrong with a declaration.

use std::fmt;

/// Why a declaration says nothing of a catalog: every mistake of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refused {
    /// The mistakes, at least one.
    pub mistakes: Vec<Mistake>,
}

/// A part of the declaration that does not fit the catalog.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Mistake {
    /// A scope column that no table has.
    UnknownColumn(String),
    /// A column that stands at two levels.
    ColumnTwice(String),
    /// A pattern in `shared` that nothing matches.
    UnknownShared(String),
    /// A table in `shared` that has a scope column.
    SharedWithColumn {
        /// The table as the declaration has it.
        table: String,
        /// Its scope column.
        column: String,
    },
    /// A pattern in `[scope.tables]` that no table matches.
    UnknownTable(String),
    /// A pattern in `except` that nothing matches.
    UnknownException(String),
    /// A column in `[scope.tables]` that its table has not.
    UnknownColumnOf {
        /// The table as the declaration has it.
        table: String,
        /// The column.
        column: String,
    },
    /// A setting whose name PostgreSQL would refuse.
    NoSetting(String),
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mistake::UnknownColumn(column) => {
                write!(f, "[scope] column `{column}` is in no table")
            }
            Mistake::ColumnTwice(column) => {
                write!(f, "[scope] column `{column}` separates tenants and stands in `within` too")
            }
            Mistake::UnknownShared(name) => {
                write!(f, "[scope] shared `{name}` is no table or view of the schemas asked for")
            }
            Mistake::SharedWithColumn { table, column } => {
                write!(f, "[scope] shared `{table}` has the scope column `{column}`")
            }
            Mistake::UnknownTable(table) => {
                write!(f, "[scope.tables] `{table}` is no table of the schemas asked for")
            }
            Mistake::UnknownException(name) => {
                write!(f, "[scope] except `{name}` is no table or view of the schemas asked for")
            }
            Mistake::UnknownColumnOf { table, column } => {
                write!(f, "[scope.tables] `{table}` has no column `{column}`")
            }
            Mistake::NoSetting(name) => {
                write!(
                    f,
                    "[scope] setting `{name}` must be two names with a dot between, as app.tenant"
                )
            }
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, mistake) in self.mistakes.iter().enumerate() {
            if n > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{mistake}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refused {}
