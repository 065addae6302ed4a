//! The one error of this crate: opaque, with questions to ask it.

mod bulk;
mod connecting;
mod map;
mod refusal;
mod retry;
mod sqlstate;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use tokio_postgres::error::SqlState;

use crate::admin::AdminFault;
use crate::config::ConfigFault;
use crate::connect::{Failure, POOLER_ROUTINE};
use crate::copy::CopyFault;
use crate::csv::CsvFault;
use crate::write_fault::WriteFault;
use crate::{Relation, SchemaChange};

pub use map::{MapConstraint, Mapped};
pub(crate) use refusal::Refusal;
pub use retry::Retry;

/// The result of everything that reaches the server.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, on which table, in which operation.
///
/// Its text names table, column and cause. It never holds a password, and of values only the key that
/// the caller gave.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    /// The relation of the handle, and what it was asked to do.
    at: Option<(&'static Relation, Operation)>,
    /// Which of many rows, lines or sets of values it was, from 1.
    row: Option<(&'static str, u64)>,
    /// Which of the statements that make tables it was, by what that makes.
    step: Option<&'static str>,
    /// What the kind alone cannot say: that nothing of it was kept, and that trying again can help.
    is_safe: bool,
}

/// What a handle was asked to do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Operation {
    Select,
    Claim,
    Insert,
    Update,
    Upsert,
    Delete,
    Refresh,
    Copy,
}

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

impl Error {
    pub(crate) fn new(kind: Kind) -> Self {
        Error(Box::new(Inner { kind, at: None, row: None, step: None, is_safe: false }))
    }

    pub(crate) fn kind(&self) -> &Kind {
        &self.0.kind
    }

    /// With the relation and the operation it happened in.
    pub(crate) fn at(mut self, relation: &'static Relation, operation: Operation) -> Self {
        self.0.at.get_or_insert((relation, operation));
        self
    }

    /// With what could not be made.
    pub(crate) fn in_step(mut self, object: &'static str) -> Self {
        self.0.step = Some(object);
        self
    }

    /// What a statement of [`CreateTables`](crate::CreateTables) was to make: `index public.album_title_idx`.
    pub fn ddl_step(&self) -> Option<&'static str> {
        self.0.step
    }

    /// Whether the row that was asked for is not there, or not in the handle's scope: the two are not
    /// told apart.
    pub fn is_not_found(&self) -> bool {
        matches!(self.0.kind, Kind::NotFound { .. })
    }

    /// Whether more than one row was found where one was asked for.
    pub fn is_not_unique(&self) -> bool {
        matches!(self.0.kind, Kind::NotUnique)
    }

    /// Whether a write would have left the handle's scope, or an operation is one that no narrowed handle
    /// can do; nothing was done.
    pub fn is_scope_violation(&self) -> bool {
        use Kind::{OutOfScope, Parent, PartialRefresh, Scope, ScopedAnalyze, ScopedSelect};
        match &self.0.kind {
            Kind::Copy(fault) => fault.is_scope_violation(),
            Kind::Csv(fault) => fault.is_scope_violation(),
            Scope { .. }
            | OutOfScope
            | Parent { .. }
            | PartialRefresh
            | ScopedAnalyze
            | ScopedSelect => true,
            _ => false,
        }
    }

    /// Whether the text of a raw condition, or the values given with it, cannot be used; or a write is one
    /// that makes no sense, such as one of filtered rows without a filter. Nothing was sent.
    pub fn is_refused(&self) -> bool {
        match &self.0.kind {
            Kind::Refused(_) | Kind::Channel { .. } | Kind::GuardedCursor => true,
            Kind::Admin(fault) => !fault.is_permission_denied(),
            Kind::Write(fault) => fault.is_refused(),
            Kind::Copy(fault) => fault.is_refused(),
            Kind::Csv(fault) => fault.is_refused(),
            _ => false,
        }
    }

    /// Whether a value from the server does not fit the Rust type of its column, or the columns of a
    /// statement are not those of the type it is read as.
    pub fn is_decode(&self) -> bool {
        #[cfg(feature = "json")]
        if matches!(self.0.kind, Kind::Payload { .. }) {
            return true;
        }
        matches!(self.0.kind, Kind::Decode { .. } | Kind::Shape { .. })
    }

    /// Whether a prepared statement no longer fits its table, because a column changed meanwhile.
    ///
    /// Outside a transaction pgdc prepares such a statement again by itself; inside one the server has
    /// already given the transaction up, so that all of it must be run again. Over a connection with
    /// `pooler=transaction`, the server may have carried the statement out; the text of the error says so, and
    /// the statement is not sent again by itself.
    pub fn is_stale_plan(&self) -> bool {
        self.server().is_some_and(is_stale_plan)
    }

    /// What changed in the database since the module was generated, where that is the error: that of
    /// [`VerifySchema`](crate::VerifySchema), all of which breaks the program. Empty otherwise.
    pub fn schema_changes(&self) -> &[SchemaChange] {
        match &self.0.kind {
            Kind::Schema(changes) => changes,
            _ => &[],
        }
    }

    /// The server's own error.
    ///
    /// # Errors
    /// It is no error of the server.
    pub(crate) fn into_server(self) -> Result<tokio_postgres::Error> {
        match self.0.kind {
            Kind::Server(error) => Ok(error),
            _ => Err(self),
        }
    }

    fn server(&self) -> Option<&tokio_postgres::Error> {
        match &self.0.kind {
            Kind::Server(error) => Some(error),
            Kind::Connect(failure) => failure.server(),
            Kind::Csv(fault) => fault.server(),
            _ => None,
        }
    }
}

