//! `COPY`, which binds no values: rows go in after the statement, each under the scope, and out of whole
//! relations alone.

use std::fmt::Write as _;

use super::Target;
use super::parents::Parents;
use crate::clause::Clause;
use crate::copy::CopyFault;
use crate::error::Result;
use crate::ident::Literal;
use crate::sql::Sql;
use crate::values::Columns;

/// Makes of a row what is copied in: with the scope's values, and without what is left to PostgreSQL.
///
/// # Errors
/// The row contradicts the scope.
pub(crate) fn copied<'v>(target: Target<'v>, row: &mut Columns<'v>) -> Result<()> {
    row.insert_under(target.scope.at(Clause::CopySet), target.relation)?;
    row.drop_unwritten(target.relation);
    Ok(())
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

/// The same, and whether a COPY would do what that insert does. It would not read rules; it is refused where row-level
/// security is active, in transactions that only read, and for generated columns, and what is refused before a row is
/// read costs the connection. Triggers see `COPY` in `current_query()`, and may refuse as well.
pub(super) fn copy_allowed(sql: &mut Sql<'_>, target: Target<'_>, columns: &[u16]) {
    copy_check(sql, target, columns);
    sql.push(
        "; SELECT c.relkind IN ('r', 'p') AND NOT c.relhasrules \
         AND NOT pg_catalog.row_security_active(c.oid) \
         AND NOT pg_catalog.current_setting('transaction_read_only')::pg_catalog.bool \
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid \
         AND a.attgenerated <> '' AND a.attname IN (",
    );
    sql.list(", ", columns, |sql, column| {
        let _ = write!(sql, "{}", Literal(target.relation.column(*column).name()));
    });
    // The bits of `pg_trigger.tgtype`: 4 is "on insert" (`catalog/pg_trigger.h` in the server's sources).
    let _ = write!(
        sql,
        ")) AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger AS g WHERE g.tgrelid = c.oid \
         AND NOT g.tgisinternal AND g.tgtype & 4 <> 0) \
         FROM pg_catalog.pg_class AS c WHERE c.oid = {}::pg_catalog.regclass",
        Literal(&target.relation.to_string())
    );
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
