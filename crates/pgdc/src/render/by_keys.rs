//! Rows by their keys, many at once.

use std::fmt::Write as _;

use super::Target;
use crate::clause::Clause;
use crate::error::{Error, Kind, Result};
use crate::ident::Ident;
use crate::param::ColumnArray;
use crate::relation::Transport;
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
    sql.push(", k.place FROM ");
    if key.iter().all(|column| target.relation.column(*column).unnests()) {
        unnest(sql, target, keys);
    } else {
        values(sql, target, keys)?;
    }
    let _ = write!(sql, " JOIN {} AS t ON ", target.relation);
    sql.list(" AND ", key.iter().enumerate(), |sql, (n, column)| {
        let column = target.relation.column(*column);
        let _ = write!(sql, "t.{} = k.c{n}", Ident(column.name));
        if let Transport::Text { own, .. } = column.transport {
            let _ = write!(sql, "::{own}");
        }
    });
    let scope = target.scope.at(Clause::ByKeys);
    if !scope.is_empty() {
        sql.push(" WHERE ");
        scope.write(target.relation, "t.", sql);
    }
    Ok(())
}

/// One array a part, so that the text does not depend on the number of keys.
fn unnest<'v>(sql: &mut Sql<'v>, target: Target<'v>, keys: &[KeyParts<'v>]) {
    sql.push("unnest(");
    sql.list(", ", target.relation.key.iter().enumerate(), |sql, (n, column)| {
        sql.bind_owned(ColumnArray(keys.iter().map(|key| key.as_slice()[n]).collect()));
        let _ = write!(sql, "::{}[]", target.relation.column(*column).parameter_type());
    });
    sql.push(") WITH ORDINALITY AS k (");
    write_names(sql, target);
}

/// For parts that an array would not give back whole.
fn values<'v>(sql: &mut Sql<'v>, target: Target<'v>, keys: &[KeyParts<'v>]) -> Result<()> {
    let values = keys.len() * target.relation.key.len();
    if values > MAX_PARAMS {
        return Err(Error::new(Kind::TooManyKeys { values }));
    }
    sql.recurring = false;
    sql.push("(VALUES ");
    sql.list(", ", (1i64..).zip(keys), |sql, (place, key)| {
        sql.push("(");
        for (column, part) in target.relation.key.iter().zip(key.as_slice()) {
            sql.bind(*part);
            let _ = write!(sql, "::{}, ", target.relation.column(*column).parameter_type());
        }
        let _ = write!(sql, "{place}::bigint)");
    });
    sql.push(") AS k (");
    write_names(sql, target);
    Ok(())
}

fn write_names(sql: &mut Sql<'_>, target: Target<'_>) {
    for n in 0..target.relation.key.len() {
        let _ = write!(sql, "c{n}, ");
    }
    sql.push("place)");
}
