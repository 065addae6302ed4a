//! `COPY`, which binds no values: rows go in after the statement, each under the scope, and out of whole
//! relations alone.

use std::fmt::Write as _;

use super::Target;
use super::parents::Parents;
use crate::clause::Clause;
use crate::copy::CopyFault;
use crate::error::Result;
use crate::sql::Sql;
use crate::values::Columns;

/// What a row that is copied in is to hold: the scope's values, and nothing that PostgreSQL alone may write.
///
/// # Errors
/// The row contradicts the scope.
pub(crate) fn copied<'v>(target: Target<'v>, mut row: Columns<'v>) -> Result<Columns<'v>> {
    row.insert_under(target.scope.at(Clause::CopySet), target.relation)?;
    row.drop_unwritable(target.relation, |_| false);
    row.drop_defaults();
    Ok(row)
}

/// # Errors
/// The handle looks at what rows reference, or tells the server its scope: a COPY has no place for either.
pub(super) fn copy_in(sql: &mut Sql<'_>, target: Target<'_>, columns: &[u16]) -> Result<()> {
    let parents = Parents::of(target, Clause::ParentOfCopy, |column| columns.contains(&column))?;
    if !parents.is_empty() {
        return Err(CopyFault::Parents.into());
    }
    if !sql.guards.is_empty() {
        return Err(CopyFault::Guarded.into());
    }
    let _ = write!(sql, "COPY {} (", target.relation);
    write_names(sql, target, columns);
    sql.push(") FROM STDIN (FORMAT binary)");
    Ok(())
}

/// An insert of the same columns, of which the server tells whether it would be allowed.
pub(super) fn copy_check(sql: &mut Sql<'_>, target: Target<'_>, columns: &[u16]) {
    let _ = write!(sql, "EXPLAIN INSERT INTO {} (", target.relation);
    write_names(sql, target, columns);
    sql.push(") VALUES (");
    sql.list(", ", columns, |sql, _| sql.push("DEFAULT"));
    sql.push(")");
}

/// The columns as the server describes them: with the types that a COPY takes.
pub(super) fn copy_types(sql: &mut Sql<'_>, target: Target<'_>, columns: &[u16]) {
    sql.push("SELECT ");
    write_names(sql, target, columns);
    let _ = write!(sql, " FROM {}", target.relation);
}

/// # Errors
/// The target is narrowed: there is no place for the scope's value but in the text.
pub(super) fn copy_out<'v>(sql: &mut Sql<'v>, target: Target<'v>) -> Result<()> {
    if !target.scope.at(Clause::CopyOut).is_empty() {
        return Err(CopyFault::Narrowed.into());
    }
    sql.push("COPY (SELECT ");
    target.write_columns(sql);
    let _ = write!(sql, " FROM {}) TO STDOUT (FORMAT binary)", target.relation);
    Ok(())
}

fn write_names(sql: &mut Sql<'_>, target: Target<'_>, columns: &[u16]) {
    sql.list(", ", columns, |sql, column| {
        let _ = write!(sql, "{}", target.name(*column));
    });
}
