//! Updates and deletes of many rows by their keys, in one statement: all of them are written or none.
//!
//! A row that is not there, or not in the scope, makes the server raise an error with its place. Two rows
//! with one key are such a case too: a statement changes a row once, so that one of them comes back missing.

use std::fmt::Write as _;

use super::Target;
use super::insert::{Group, group, unnest_array, write_numbered};
use super::parents::Parents;
use super::write::write_value;
use crate::clause::Clause;
use crate::error::Result;
use crate::param::Param;
use crate::raise::MISSING;
use crate::row::KeyParts;
use crate::sql::Sql;
use crate::values::{Assigned, Columns};
use crate::write::Answer;

/// Updates each row by its key. Rows that set different columns become one common table expression for each
/// set, so that what a row leaves out is not touched.
pub(super) fn update<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    keys: Vec<KeyParts<'v>>,
    mut rows: Vec<Columns<'v>>,
    answer: Answer,
) -> Result<()> {
    for row in &mut rows {
        row.update_under(target.scope.at(Clause::EachSet), target.relation)?;
        row.drop_unwritable(target.relation, |_| false);
    }
    let groups = group(rows, Columns::same_set);
    sql.recurring = groups.len() == 1;
    sql.push("WITH ");
    for (n, group) in groups.iter().enumerate() {
        let keys: Vec<&KeyParts<'v>> = group.places.iter().map(|place| &keys[*place]).collect();
        let sets = |column| group.rows[0].get(column).is_some();
        let parents = Parents::of(target, Clause::ParentOfEach, sets)?;
        let each = Each { target, keys, group, parents };
        write_head(sql, target, n, answer);
        each.update(sql, answer);
        sql.push(")");
    }
    write_answer(sql, target, groups.len(), keys.len(), answer);
    Ok(())
}

pub(super) fn delete<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    keys: &[KeyParts<'v>],
    answer: Answer,
) {
    let group = Group { places: (0..keys.len()).collect(), rows: Vec::new() };
    let (keys_of_group, parents) = (keys.iter().collect(), Parents::default());
    let each = Each { target, keys: keys_of_group, group: &group, parents };
    sql.push("WITH ");
    write_head(sql, target, 0, answer);
    each.delete(sql, answer);
    sql.push(")");
    write_answer(sql, target, 1, keys.len(), answer);
}

/// Rows of one statement that set the same columns, with their keys.
struct Each<'v, 'g> {
    target: Target<'v>,
    keys: Vec<&'g KeyParts<'v>>,
    group: &'g Group<'v>,
    parents: Parents<'v>,
}

impl<'v> Each<'v, '_> {
    fn update(&self, sql: &mut Sql<'v>, answer: Answer) {
        let set = self.group.rows[0].as_slice();
        let relation = self.target.relation;
        if set.is_empty() {
            sql.push("SELECT ");
            self.write_answer(sql, answer);
            let _ = write!(sql, " FROM {relation} AS t, ");
            self.write_given(sql);
            return self.write_match(sql);
        }
        let _ = write!(sql, "UPDATE {relation} AS t SET ");
        let mut given = relation.key.len();
        sql.list(", ", set, |sql, (column, value)| {
            let _ = write!(sql, "{} = ", self.target.name(*column));
            if let Assigned::Value(_) = value {
                let _ = write!(sql, "u.{}", Given(given));
                sql.push_own_type(relation.column(*column));
                given += 1;
            } else {
                write_value(sql, relation.column(*column), *value);
            }
        });
        sql.push(" FROM ");
        self.write_given(sql);
        self.write_match(sql);
        sql.push(" RETURNING ");
        self.write_answer(sql, answer);
    }

    fn delete(&self, sql: &mut Sql<'v>, answer: Answer) {
        let _ = write!(sql, "DELETE FROM {} AS t USING ", self.target.relation);
        self.write_given(sql);
        self.write_match(sql);
        sql.push(" RETURNING ");
        self.write_answer(sql, answer);
    }

    fn write_answer(&self, sql: &mut Sql<'v>, answer: Answer) {
        if answer == Answer::Rows {
            self.target.write_columns(sql);
            sql.push(", ");
        }
        let place = Given(self.columns().len());
        if self.parents.is_empty() {
            let _ = write!(sql, "u.{place}");
        } else {
            sql.push("CASE WHEN ");
            self.parents.write(sql, self.target, &"t.");
            let _ = write!(sql, " THEN u.{place} END");
        }
    }

    /// The relation `u` of what was given: the parts of the key, the values, the place of the row.
    fn write_given(&self, sql: &mut Sql<'v>) {
        let columns = self.columns();
        if columns.iter().all(|(column, _)| self.target.relation.column(*column).unnests()) {
            // In the list after `SELECT`; see `insert::write_rows`.
            sql.push("(SELECT ");
            for (column, source) in &columns {
                let values = (0..self.keys.len()).map(|row| self.value(row, *source));
                unnest_array(sql, self.target.relation.column(*column), values);
                sql.push(", ");
            }
            self.write_places(sql);
        } else {
            sql.recurring = false;
            sql.push("(VALUES ");
            sql.list(", ", self.group.places.iter().enumerate(), |sql, (row, place)| {
                sql.push("(");
                for (column, source) in &columns {
                    sql.bind(self.value(row, *source));
                    let ty = self.target.relation.column(*column).parameter_type();
                    let _ = write!(sql, "::{ty}, ");
                }
                let _ = write!(sql, "{place})");
            });
        }
        sql.push(") AS u (");
        sql.list(", ", 0..=columns.len(), |sql, n| {
            let _ = write!(sql, "{}", Given(n));
        });
        sql.push(")");
    }

    /// The places of the rows, in their order.
    fn write_places(&self, sql: &mut Sql<'v>) {
        let places = self.group.places.iter().map(|place| i32::try_from(*place).unwrap_or(-1));
        let last = i32::try_from(places.len()).unwrap_or(i32::MAX).saturating_sub(1);
        // Those of the only group are the first ones.
        if places.clone().eq(0..=last) {
            sql.push("generate_series(0, ");
            sql.bind_owned(last);
            sql.push("::int4)");
        } else {
            sql.push("unnest(");
            sql.bind_owned(places.collect::<Vec<i32>>());
            sql.push("::int4[])");
        }
    }

    fn write_match(&self, sql: &mut Sql<'v>) {
        sql.push(" WHERE ");
        sql.list(" AND ", self.target.relation.key.iter().enumerate(), |sql, (n, column)| {
            let _ = write!(sql, "t.{} = u.{}", self.target.name(*column), Given(n));
            sql.push_own_type(self.target.relation.column(*column));
        });
        let scope = self.target.scope.at(Clause::Each);
        if !scope.is_empty() {
            sql.push(" AND ");
            scope.write(self.target.relation, "t.", sql);
        }
    }

    /// The columns of `u` but its last: those of the key, and those that are set to values.
    fn columns(&self) -> Vec<(u16, Source)> {
        let key = self.target.relation.key.iter().enumerate();
        let key = key.map(|(n, column)| (*column, Source::Key(n)));
        let set = self.group.rows.first().map_or(&[][..], Columns::as_slice).iter().enumerate();
        let values = set.filter(|(_, (_, value))| matches!(value, Assigned::Value(_)));
        key.chain(values.map(|(n, (column, _))| (*column, Source::Set(n)))).collect()
    }

    /// The value of a row for a column of `u`.
    fn value(&self, row: usize, source: Source) -> &'v dyn Param {
        match source {
            Source::Key(n) => self.keys[row].as_slice()[n],
            Source::Set(n) => self.group.rows[row].as_slice()[n].1.param(),
        }
    }
}

