//! What can be wrong with a write, beyond its values.

use std::fmt;

use crate::Error;
use crate::error::{Kind, Refusal};

/// Why a write was not sent, or had no effect.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum WriteFault {
    /// A write of filtered rows without a condition.
    NoCondition,
    /// A write of filtered rows with a limit, an offset or an order.
    Shaped(&'static str),
    /// Two rows of one call have the same key.
    GivenTwice { key: Option<String> },
    /// Another writer was first.
    Stale { key: String },
    /// The text of a column's SQL value.
    Value { column: &'static str, refusal: Refusal },
    /// The text of a conflict target.
    Arbiter(Refusal),
    /// A conflict target that is a constraint of another table.
    ForeignConstraint { name: &'static str },
    /// A conflict target that is the key of a relation without one.
    NoKey,
    /// A relation with no column that an update may touch.
    Idle,
    /// A relation of which the server does not tell inserted rows from updated ones.
    Untold,
    /// `||` on a column of another type than `jsonb`.
    Merge { column: &'static str },
    /// Parents are to be checked by a column that the handle is not narrowed by.
    NotNarrowed { column: &'static str },
    /// A version column of a type that has no next value.
    Version { column: &'static str },
}

impl Error {
    /// Whether a row was not updated because another writer had changed it since it was read
    /// ([`Table::update_if_unchanged`](crate::Table::update_if_unchanged)). Read it again, and decide anew.
    pub fn is_stale_row(&self) -> bool {
        matches!(self.kind(), Kind::Write(WriteFault::Stale { .. }))
    }

    /// Whether two rows of one call have the same key, so that there is no telling which of them was meant;
    /// nothing was written.
    pub fn is_given_twice(&self) -> bool {
        match self.kind() {
            Kind::Csv(fault) => fault.is_given_twice(),
            kind => matches!(kind, Kind::Write(WriteFault::GivenTwice { .. })),
        }
    }
}

impl WriteFault {
    /// Whether nothing was sent.
    pub(crate) fn is_refused(&self) -> bool {
        !matches!(self, WriteFault::GivenTwice { .. } | WriteFault::Stale { .. })
    }
}

impl From<WriteFault> for Error {
    fn from(fault: WriteFault) -> Self {
        Error::new(Kind::Write(fault))
    }
}

impl fmt::Display for WriteFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteFault::NoCondition => f.write_str(
                "a write without any condition; add one, or say `.every_row()` if every row is meant",
            ),
            WriteFault::Shaped(what) => {
                write!(f, "a write of filtered rows cannot have {what}; nothing was written")
            }
            WriteFault::GivenTwice { key: Some(key) } => {
                write!(f, "the key {key} was given twice in one call; nothing was written")
            }
            WriteFault::GivenTwice { key: None } => f.write_str(
                "two rows of one call have the same key; nothing was written",
            ),
            WriteFault::Stale { key } => write!(
                f,
                "the row with the key {key} was changed by another writer since it was read; nothing was \
                 written"
            ),
            WriteFault::Value { column, refusal } => {
                write!(f, "the SQL value of {column} cannot be used: {refusal}")
            }
            WriteFault::Arbiter(refusal) => {
                write!(f, "the conflict target cannot be used: {refusal}")
            }
            WriteFault::ForeignConstraint { name } => {
                write!(f, "the conflict target {name} is a constraint of another table")
            }
            WriteFault::NoKey => f.write_str("it has no primary key to be a conflict target"),
            WriteFault::Idle => f.write_str(
                "it has no column that an update may touch, so that rows in the way cannot be returned; \
                 use `ignore`, or upsert one row at a time",
            ),
            WriteFault::Untold => f.write_str(
                "without a primary key there is no telling rows inserted from rows updated; use `ignore`",
            ),
            WriteFault::Merge { column } => {
                write!(f, "{column} cannot be merged, since it is not of the type jsonb")
            }
            WriteFault::NotNarrowed { column } => write!(
                f,
                "parents are to be in the scope by {column}, and the handle is not narrowed by it; say \
                 `.xtra(…)` besides `.within(…)`"
            ),
            WriteFault::Version { column } => write!(
                f,
                "{column} cannot be a row's version, since it is neither an integer nor a timestamptz"
            ),
        }
    }
}
