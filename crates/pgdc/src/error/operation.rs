//! What handles are asked to do.

use std::fmt;

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
