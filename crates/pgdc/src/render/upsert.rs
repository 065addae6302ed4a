//! `INSERT … ON CONFLICT (key) DO UPDATE`.

use std::fmt::Write as _;

use super::Target;
use super::write::write_value;
use crate::Fill;
use crate::error::Result;
use crate::sql::Sql;
use crate::values::{Assigned, Columns};

/// Inserts the row, or updates the row that has its primary key, and returns it with whether it was
/// inserted. On a conflict only the given columns change; the scope guards which row may be updated, and
/// no scope column is ever set.
pub(super) fn upsert<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    mut row: Columns<'v>,
) -> Result<()> {
    let relation = target.relation;
    row.insert_under(target.scope, relation)?;
    // The key decides which row is meant, so it is written even where it is an identity column.
    row.drop_unwritable(relation, |column| relation.is_key(column));
    let gives_identity =
        row.as_slice().iter().any(|(c, _)| relation.column(*c).fill == Fill::IdentityAlways);

    let idle = idle_column(target);
    let reads_old = idle.is_none() && gives_key(target, &row);
    if reads_old {
        sql.push("WITH new AS (");
    }
    let _ = write!(sql, "INSERT INTO {relation} AS t");
    if row.is_empty() {
        sql.push(" DEFAULT VALUES");
    } else {
        sql.push(" (");
        target.write_names(sql, &row);
        sql.push(if gives_identity { ") OVERRIDING SYSTEM VALUE VALUES (" } else { ") VALUES (" });
        sql.list(", ", row.as_slice(), |sql, (column, value)| {
            write_value(sql, relation.column(*column), *value);
        });
        sql.push(")");
    }

    if idle.is_none() && !reads_old {
        // The server makes the key. Should it be taken, there is no telling which row was meant.
        target.write_returning(sql);
        sql.push(", true");
        return Ok(());
    }
    sql.push(" ON CONFLICT (");
    sql.list(", ", relation.key, |sql, column| {
        let _ = write!(sql, "{}", target.name(*column));
    });
    let Some(idle) = idle else {
        sql.push(") DO NOTHING");
        target.write_returning(sql);
        write_row_or_old(sql, target, &row);
        return Ok(());
    };
    sql.push(") DO UPDATE SET ");
    write_set(sql, target, &row, idle);
    if !target.scope.is_empty() {
        sql.push(" WHERE ");
        target.scope.write(relation, "t.", sql);
    }
    target.write_returning(sql);
    write_is_inserted(sql, target);
    Ok(())
}

/// Whether the returned row was inserted, as one more column.
fn write_is_inserted<'v>(sql: &mut Sql<'v>, target: Target<'v>) {
    if target.relation.kind.returns_system_columns() {
        // A row version just inserted has no deleting transaction; one made by the update has a locker.
        sql.push(", t.xmax = 0");
        return;
    }
    // The server cannot give system columns of a row that it routed to a partition, and a view has none. A
    // subquery sees the table as it was before the statement.
    let _ = write!(sql, ", NOT EXISTS (SELECT FROM {} AS o WHERE ", target.relation);
    sql.list(" AND ", target.relation.key, |sql, column| {
        let name = target.name(*column);
        let _ = write!(sql, "o.{name} = t.{name}");
    });
    if !target.scope.is_empty() {
        sql.push(" AND ");
        target.scope.write(target.relation, "o.", sql);
    }
    sql.push(")");
}

/// The columns to overwrite. A row of nothing but key and scope still has to be returned by the
/// statement, so the idle column is set to what it holds already.
fn write_set<'v>(sql: &mut Sql<'v>, target: Target<'v>, row: &Columns<'v>, idle: u16) {
    let is_given = |c: &u16| !target.relation.is_key(*c) && !target.scope.binds(*c);
    let mut given = row.as_slice().iter().map(|(c, _)| *c).filter(is_given).peekable();
    if given.peek().is_none() {
        let name = target.name(idle);
        let _ = write!(sql, "{name} = t.{name}");
        return;
    }
    sql.list(", ", given, |sql, column| {
        let name = target.name(column);
        let _ = write!(sql, "{name} = EXCLUDED.{name}");
    });
}

/// Whether the row says which key it means, all of it.
fn gives_key(target: Target<'_>, row: &Columns<'_>) -> bool {
    target
        .relation
        .key
        .iter()
        .all(|column| row.get(*column).is_some_and(|value| !matches!(value, Assigned::Default)))
}

/// A column that may be set to its own value without harm: preferably none of the key. None where every
/// column is one of the scope, or an identity column, which no update may touch.
fn idle_column(target: Target<'_>) -> Option<u16> {
    let columns = 0..u16::try_from(target.relation.columns.len()).unwrap_or(u16::MAX);
    columns
        .filter(|c| target.relation.column(*c).is_updatable() && !target.scope.binds(*c))
        .min_by_key(|column| target.relation.is_key(*column))
}

/// The end of a statement that began by inserting into `new`: the new row, or the old one with its key.
fn write_row_or_old<'v>(sql: &mut Sql<'v>, target: Target<'v>, row: &Columns<'v>) {
    sql.push(") SELECT ");
    target.write_columns(sql);
    sql.push(", true FROM new UNION ALL SELECT ");
    target.write_columns(sql);
    let _ = write!(sql, ", false FROM {} WHERE NOT EXISTS (SELECT FROM new)", target.relation);
    for (column, value) in row.as_slice().iter().filter(|(c, _)| target.relation.is_key(*c)) {
        let _ = write!(sql, " AND {} = ", target.name(*column));
        write_value(sql, target.relation.column(*column), *value);
    }
    if !target.scope.is_empty() {
        sql.push(" AND ");
        target.scope.write(target.relation, "", sql);
    }
}
