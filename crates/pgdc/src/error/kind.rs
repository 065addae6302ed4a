//! What can go wrong, and how it is told.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use tokio_postgres::error::SqlState;

use super::Refusal;
use crate::SchemaChange;
use crate::admin::AdminFault;
use crate::config::ConfigFault;
use crate::connect::Failure;
use crate::copy::CopyFault;
use crate::csv::CsvFault;
use crate::write_fault::WriteFault;

pub(crate) enum Kind {
    NotFound {
        key: Option<String>,
    },
    NotUnique,
    Scope {
        column: &'static str,
    },
    OutOfScope,
    /// A refresh by a narrowed handle.
    PartialRefresh,
    Refused(Refusal),
    Write(WriteFault),
    Copy(CopyFault),
    Admin(AdminFault),
    Csv(Box<CsvFault>),
    Decode {
        column: String,
        source: Box<dyn StdError + Send + Sync>,
    },
    /// The columns of a statement are not those of the type it is read as.
    Shape {
        column: Option<String>,
        problem: String,
    },
    TooManyValues {
        values: usize,
    },
    TooManyKeys {
        values: usize,
    },
    /// An `EXPLAIN ANALYZE` by a narrowed handle.
    ScopedAnalyze,
    /// A cursor, by a handle that tells the server its scope with each statement.
    GuardedCursor,
    /// A cursor that would be gone with the statement.
    CursorOutside,
    /// What a row references by the foreign key of this column is outside of the scope, or absent.
    Parent {
        column: &'static str,
    },
    /// A sub-select in SQL text of a narrowed handle.
    ScopedSelect,
    /// A lock that would be gone with the statement.
    NoTransaction,
    /// A transaction was to be begun on a handle that has no pool.
    NoPool,
    /// A statement by a handle of a transaction that has ended.
    TransactionOver,
    Server(tokio_postgres::Error),
    Pool(Box<dyn StdError + Send + Sync>),
    PoolClosed,
    /// All connections were in use for longer than `acquire_timeout`.
    PoolTimeout {
        after: Duration,
        connections: usize,
    },
    Config(ConfigFault),
    /// No connection could be made.
    Connect(Box<Failure>),
    /// A statement took longer than `command_timeout`.
    Timeout {
        after: Duration,
    },
    /// The server gave a listener no sign of life.
    Silent {
        after: Duration,
    },
    /// The name of a channel.
    Channel {
        name: String,
        problem: &'static str,
    },
    /// A notification that is not of the type it is read as.
    #[cfg(feature = "json")]
    Payload {
        channel: String,
        source: serde_json::Error,
    },
    /// The runtime of a program without `async` cannot be started.
    #[cfg(feature = "blocking")]
    Runtime(std::io::Error),
    /// A listener was asked for something after its last event.
    ListenerEnded,
    /// No row or database for a test.
    #[cfg(feature = "testing")]
    Testing(Box<crate::testing::TestingFault>),
    /// What changed since the module was generated, and breaks the program.
    Schema(Vec<SchemaChange>),
}