/// Whether the server refused a prepared statement because it is gone (26000), because its result would have
/// other columns than when it was prepared (0A000 from that very check), or because the type of a parameter was
/// dropped (XX000; the server's internal errors are in English everywhere).
pub(crate) fn is_stale_plan(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(|error| {
        *error.code() == SqlState::INVALID_SQL_STATEMENT_NAME
            || (*error.code() == SqlState::FEATURE_NOT_SUPPORTED
                && matches!(error.routine(), Some("RevalidateCachedQuery" | POOLER_ROUTINE)))
            || (*error.code() == SqlState::INTERNAL_ERROR
                && error.message().starts_with("cache lookup failed for type"))
    })
}

/// Whether the server carried the statement out all the same.
pub(crate) fn was_carried_out(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(|error| error.routine() == Some(POOLER_ROUTINE))
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Error::new(Kind::Refused(refusal))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((relation, _)) = self.0.at {
            write!(f, "{}", relation.name)?;
            if let Some(column) = self.0.kind.column() {
                write!(f, ".{column}")?;
            }
            f.write_str(": ")?;
        } else if let Some(column) = self.0.kind.column() {
            write!(f, "{column}: ")?;
        }
        if let Some(object) = self.0.step {
            write!(f, "{object} cannot be made: ")?;
        }
        if let Some((what, row)) = self.0.row {
            write!(f, "{what} {row}: ")?;
        }
        match (&self.0.kind, self.0.at) {
            (Kind::Refused(refusal), None) => write!(f, "the SQL cannot be used: {refusal}"),
            (Kind::Server(error), Some((_, operation))) => {
                write!(f, "{operation} failed: ")?;
                write_server(f, error)
            }
            (Kind::Server(error), None) => write_server(f, error),
            (kind, _) => write!(f, "{kind}"),
        }
    }
}

impl Kind {
    fn column(&self) -> Option<&str> {
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
fn write_server(f: &mut fmt::Formatter<'_>, error: &tokio_postgres::Error) -> fmt::Result {
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

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pgdc::Error({self})")
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The other causes are part of the text already, the server's without its detail.
        match &self.0.kind {
            Kind::Pool(error) => error.source(),
            _ => None,
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Operation::Select => "select",
            Operation::Claim => "claim",
            Operation::Insert => "insert",
            Operation::Update => "update",
            Operation::Upsert => "upsert",
            Operation::Delete => "delete",
            Operation::Refresh => "refresh",
            Operation::Copy => "copy",
        })
    }
}
