//! Values of the caller's as a relation in a statement, its rows numbered.

use std::fmt::Write as _;

use super::insert::bind_array;
use crate::ColumnDef;
use crate::param::Param;
use crate::sql::Sql;

/// Writes `alias (c1, c2, …, n)`: a column for each of `defs` with its `values`, and the number of the row,
/// from 1, as a `bigint`. One array a column, so that the text does not depend on the number of rows, unless
/// an array would not give the values back whole.
pub(super) fn numbered<'v>(
    sql: &mut Sql<'v>,
    alias: &str,
    defs: &[&ColumnDef],
    values: Vec<Vec<&'v dyn Param>>,
) {
    match defs.iter().all(|def| def.unnests()) {
        true => arrays(sql, defs, values),
        false => list(sql, defs, &values),
    }
    let _ = write!(sql, " AS {alias} (");
    for at in 1..=defs.len() {
        let _ = write!(sql, "c{at}, ");
    }
    sql.push("n)");
}

fn arrays<'v>(sql: &mut Sql<'v>, defs: &[&ColumnDef], values: Vec<Vec<&'v dyn Param>>) {
    sql.push("unnest(");
    sql.list(", ", defs.iter().zip(values), |sql, (def, values)| {
        bind_array(sql, def, values.into_iter());
    });
    sql.push(") WITH ORDINALITY");
}

fn list<'v>(sql: &mut Sql<'v>, defs: &[&ColumnDef], values: &[Vec<&'v dyn Param>]) {
    sql.recurring = false;
    sql.push("(VALUES ");
    let rows = values.first().map_or(0, Vec::len);
    sql.list(", ", 0..rows, |sql, row| {
        sql.push("(");
        for (def, values) in defs.iter().zip(values) {
            sql.bind(values[row]);
            let _ = write!(sql, "::{}, ", def.parameter_type());
        }
        let _ = write!(sql, "{}::bigint)", row + 1);
    });
    sql.push(")");
}
