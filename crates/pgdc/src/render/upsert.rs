//! An upsert of one row into a relation where `DO UPDATE` has no column to set.

use std::fmt::Write as _;

use super::Target;
use super::insert::write_rows;
use super::parents::Parents;
use super::write::write_value;
use crate::Fill;
use crate::clause::Clause;
use crate::sql::Sql;
use crate::values::Columns;
use crate::write::Answer;

/// Inserts the row into `new`, or else reads the old one with its key, which may be in the scope or not.
pub(super) fn insert_or_read<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    row: &Columns<'v>,
    parents: &Parents<'v>,
    answer: Answer,
) {
    let relation = target.relation;
    let written = row.without_defaults();
    let _ = write!(sql, "WITH new AS (INSERT INTO {relation} (");
    target.write_names(sql, &written);
    sql.push(")");
    let is_identity = |column: u16| relation.column(column).facts().fill == Fill::IdentityAlways;
    if written.as_slice().iter().any(|(column, _)| is_identity(*column)) {
        sql.push(" OVERRIDING SYSTEM VALUE");
    }
    write_rows(sql, target, std::slice::from_ref(&written));
    sql.push(" ON CONFLICT (");
    sql.list(", ", relation.key, |sql, column| {
        let _ = write!(sql, "{}", target.name(*column));
    });
    sql.push(") DO NOTHING");
    target.write_returning(sql);
    parents.write_next(sql, target, &format_args!("{relation}."));
    match answer {
        Answer::Rows => {
            sql.push(") SELECT ");
            target.write_columns(sql);
            sql.push(", true FROM new UNION ALL SELECT ");
            target.write_columns(sql);
            sql.push(", false");
            write_old(sql, target, row);
        }
        Answer::Count => {
            sql.push(") SELECT (SELECT count(*) FROM new) + (SELECT count(*)");
            write_old(sql, target, row);
            sql.push(")");
        }
    }
}

/// ` FROM` the relation the row with the key, unless it is new.
fn write_old<'v>(sql: &mut Sql<'v>, target: Target<'v>, row: &Columns<'v>) {
    let _ = write!(sql, " FROM {} WHERE NOT EXISTS (SELECT FROM new)", target.relation);
    for (column, value) in row.as_slice().iter().filter(|(c, _)| target.relation.is_key(*c)) {
        let _ = write!(sql, " AND {} = ", target.name(*column));
        write_value(sql, target.relation.column(*column), *value);
    }
    let scope = target.scope.at(Clause::ReadOld);
    if !scope.is_empty() {
        sql.push(" AND ");
        scope.write(target.relation, "", sql);
    }
}
