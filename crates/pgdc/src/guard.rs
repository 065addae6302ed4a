//! What the server is told for its row-level security: the value of a scope column, by a setting that
//! policies compare the column with.
//!
//! A setting is told by `set_config(…, true)`, which holds no longer than a transaction, so that nothing of
//! it is left to the next user of the connection.

use std::fmt::Write as _;

use crate::ColumnDef;
use crate::ident::Literal;
use crate::param::Bound;
use crate::relation::Transport;

/// A setting, and the value of a column that it is to hold.
pub(crate) struct Guard<'v> {
    pub(crate) setting: &'static str,
    pub(crate) column: &'static ColumnDef,
    pub(crate) value: Bound<'v>,
}

/// The statement that tells the values, which are its parameters in this order.
///
/// They are cast to types without a length: a cast to `varchar(3)` would make one tenant of another.
pub(crate) fn set(guards: &[Guard<'_>]) -> String {
    calls(guards, |text, n, guard| {
        let _ = write!(text, "${n}::{}", guard.column.parameter_type());
        if let Transport::Via(_) = guard.column.facts().transport {
            let _ = write!(text, "::{}", guard.column.sql_type());
        }
        text.push_str("::pg_catalog.text");
    })
}

/// The statement that takes them back.
pub(crate) fn unset(guards: &[Guard<'_>]) -> String {
    calls(guards, |text, _, _| text.push_str("''"))
}

fn calls(guards: &[Guard<'_>], mut value: impl FnMut(&mut String, usize, &Guard<'_>)) -> String {
    let mut text = "SELECT ".to_owned();
    for (n, guard) in (1..).zip(guards) {
        let comma = if n > 1 { ", " } else { "" };
        let _ = write!(text, "{comma}pg_catalog.set_config({}, ", Literal(guard.setting));
        value(&mut text, n, guard);
        text.push_str(", true)");
    }
    text
}
