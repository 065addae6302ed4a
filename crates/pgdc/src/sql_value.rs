//! A column value that is an SQL expression.

use std::fmt;
use std::sync::Arc;

use crate::Set;
use crate::error::{Error, Refusal};
use crate::raw::{IntoParams, RawCondition, SqlText};
use crate::scope::Scope;
use crate::sql::Sql;

/// Writes what the SQL expression `text` gives, with values for its placeholders (`?`, `:name` or `$n`).
///
/// In a patch it may name the row's columns, which hold what they held before the write. In a new row there
/// are none to name. The text stands in parentheses of its own, and is checked as
/// [`Query::rows_where`](crate::Query::rows_where) checks its text; a mistake in it is told when the write is
/// sent. A column of the handle's scope cannot be written so.
///
/// ```
/// # use pgdc::{Set, set_sql};
/// let seen_at: Set<String> = set_sql("now()", ());
/// let counter: Set<i32> = set_sql("counter + ?", (5,));
/// ```
pub fn set_sql<T>(text: impl Into<SqlText>, params: impl IntoParams<'static>) -> Set<T> {
    Set::Sql(SqlValue(Arc::new(RawCondition::new(text.into(), params.into_params()))))
}

/// An SQL expression as the value of a column, made by [`set_sql`]. Clones share it.
#[derive(Clone)]
pub struct SqlValue(Arc<Result<RawCondition<'static>, Refusal>>);

impl SqlValue {
    /// Why the expression cannot be used, if so.
    pub(crate) fn refusal(&self) -> Option<&Refusal> {
        self.0.as_ref().as_ref().err()
    }

    /// As [`RawCondition::check_under`].
    pub(crate) fn check_under(&self, scope: &Scope) -> Result<(), Error> {
        self.0.as_ref().as_ref().map_or(Ok(()), |expression| expression.check_under(scope))
    }

    /// Writes the expression in parentheses. One that is refused writes nothing: it was told before.
    pub(crate) fn write<'v>(&'v self, sql: &mut Sql<'v>) {
        if let Ok(expression) = self.0.as_ref() {
            expression.write(sql);
        }
    }
}

/// Whether both are the same text without values, or clones of one.
impl PartialEq for SqlValue {
    fn eq(&self, other: &Self) -> bool {
        let plain = |value: &Self| match value.0.as_ref() {
            Ok(expression) if expression.is_plain() => Some(expression.text().to_owned()),
            _ => None,
        };
        Arc::ptr_eq(&self.0, &other.0) || plain(self).is_some_and(|text| plain(other) == Some(text))
    }
}

impl Eq for SqlValue {}

/// The text alone: values are never printed.
impl fmt::Debug for SqlValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_ref() {
            Ok(expression) => f.debug_tuple("SqlValue").field(&expression.text()).finish(),
            Err(refusal) => write!(f, "SqlValue(refused: {refusal})"),
        }
    }
}
