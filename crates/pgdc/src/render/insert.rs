//! `INSERT` of one row or many, in one statement: whatever happens, all rows are written or none.

use std::fmt::Write as _;

use super::Target;
use super::write::write_value;
use crate::ColumnDef;
use crate::error::{Error, Kind, Result};
use crate::param::{Bound, ColumnArray};
use crate::relation::Transport;
use crate::sql::{MAX_PARAMS, Sql};
use crate::values::{Assigned, Columns};

/// Rows of one insert that set the same columns.
struct Group<'v> {
    /// The places of the rows in the order they were given.
    places: Vec<usize>,
    rows: Vec<Columns<'v>>,
}

pub(super) fn insert<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    mut rows: Vec<Columns<'v>>,
) -> Result<()> {
    for row in &mut rows {
        row.insert_under(target.scope, target.relation)?;
        row.drop_unwritable(target.relation, |_| false);
        row.drop_defaults();
    }
    let groups = group(rows);
    match groups.as_slice() {
        [only] => {
            insert_group(sql, target, only)?;
            target.write_returning(sql);
        }
        several => insert_groups(sql, target, several)?,
    }
    sql.groups = groups.into_iter().map(|group| group.places).collect();
    Ok(())
}

/// Puts rows that set the same columns together, since one `INSERT` has one column list, and a column
/// that some row leaves out must take its default there.
fn group(rows: Vec<Columns<'_>>) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (place, row) in rows.into_iter().enumerate() {
        match groups.iter_mut().find(|group| group.rows[0].same_columns(&row)) {
            Some(group) => {
                group.places.push(place);
                group.rows.push(row);
            }
            None => groups.push(Group { places: vec![place], rows: vec![row] }),
        }
    }
    groups
}

/// One common table expression a group; each returned row says which group it is of.
fn insert_groups<'v>(sql: &mut Sql<'v>, target: Target<'v>, groups: &[Group<'v>]) -> Result<()> {
    // A mixture of column sets seldom comes twice.
    sql.recurring = false;
    sql.push("WITH ");
    for (n, group) in groups.iter().enumerate() {
        let _ = write!(sql, "{}g{n} AS (", if n > 0 { ", " } else { "" });
        insert_group(sql, target, group)?;
        target.write_returning(sql);
        sql.push(")");
    }
    for n in 0..groups.len() {
        sql.push(if n > 0 { " UNION ALL SELECT " } else { " SELECT " });
        target.write_columns(sql);
        let _ = write!(sql, ", {n} FROM g{n}");
    }
    Ok(())
}

fn insert_group<'v>(sql: &mut Sql<'v>, target: Target<'v>, group: &Group<'v>) -> Result<()> {
    let first = &group.rows[0];
    let _ = write!(sql, "INSERT INTO {}", target.relation);
    if first.is_empty() {
        defaults(sql, group.rows.len());
        return Ok(());
    }
    sql.push(" (");
    target.write_names(sql, first);
    sql.push(")");
    let unnests = first.as_slice().iter().all(|(c, _)| target.relation.column(*c).unnests());
    match &group.rows[..] {
        [row] => values(sql, target, std::slice::from_ref(row)),
        rows if !unnests => {
            let values_given = rows.len() * first.as_slice().len();
            if values_given > MAX_PARAMS {
                return Err(Error::new(Kind::TooManyValues { values: values_given }));
            }
            sql.recurring = false;
            values(sql, target, rows);
        }
        rows => unnest(sql, target, rows),
    }
    Ok(())
}

fn defaults(sql: &mut Sql<'_>, rows: usize) {
    if rows == 1 {
        sql.push(" DEFAULT VALUES");
    } else {
        // A row without columns is a row all the same, and each of them takes its defaults.
        let _ = write!(sql, " SELECT FROM generate_series(1, {rows})");
        sql.recurring = false;
    }
}

fn values<'v>(sql: &mut Sql<'v>, target: Target<'v>, rows: &[Columns<'v>]) {
    sql.push(" VALUES ");
    sql.list(", ", rows, |sql, row| {
        sql.push("(");
        sql.list(", ", row.as_slice(), |sql, (column, value)| {
            write_value(sql, target.relation.column(*column), *value);
        });
        sql.push(")");
    });
}

/// ` SELECT … FROM unnest(…)`: one array a column, so that the text does not depend on the number of
/// rows. A scope column has one value for all.
fn unnest<'v>(sql: &mut Sql<'v>, target: Target<'v>, rows: &[Columns<'v>]) {
    let def = |column: u16| target.relation.column(column);
    let mut arrays = Vec::new();
    sql.push(" SELECT ");
    sql.list(", ", rows[0].as_slice().iter().enumerate(), |sql, (place, (column, value))| {
        if let Assigned::Scope(value) = value {
            sql.bind(*value);
            let _ = write!(sql, "::{}", def(*column).parameter_type());
            text_to_own_type(sql, def(*column));
        } else {
            arrays.push((place, *column));
            let _ = write!(sql, "u.c{}", arrays.len());
            text_to_own_type(sql, def(*column));
        }
    });
    if arrays.is_empty() {
        let _ = write!(sql, " FROM generate_series(1, {})", rows.len());
        sql.recurring = false;
        return;
    }
    sql.push(" FROM unnest(");
    sql.list(", ", &arrays, |sql, (place, column)| {
        let of_row = |row: &Columns<'v>| match row.as_slice()[*place].1 {
            Assigned::Value(value) => value as Bound<'v>,
            Assigned::Scope(value) => value,
            Assigned::Default => &None::<&str>,
        };
        sql.bind_owned(ColumnArray(rows.iter().map(of_row).collect()));
        let _ = write!(sql, "::{}[]", def(*column).parameter_type());
    });
    sql.push(") AS u (");
    sql.list(", ", 1..=arrays.len(), |sql, n| {
        let _ = write!(sql, "c{n}");
    });
    sql.push(")");
}

/// A column of the list after `SELECT` gets no conversion from text by itself, as a literal would.
fn text_to_own_type(sql: &mut Sql<'_>, column: &ColumnDef) {
    if let Transport::Text { own, .. } = column.transport {
        let _ = write!(sql, "::{own}");
    }
}
