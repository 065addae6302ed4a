//! `INSERT … ON CONFLICT (key) DO UPDATE`.

use std::fmt::Write as _;

use super::Target;
use super::write::write_value;
use crate::Fill;
use crate::error::Result;
use crate::sql::Sql;
use crate::values::Columns;

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

    let _ = write!(sql, "INSERT INTO {relation} AS t");
    if row.is_empty() {
        sql.push(" DEFAULT VALUES");
    } else {
        sql.push(" (");
        sql.list(", ", row.as_slice(), |sql, (column, _)| {
            let _ = write!(sql, "{}", target.name(*column));
        });
        sql.push(if gives_identity { ") OVERRIDING SYSTEM VALUE VALUES (" } else { ") VALUES (" });
        sql.list(", ", row.as_slice(), |sql, (column, value)| {
            write_value(sql, relation.column(*column), *value);
        });
        sql.push(")");
    }

    sql.push(" ON CONFLICT (");
    sql.list(", ", relation.key, |sql, column| {
        let _ = write!(sql, "{}", target.name(*column));
    });
    sql.push(") DO UPDATE SET ");
    write_set(sql, target, &row);
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
    if !target.relation.is_partitioned {
        // A row version just inserted has no deleting transaction; one made by the update has a locker.
        sql.push(", t.xmax = 0");
        return;
    }
    // The server cannot give system columns of a row that it routed to a partition. A subquery sees the
    // table as it was before the statement.
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
/// statement, so some column is set to what it holds already.
fn write_set<'v>(sql: &mut Sql<'v>, target: Target<'v>, row: &Columns<'v>) {
    let relation = target.relation;
    let in_scope = |column| target.scope.binds(column);
    let mut given = row
        .as_slice()
        .iter()
        .map(|(c, _)| *c)
        .filter(|c| !relation.is_key(*c) && !in_scope(*c))
        .peekable();
    if given.peek().is_some() {
        sql.list(", ", given, |sql, column| {
            let name = target.name(column);
            let _ = write!(sql, "{name} = EXCLUDED.{name}");
        });
        return;
    }
    let columns = 0..u16::try_from(relation.columns.len()).unwrap_or(u16::MAX);
    let idle = columns
        .filter(|c| relation.column(*c).is_updatable())
        .min_by_key(|c| (in_scope(*c), relation.is_key(*c)))
        .unwrap_or(relation.key[0]);
    let name = target.name(idle);
    let _ = write!(sql, "{name} = t.{name}");
}
