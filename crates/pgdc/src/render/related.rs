//! Rows that stand in a relation to given ones.

use std::fmt::Write as _;

use super::Target;
use super::numbered::numbered;
use crate::ColumnDef;
use crate::clause::Clause;
use crate::ident::Ident;
use crate::param::Param;
use crate::sql::Sql;

/// Rows whose columns equal those of given rows.
pub(crate) struct Related<'v> {
    /// The columns of the target that are compared.
    pub(crate) columns: Vec<u16>,
    /// For each of them, the column of the given rows.
    pub(crate) defs: Vec<&'static ColumnDef>,
    /// For each of them, the values of the given rows.
    pub(crate) values: Vec<Vec<&'v dyn Param>>,
}

/// The rows of the target, each once, with the numbers from 1 of the given rows it is related to.
pub(super) fn related<'v>(sql: &mut Sql<'v>, target: Target<'v>, related: Related<'v>) {
    let relation = target.relation;
    let Related { columns, defs, values } = related;
    sql.push("SELECT ");
    target.write_columns_of(sql, "t.");
    sql.push(", g.n FROM (SELECT array_agg(v.n) AS n");
    for at in 1..=columns.len() {
        let _ = write!(sql, ", v.c{at}");
    }
    sql.push(" FROM ");
    numbered(sql, "v", &defs, values);
    sql.push(" GROUP BY ");
    sql.list(", ", 1..=defs.len(), |sql, at| {
        let _ = write!(sql, "v.c{at}");
    });
    let _ = write!(sql, ") AS g JOIN {relation} AS t ON ");
    sql.list(" AND ", columns.iter().zip(&defs).enumerate(), |sql, (at, (column, def))| {
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
            let _ = write!(sql, "t.{}", Ident(relation.column(*column).name()));
        });
    }
}
