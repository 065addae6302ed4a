//! The declaration, and what can be wrong with it.

use std::collections::BTreeMap;
use std::fmt;

/// The setting that holds the tenant of a session where none is named.
pub const DEFAULT_SETTING: &str = "app.tenant";

/// Which column separates tenants. Tables are named with or without their schema.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Scope {
    /// The column: every table that has it is scoped by it.
    pub column: String,
    /// The setting that policies compare it with.
    pub setting: String,
    /// Tables without the column that all tenants share; and views and foreign tables, which nothing else can
    /// be said of.
    pub shared: Vec<String>,
    /// Another column for single tables.
    pub tables: BTreeMap<String, String>,
}

impl Scope {
    /// The scope by this column, and by no other.
    pub fn by(column: impl Into<String>) -> Self {
        Scope {
            column: column.into(),
            setting: DEFAULT_SETTING.to_owned(),
            shared: Vec::new(),
            tables: BTreeMap::new(),
        }
    }
}

/// Why nothing was looked at: every mistake of the declaration.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refused {
    /// The mistakes, at least one.
    pub mistakes: Vec<Mistake>,
}

/// A part of the declaration that does not fit the catalog.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Mistake {
    /// The scope column, which no table has.
    UnknownColumn(String),
    /// A name in `shared` that nothing has.
    UnknownShared(String),
    /// A table in `shared` that has a scope column.
    SharedWithColumn {
        /// The table as the declaration has it.
        table: String,
        /// Its scope column.
        column: String,
    },
    /// A table in `[scope.tables]` that there is not.
    UnknownTable(String),
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
            Mistake::UnknownShared(name) => {
                write!(f, "[scope] shared `{name}` is no table or view of the schemas asked for")
            }
            Mistake::SharedWithColumn { table, column } => {
                write!(f, "[scope] shared `{table}` has the scope column `{column}`")
            }
            Mistake::UnknownTable(table) => {
                write!(f, "[scope.tables] `{table}` is no table of the schemas asked for")
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
