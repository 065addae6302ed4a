//! A change, and what it does to a program that does not know of it.

use std::fmt;

/// Something that is not as a module says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Change {
    /// What changed: `column added`, `label removed`. The kinds are few, so that programs can go by them.
    pub what: &'static str,
    /// Where, and how it is now: `ticket.priority integer not null default 0`.
    pub detail: String,
    /// Whether a program built from the old module goes on working.
    pub impact: Impact,
    /// Why not.
    pub why: Option<&'static str>,
}

/// What a change does to a program built from the old module.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Impact {
    /// It goes on as before.
    Safe,
    /// Something that it does can fail, or mean something else.
    Breaking,
}

impl Change {
    pub(crate) fn safe(what: &'static str, detail: impl Into<String>) -> Self {
        Change { what, detail: detail.into(), impact: Impact::Safe, why: None }
    }

    pub(crate) fn breaking(
        what: &'static str,
        detail: impl Into<String>,
        why: &'static str,
    ) -> Self {
        Change { what, detail: detail.into(), impact: Impact::Breaking, why: Some(why) }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.detail)
    }
}

impl fmt::Display for Impact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Impact::Safe => "safe",
            Impact::Breaking => "breaking",
        })
    }
}
