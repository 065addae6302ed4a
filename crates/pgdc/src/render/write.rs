//! Statements that change rows which are there.

use std::fmt::Write as _;

use super::{Filter, Select, Target};
use crate::ColumnDef;
use crate::error::{Error, Kind, Result};
use crate::sql::Sql;
use crate::values::{Assigned, Columns};

/// Updates the rows of the filter and returns them. With nothing left to set, it reads them instead:
/// the answer is the same, and no row is rewritten in vain.
pub(super) fn update<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    mut set: Columns<'v>,
    filter: &Filter<'v>,
) -> Result<()> {
    set.update_under(target.scope, target.relation)?;
    set.drop_unwritable(target.relation, |_| false);
    if set.is_empty() {
        super::select::select(sql, target, filter, &Select::default());
        return Ok(());
    }
    let _ = write!(sql, "UPDATE {} SET ", target.relation);
    sql.list(", ", set.as_slice(), |sql, (column, value)| {
        let _ = write!(sql, "{} = ", target.name(*column));
        write_value(sql, target.relation.column(*column), *value);
    });
    target.write_where(sql, filter);
    target.write_returning(sql);
    Ok(())
}

pub(super) fn delete<'v>(sql: &mut Sql<'v>, target: Target<'v>, filter: &Filter<'v>) {
    let _ = write!(sql, "DELETE FROM {}", target.relation);
    target.write_where(sql, filter);
    target.write_returning(sql);
}

/// # Errors
/// The target is narrowed: a refresh reaches rows outside of any scope.
pub(super) fn refresh(sql: &mut Sql<'_>, target: Target<'_>, concurrently: bool) -> Result<()> {
    if !target.scope.is_empty() {
        return Err(Error::new(Kind::PartialRefresh));
    }
    let concurrently = if concurrently { " CONCURRENTLY" } else { "" };
    let _ = write!(sql, "REFRESH MATERIALIZED VIEW{concurrently} {}", target.relation);
    Ok(())
}

pub(super) fn write_value<'v>(sql: &mut Sql<'v>, column: &ColumnDef, value: Assigned<'v>) {
    match value {
        Assigned::Default => sql.push("DEFAULT"),
        Assigned::Value(value) => sql.bind_column(column, value),
        Assigned::Scope(value) => sql.bind_column(column, value),
    }
}
