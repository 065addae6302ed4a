//! Why no row could be made, or no database.

use std::fmt;

use crate::RelationName;
use crate::error::{Error, Kind};

/// What `testing` could not do.
#[derive(Debug)]
pub(crate) enum TestingFault {
    /// The server took none of the rows that were tried.
    Refused {
        table: RelationName,
        attempts: u32,
        /// What it said of the last one.
        said: Error,
        /// The constraint or index that it named, in SQL.
        definition: Option<String>,
    },
    /// No value is known for a column.
    NoValue { table: RelationName, column: String, sql_type: String },
    /// A row that the table references could not be made.
    Parent { table: RelationName, problem: Error },
    /// Tables that need each other, by values that only the server makes.
    Knotted { table: RelationName, column: String },
    /// A partitioned table without partitions.
    Hollow { table: RelationName },
    /// A trigger or a rule wrote nothing, or to another table.
    Elsewhere { table: RelationName },
    /// The thread that makes and drops databases is gone.
    KeeperGone,
    /// The system has no thread left for it.
    NoThread { error: std::io::Error },
}

impl From<TestingFault> for Error {
    fn from(fault: TestingFault) -> Self {
        Error::new(Kind::Testing(Box::new(fault)))
    }
}

impl fmt::Display for TestingFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TestingFault::Refused { table, attempts, said, definition } => {
                write!(f, "none of {attempts} rows tried is one for {table}: {said}")?;
                if let Some(definition) = definition {
                    write!(f, "; it says {definition}")?;
                }
                f.write_str("; give the values that decide it, by `with`")
            }
            TestingFault::NoValue { table, column, sql_type } => write!(
                f,
                "no value is known for {table}, column {column:?} of type {sql_type}, within its checks; give one, \
                 by `with`"
            ),
            TestingFault::Parent { table, problem } => {
                write!(f, "{table} references a table of which there is no row: {problem}")
            }
            TestingFault::Knotted { table, column } => write!(
                f,
                "{table} needs a row that itself needs the value of its column {column:?}, which is not known \
                 beforehand; insert both by hand"
            ),
            TestingFault::Hollow { table } => {
                write!(f, "{table} has no partition that could hold a row; make one")
            }
            TestingFault::Elsewhere { table } => write!(
                f,
                "the server returned no row of {table}: a trigger or a rule of it wrote nothing, or to another table"
            ),
            TestingFault::KeeperGone => f.write_str(
                "the thread that makes and drops databases has ended; make another template",
            ),
            TestingFault::NoThread { error } => {
                write!(f, "no thread can be started that makes databases: {error}")
            }
        }
    }
}
