//! Rows that stand in a relation to given ones.

use std::fmt::Write as _;

use super::Target;
use crate::ColumnDef;
use crate::clause::Clause;
use crate::ident::Ident;
use crate::param::{Bound, ColumnArray};
use crate::sql::Sql;

/// Rows whose columns equal those of given rows.
pub(crate) struct Related<'v> {
    /// The columns of the target that are compared.
    pub(crate) columns: Vec<u16>,
    /// For each of them, the column of the given rows.
    pub(crate) defs: Vec<&'static ColumnDef>,
    /// For each of them, the values of the given rows.
    pub(crate) values: Vec<Vec<Bound<'v>>>,
}

/// The rows of the target, each once, with the numbers from 1 of the given rows it is related to.
pub(super) fn related<'v>(sql: &mut Sql<'v>, target: Target<'v>, related: Related<'v>) {
    let relation = target.relation;
    sql.push("SELECT ");
    target.write_columns_of(sql, "t.");
    sql.push(", g.n FROM (SELECT array_agg(v.n::int8) AS n");
    for at in 1..=related.columns.len() {
        let _ = write!(sql, ", v.c{at}");
    }
    sql.push(" FROM ");
    let defs = related.defs.clone();
    match defs.iter().all(|def| def.unnests()) {
        true => arrays(sql, related.values, &defs),
        false => list(sql, related.values, &defs),
    }
    sql.push(" GROUP BY ");
    sql.list(", ", 1..=defs.len(), |sql, at| {
        let _ = write!(sql, "v.c{at}");
    });
    let _ = write!(sql, ") AS g JOIN {relation} AS t ON ");
    sql.list(" AND ", related.columns.iter().zip(&defs).enumerate(), |sql, (at, (column, def))| {
        let _ = write!(sql, "t.{} = g.c{}", target.name(*column), at + 1);
        sql.push_own_type(def);
    });
    let scope = target.scope.at(Clause::Related);
    if !scope.is_empty() {
        sql.push(" WHERE ");
        scope.write(relation, "t.", sql);
    }
    if !relation.key.is_empty() {
        sql.push(" ORDER BY ");
        sql.list(", ", relation.key, |sql, column| {
            let _ = write!(sql, "t.{}", Ident(relation.column(*column).name));
        });
    }
}

fn arrays<'v>(sql: &mut Sql<'v>, values: Vec<Vec<Bound<'v>>>, defs: &[&ColumnDef]) {
    sql.push("unnest(");
    sql.list(", ", values.into_iter().zip(defs), |sql, (values, def)| {
        sql.bind_owned(ColumnArray(values));
        let _ = write!(sql, "::{}[]", def.parameter_type());
    });
    sql.push(") WITH ORDINALITY AS v (");
    names(sql, defs.len());
}

/// For values that unnest would take apart.
fn list<'v>(sql: &mut Sql<'v>, values: Vec<Vec<Bound<'v>>>, defs: &[&ColumnDef]) {
    let rows = values.first().map_or(0, Vec::len);
    sql.recurring = false;
    sql.push("(VALUES ");
    sql.list(", ", 0..rows, |sql, row| {
        sql.push("(");
        for (values, def) in values.iter().zip(defs) {
            sql.bind(values[row]);
            let _ = write!(sql, "::{}, ", def.parameter_type());
        }
        let _ = write!(sql, "{})", row + 1);
    });
    sql.push(") AS v (");
    names(sql, defs.len());
}

fn names(sql: &mut Sql<'_>, columns: usize) {
    for at in 1..=columns {
        let _ = write!(sql, "c{at}, ");
    }
    sql.push("n)");
}
