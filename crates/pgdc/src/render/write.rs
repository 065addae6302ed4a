//! Statements that change rows which are there.

use std::fmt::Write as _;

use super::parents::Parents;
use super::{Filter, Select, Target};
use crate::ColumnDef;
use crate::clause::Clause;
use crate::error::{Error, Kind, Result};
use crate::row::KeyParts;
use crate::sql::Sql;
use crate::values::{Assigned, Columns};
use crate::write::Answer;
use crate::write_fault::WriteFault;

/// Updates the rows of the filter. With nothing left to set, it reads them instead:
/// the answer is the same, and no row is rewritten in vain.
pub(super) fn update<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    mut set: Columns<'v>,
    filter: &Filter<'v>,
    answer: Answer,
) -> Result<()> {
    set.update_under(target.scope.at(Clause::UpdateSet), target.relation)?;
    set.drop_unwritable(target.relation, |_| false);
    if set.is_empty() {
        match answer {
            Answer::Rows => super::select::select(sql, target, filter, &Select::default()),
            Answer::Count => super::select::count(sql, target, filter),
        }
        return Ok(());
    }
    let sets = |column| set.get(column).is_some();
    let parents = Parents::of(target, Clause::ParentOfUpdate, sets)?;
    let statement = |sql: &mut Sql<'v>| {
        sql.push("UPDATE ");
        sql.push_relation(target.relation);
        sql.push(" SET ");
        write_set(sql, target, &set);
        target.write_where(sql, filter, Clause::Update);
    };
    write_checked(sql, target, &parents, answer, statement);
    Ok(())
}

/// Updates the row with the key if its version is still the one in `set`, and gives it the next version.
///
/// # Errors
/// The version is a column of the scope, is of a type without a next value, or is not among the columns to be
/// written; or a value contradicts the scope.
pub(super) fn update_version<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    mut set: Columns<'v>,
    key: KeyParts<'v>,
    version: u16,
    answer: Answer,
) -> Result<()> {
    let column = target.relation.column(version);
    let fault = || WriteFault::Version { column: column.name() };
    if target.scope.at(Clause::Version).binds(version) {
        // The next version would be another scope.
        return Err(Error::new(Kind::Scope { column: column.name() }));
    }
    let held = set.get(version).ok_or_else(fault)?;
    set.update_under(target.scope.at(Clause::UpdateVersionSet), target.relation)?;
    set.drop_unwritable(target.relation, |_| false);
    set.retain(|c| c != version);
    let name = target.name(version);
    let next = match column.sql_type() {
        "smallint" | "integer" | "bigint" => format!("{name} + 1"),
        // The time of the transaction would be the same for two of its statements.
        moment if moment.starts_with("timestamp") && moment.ends_with("with time zone") => {
            "clock_timestamp()".to_owned()
        }
        _ => return Err(fault().into()),
    };
    let sets = |column| set.get(column).is_some();
    let parents = Parents::of(target, Clause::ParentOfVersion, sets)?;
    let statement = |sql: &mut Sql<'v>| {
        let _ = write!(sql, "UPDATE {} SET {name} = {next}", target.relation);
        if !set.is_empty() {
            sql.push(", ");
            write_set(sql, target, &set);
        }
        target.write_where(sql, &Filter::by_key(key), Clause::UpdateVersion);
        let _ = write!(sql, " AND {name} = ");
        write_value(sql, column, held);
    };
    write_checked(sql, target, &parents, answer, statement);
    Ok(())
}

/// Writes an update, what it answers with, and the check of the parents it sets.
fn write_checked<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    parents: &Parents<'v>,
    answer: Answer,
    statement: impl FnOnce(&mut Sql<'v>),
) {
    // No alias, since SQL values of users may name the relation.
    let row = format_args!("{}.", target.relation);
    parents.around(sql, target, answer, &row, statement, |sql| target.write_returning(sql));
}

pub(super) fn delete<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    filter: &Filter<'v>,
    answer: Answer,
) {
    sql.push("DELETE FROM ");
    sql.push_relation(target.relation);
    target.write_where(sql, filter, Clause::Delete);
    write_answer(sql, target, answer);
}

fn write_set<'v>(sql: &mut Sql<'v>, target: Target<'v>, set: &Columns<'v>) {
    sql.list(", ", set.as_slice(), |sql, (column, value)| {
        sql.push_name(target.relation.column(*column).name());
        sql.push(" = ");
        write_value(sql, target.relation.column(*column), *value);
    });
}

fn write_answer<'v>(sql: &mut Sql<'v>, target: Target<'v>, answer: Answer) {
    match answer {
        Answer::Rows => target.write_returning(sql),
        Answer::Count => {}
    }
}

/// # Errors
/// The target is narrowed: a refresh reaches rows outside of any scope.
pub(super) fn refresh(sql: &mut Sql<'_>, target: Target<'_>, concurrently: bool) -> Result<()> {
    if !target.scope.at(Clause::Refresh).is_empty() {
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
        Assigned::Sql(value) => value.write(sql),
        Assigned::Scope(value) => sql.bind_column(column, value),
    }
}
