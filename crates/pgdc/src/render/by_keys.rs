//! Rows by their keys, many at once.

use std::fmt::Write as _;

use super::Target;
use super::insert::bind_array;
use super::numbered::numbered;
use crate::ColumnDef;
use crate::clause::Clause;
use crate::error::{Error, Kind, Result};
use crate::ident::Ident;
use crate::row::KeyParts;
use crate::sql::{MAX_PARAMS, Sql};

/// The rows with these keys, each with the place of its key as one more column.
///
/// # Errors
/// The parts of the keys cannot be sent as arrays, and are more values than a statement can hold.
pub(super) fn by_keys<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    keys: &[KeyParts<'v>],
) -> Result<()> {
    let key = target.relation.key;
    sql.push("SELECT ");
    target.write_columns_of(sql, "t.");
    sql.push(", k.n FROM ");
    let defs: Vec<&ColumnDef> = key.iter().map(|column| target.relation.column(*column)).collect();
    let values = keys.len() * key.len();
    if values > MAX_PARAMS && !defs.iter().all(|def| def.unnests()) {
        return Err(Error::new(Kind::TooManyKeys { values }));
    }
    let part = |n: usize| keys.iter().map(|key| key.as_slice()[n]).collect();
    numbered(sql, "k", &defs, (0..key.len()).map(part).collect());
    let _ = write!(sql, " JOIN {} AS t ON ", target.relation);
    sql.list(" AND ", (1..).zip(&defs), |sql, (at, def): (usize, _)| {
        let _ = write!(sql, "t.{} = k.c{at}", Ident(def.name()));
        sql.push_own_type(def);
    });
    let scope = target.scope.at(Clause::ByKeys);
    if !scope.is_empty() {
        sql.push(" WHERE ");
        scope.write(target.relation, "t.", sql);
    }
    Ok(())
}

/// The same of keys of one column, whose rows tell which is whose: the server need not put the places to them.
pub(super) fn any_of<'v>(sql: &mut Sql<'v>, target: Target<'v>, keys: &[KeyParts<'v>]) {
    sql.push("SELECT ");
    target.write_columns(sql);
    let _ = write!(sql, " FROM {} WHERE ", target.relation);
    sql.list(" AND ", target.relation.key.iter().enumerate(), |sql, (n, column)| {
        let _ = write!(sql, "{} = ANY (", target.name(*column));
        let parts = keys.iter().filter_map(|key| key.as_slice().get(n).copied());
        bind_array(sql, target.relation.column(*column), parts);
        sql.push(")");
    });
    let scope = target.scope.at(Clause::ByKeys);
    if !scope.is_empty() {
        sql.push(" AND ");
        scope.write(target.relation, "", sql);
    }
}
