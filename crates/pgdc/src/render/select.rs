//! Statements that read.

use std::fmt::Write as _;

use super::{Filter, Target};
use crate::order::Term;
use crate::sql::Sql;

pub(super) fn rows<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    filter: &Filter<'v>,
    order: &[Term],
    limit: Option<&'v i64>,
    offset: Option<&'v i64>,
) {
    sql.push("SELECT ");
    target.write_columns(sql);
    let _ = write!(sql, " FROM {}", target.relation);
    target.write_where(sql, filter);
    if !order.is_empty() {
        sql.push(" ORDER BY ");
        sql.list(", ", order, |sql, term| term.write(target.relation, sql));
    }
    if let Some(limit) = limit {
        sql.push(" LIMIT ");
        sql.bind(limit);
    }
    if let Some(offset) = offset {
        sql.push(" OFFSET ");
        sql.bind(offset);
    }
}

pub(super) fn count<'v>(sql: &mut Sql<'v>, target: Target<'v>, filter: &Filter<'v>) {
    let _ = write!(sql, "SELECT count(*) FROM {}", target.relation);
    target.write_where(sql, filter);
}

pub(super) fn exists<'v>(sql: &mut Sql<'v>, target: Target<'v>, filter: &Filter<'v>) {
    let _ = write!(sql, "SELECT EXISTS (SELECT FROM {}", target.relation);
    target.write_where(sql, filter);
    sql.push(")");
}
