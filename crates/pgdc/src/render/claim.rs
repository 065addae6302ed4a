//! Rows for one worker alone.

use super::{Filter, Target};
use crate::order::Term;
use crate::sql::Sql;

/// Locks the rows it reads, and passes over those that others have locked (PostgreSQL manual, "The Locking
/// Clause").
pub(super) fn claim<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    filter: &Filter<'v>,
    order: &[Term],
    limit: &'v i64,
    offset: Option<&'v i64>,
) {
    super::select::rows(sql, target, filter, order, Some(limit), offset);
    sql.push(" FOR UPDATE SKIP LOCKED");
}
