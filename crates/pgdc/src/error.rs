//! The one error of this crate: opaque, with questions to ask it.

mod bulk;
mod connecting;
mod kind;
mod map;
mod operation;
mod refusal;
mod retry;
mod sqlstate;

use std::error::Error as StdError;
use std::fmt;

use tokio_postgres::error::SqlState;

use crate::connect::POOLER_ROUTINE;
use crate::{Relation, SchemaChange};

pub(crate) use kind::Kind;
use kind::write_server;
pub use map::{MapConstraint, Mapped};
pub(crate) use operation::Operation;
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