/// Where the values of a column of `u` are.
#[derive(Clone, Copy)]
enum Source {
    /// The n-th part of the key.
    Key(usize),
    /// In the n-th place of what is set, which is the same in all rows of a group.
    Set(usize),
}

/// The n-th column of `u`: a name that no column of a table has by chance, so that names in the SQL values of
/// users mean the row that is written.
struct Given(usize);

impl std::fmt::Display for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\"pgdc {}\"", self.0)
    }
}

fn write_head(sql: &mut Sql<'_>, target: Target<'_>, n: usize, answer: Answer) {
    let _ = write!(sql, "{}g{n} (", if n > 0 { ", " } else { "" });
    if answer == Answer::Rows {
        write_numbered(sql, target.relation.columns.len());
        sql.push(", ");
    }
    sql.push("place) AS (");
}

/// What was written; or an error for a row that is missing.
fn write_answer(sql: &mut Sql<'_>, target: Target<'_>, groups: usize, rows: usize, answer: Answer) {
    let rows = i32::try_from(rows).unwrap_or(i32::MAX);
    let written = |sql: &mut Sql<'_>, columns: usize| {
        sql.push("(");
        sql.list(" UNION ALL ", 0..groups, |sql, n| {
            sql.push("SELECT ");
            write_numbered(sql, columns);
            let _ = write!(sql, "{}place FROM g{n}", if columns > 0 { ", " } else { "" });
        });
        sql.push(") AS g");
    };
    match answer {
        Answer::Rows => write_rows(sql, target.relation.columns.len(), rows, written),
        Answer::Count => write_count(sql, rows, written),
    }
}

/// The rows in the order given, joined with the places asked for.
fn write_rows<'v>(
    sql: &mut Sql<'v>,
    columns: usize,
    rows: i32,
    written: impl Fn(&mut Sql<'v>, usize),
) {
    sql.push(" SELECT ");
    for n in 0..columns {
        let _ = write!(sql, "g.c{n}, ");
    }
    let _ = write!(sql, "COALESCE(g.place, CAST('{MISSING}' || k AS integer)) FROM ");
    sql.push("generate_series(0, ");
    sql.bind_owned(rows.saturating_sub(1));
    sql.push("::int4) AS k LEFT JOIN ");
    written(sql, columns);
    sql.push(" ON g.place = k ORDER BY k");
}

/// The number of rows. Only where it is not that of the places asked for, the one that is missing is looked for.
fn write_count<'v>(sql: &mut Sql<'v>, rows: i32, written: impl Fn(&mut Sql<'v>, usize)) {
    sql.push(" SELECT CASE WHEN w.places = ");
    sql.bind_owned(rows);
    let asked = sql.params().len();
    let _ = write!(sql, "::int4 THEN w.n ELSE (SELECT CAST('{MISSING}' || min(k) AS integer)");
    sql.push(" FROM generate_series(0, ");
    sql.placeholder(asked);
    sql.push("::int4 - 1) AS k WHERE k NOT IN (SELECT g.place FROM ");
    written(sql, 0);
    // Of children of the relation, one key may have written several rows.
    sql.push(")) END FROM (SELECT count(g.place) AS n, count(DISTINCT g.place) AS places FROM ");
    written(sql, 0);
    sql.push(") AS w");
}
