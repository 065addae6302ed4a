//! Comments.

use std::fmt::Display;

use crate::sql::literal;
use crate::step::{Owner, Step};

/// `COMMENT ON TABLE …`; `kind` is what stands there, `sql` what is meant in SQL, `told` for people.
pub(crate) fn step(
    owner: &Owner,
    kind: &str,
    sql: &dyn Display,
    told: &dyn Display,
    text: &str,
) -> Step {
    Step {
        object: format!("comment on {} {told}", kind.to_lowercase()),
        owner: owner.clone(),
        sql: format!("COMMENT ON {kind} {sql} IS {}", literal(text)),
    }
}
