//! What is refused of administration.

use std::fmt;

use crate::error::{Error, Kind};

/// Why a command was not sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum AdminFault {
    /// A command that no transaction can hold.
    InTransaction { command: &'static str },
    /// A transaction that does not see what others commit while a lock is waited for.
    Isolation,
    /// Policies may hide rows of this table, so that its largest value is not known.
    HiddenRows { table: String },
    /// Text that can be no name, or would be cut to another one.
    Name { name: String, problem: &'static str },
    /// The role may not do this to these relations, which the server would pass over with a warning.
    NotAllowed { command: &'static str, relations: String },
    /// Relations of kinds that the server would pass over with a warning.
    NotStored { command: &'static str, relations: String },
}

impl AdminFault {
    pub(crate) fn is_permission_denied(&self) -> bool {
        matches!(self, AdminFault::NotAllowed { .. } | AdminFault::HiddenRows { .. })
    }
}

impl From<AdminFault> for Error {
    fn from(fault: AdminFault) -> Self {
        Error::new(Kind::Admin(fault))
    }
}

impl fmt::Display for AdminFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AdminFault::InTransaction { command } => write!(
                f,
                "{command} cannot run inside a transaction; nothing was sent; give a pool or a connection to \
                 `Admin::new`"
            ),
            AdminFault::Isolation => f.write_str(
                "a transaction that is not READ COMMITTED does not see what others wrote before the tables were \
                 locked; nothing was changed; synchronize sequences over a pool or a connection",
            ),
            AdminFault::HiddenRows { table } => write!(
                f,
                "row-level security may hide rows of {table} from this role, so that the values in use are not \
                 known; nothing was changed; connect as the owner or a role with BYPASSRLS"
            ),
            AdminFault::Name { name, problem } => {
                write!(f, "{name:?} can be no name: {problem}; nothing was sent")
            }
            AdminFault::NotAllowed { command, relations } => write!(
                f,
                "permission denied: {command} of {relations}; nothing was done; the owner may do it (from \
                 PostgreSQL 17 on, whoever has MAINTAIN)"
            ),
            AdminFault::NotStored { command, relations } => {
                write!(f, "{command} is not for {relations}; nothing was done")
            }
        }
    }
}