impl Kind {
    pub(super) fn column(&self) -> Option<&str> {
        match self {
            Kind::Scope { column } | Kind::Parent { column } => Some(column),
            Kind::Decode { column, .. } => Some(column),
            Kind::Copy(fault) => fault.column(),
            Kind::Csv(fault) => fault.column(),
            Kind::Shape { column, .. } => column.as_deref(),
            _ => None,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::NotFound { key: Some(key) } => write!(f, "no row with the key {key}"),
            Kind::NotFound { key: None } => f.write_str("no row matches"),
            Kind::NotUnique => f.write_str("more than one row matches"),
            Kind::Scope { .. } => {
                f.write_str("the value contradicts the handle's scope; nothing was written")
            }
            Kind::OutOfScope => f.write_str(
                "a row with this key exists outside the handle's scope; nothing was written",
            ),
            Kind::Parent { .. } => f.write_str(
                "no row in the handle's scope is what it references; nothing was written",
            ),
            Kind::PartialRefresh => f.write_str(
                "a refresh is of all rows, and the handle is narrowed to some; nothing was done",
            ),
            Kind::Refused(refusal) => write!(f, "the condition cannot be used: {refusal}"),
            Kind::Write(fault) => write!(f, "{fault}"),
            Kind::Copy(fault) => write!(f, "{fault}"),
            Kind::Admin(fault) => write!(f, "{fault}"),
            Kind::Csv(fault) => write!(f, "{fault}"),
            #[cfg(feature = "testing")]
            Kind::Testing(fault) => write!(f, "{fault}"),
            Kind::Decode { source, .. } => write!(f, "{source}"),
            Kind::Shape { problem, .. } => f.write_str(problem),
            Kind::TooManyValues { values } => write!(
                f,
                "{values} values are more than one statement can hold (65535) for rows with array \
                 columns or SQL values; write fewer rows at a time, in a transaction"
            ),
            Kind::TooManyKeys { values } => write!(
                f,
                "{values} values are more than one statement can hold (65535) for keys with array or \
                 composite parts; ask for fewer rows at a time"
            ),
            Kind::ScopedAnalyze => f.write_str(
                "the cost of a query tells how many rows are outside the handle's scope; nothing was \
                 sent",
            ),
            Kind::ScopedSelect => f.write_str(
                "a sub-select in SQL text may read rows outside of the handle's scope; nothing was sent; \
                 where that is meant, say `SqlText::from(\"…\").unscoped()`",
            ),
            Kind::NoTransaction => f.write_str(
                "rows are claimed until the end of a transaction, and the handle is on none",
            ),
            Kind::GuardedCursor => f.write_str(
                "the server is told the handle's scope for the time of a statement, and a cursor lasts longer; \
                 nothing was sent; read the rows by `stream()`",
            ),
            Kind::CursorOutside => f.write_str(
                "a cursor lasts as long as a transaction, and there is none; begin one, or read the rows by \
                 `stream()`",
            ),
            Kind::NoPool => f.write_str("a job takes a connection, and the handle is on no pool"),
            Kind::TransactionOver => f.write_str("the transaction has ended; nothing was sent"),
            Kind::Server(error) => write_server(f, error),
            Kind::Pool(error) => write!(f, "no connection from the pool: {error}"),
            Kind::PoolClosed => f.write_str("the pool is closed"),
            Kind::PoolTimeout { after, connections } => write!(
                f,
                "no connection from the pool within {after:?} (acquire_timeout): all {connections} are in use \
                 or cannot be opened; a larger max_size helps, or shorter transactions"
            ),
            Kind::Config(fault) => write!(f, "the connection settings cannot be used: {fault}"),
            Kind::Connect(failure) => write!(f, "{failure}"),
            Kind::Timeout { after } => {
                write!(f, "no answer within {after:?}, so that it was given up and cancelled on the server")
            }
            Kind::Silent { after } => {
                write!(f, "the server gave no sign of life within {after:?} (keepalive)")
            }
            Kind::Channel { name, problem } => {
                write!(f, "{name:?} is no name of a channel: {problem}")
            }
            #[cfg(feature = "json")]
            Kind::Payload { channel, source } => {
                write!(f, "the payload of a notification on {channel:?}: {source}")
            }
            #[cfg(feature = "blocking")]
            Kind::Runtime(error) => write!(f, "the thread for connections cannot be started: {error}"),
            Kind::ListenerEnded => f.write_str("the listener has ended; its last event says why"),
            Kind::Schema(changes) => {
                f.write_str("the database has changed since this program's module was generated:")?;
                for change in changes {
                    write!(f, "\n  {change}")?;
                    change.why.map_or(Ok(()), |why| write!(f, " ({why})"))?;
                }
                f.write_str("\nrun `pgdc generate` and build the program again, or mend the database")
            }
        }
    }
}

/// The server's message with its SQLSTATE, or the client's own. The server's detail is left out: it can
/// quote the values of rows that the caller may not see.
pub(super) fn write_server(
    f: &mut fmt::Formatter<'_>,
    error: &tokio_postgres::Error,
) -> fmt::Result {
    let Some(db) = error.as_db_error() else {
        write!(f, "{error}")?;
        return error.source().map_or(Ok(()), |cause| write!(f, ": {cause}"));
    };
    write!(f, "{} ({})", db.message(), db.code().code())?;
    if let Some(hint) = db.hint() {
        write!(f, "; {hint}")?;
    }
    // A statement was prepared under a name, and the server process has none, or another, of that name.
    let mistaken = [SqlState::INVALID_SQL_STATEMENT_NAME, SqlState::DUPLICATE_PSTATEMENT];
    match mistaken.contains(db.code()) {
        true => f.write_str("; behind a pooler such as pgbouncer, connect with pooler=transaction"),
        false => Ok(()),
    }
}
