//! `INSERT` of one row or many, in one statement: whatever happens, all rows are written or none.

use std::fmt::Write as _;

use smallvec::{SmallVec, smallvec};

use super::Target;
use super::conflict::Resolver;
use super::parents::Parents;
use super::write::write_value;
use crate::clause::Clause;
use crate::conflict::{Action, Conflict};
use crate::error::Result;
use crate::param::{ColumnArray, Param};
use crate::sql::Sql;
use crate::values::{Assigned, Columns};
use crate::write::Answer;
use crate::{ColumnDef, Fill};

/// The places of rows in the order they were given: of one row, as mostly, without a list of its own.
pub(crate) type RowPlaces = SmallVec<[usize; 1]>;

/// Rows of one insert that set the same columns.
pub(super) struct Group<'v> {
    pub(super) places: RowPlaces,
    pub(super) rows: Vec<Columns<'v>>,
}

pub(super) fn insert<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    mut rows: Vec<Columns<'v>>,
    conflict: Option<&'v Conflict<'v>>,
    answer: Answer,
) -> Result<()> {
    let updates = conflict.is_some_and(|c| matches!(c.action, Action::Update(_)));
    // A key that decides which row is meant is written even where it is an identity column.
    let keeps_key = conflict.is_some_and(|conflict| conflict.is_on_key(target.relation));
    for row in &mut rows {
        row.insert_under(target.scope.at(Clause::InsertSet), target.relation)?;
        row.drop_unwritable(target.relation, |column| keeps_key && target.relation.is_key(column));
        if !updates {
            // To leave a column out is to take its default; but an update tells the two apart.
            row.drop_defaults();
        }
    }
    // By its default, a column may reference something too.
    let parents = Parents::of(target, Clause::ParentOfInsert, |_| true)?;
    let resolver = Resolver::new(target, conflict, &rows)?;
    if let Resolver::ReadOld = resolver {
        super::upsert::insert_or_read(sql, target, &rows[0], &parents, answer);
        return Ok(());
    }
    let writer = Writer { target, resolver, parents: &parents, answer };
    let groups = group(rows, Columns::same_columns);
    match groups.as_slice() {
        [only] => parents.around(
            sql,
            target,
            answer,
            &"t.",
            |sql| writer.group(sql, only),
            |sql| writer.returning(sql),
        ),
        several => writer.groups(sql, several),
    }
    // Of one group, rows are returned as they were given.
    if groups.len() > 1 && !resolver.leaves_out() {
        sql.groups = groups.into_iter().map(|group| group.places).collect();
    }
    Ok(())
}

/// Puts rows together that one statement can write, since an `INSERT` has one column list, and a column
/// that some row leaves out must take its default there.
pub(super) fn group<'v>(
    rows: Vec<Columns<'v>>,
    same: impl Fn(&Columns<'v>, &Columns<'v>) -> bool,
) -> Vec<Group<'v>> {
    if rows.len() == 1 {
        return vec![Group { places: smallvec![0], rows }];
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (place, row) in rows.into_iter().enumerate() {
        match groups.iter_mut().find(|group| same(&group.rows[0], &row)) {
            Some(group) => {
                group.places.push(place);
                group.rows.push(row);
            }
            None => groups.push(Group { places: smallvec![place], rows: vec![row] }),
        }
    }
    groups
}

#[derive(Clone, Copy)]
struct Writer<'v, 'p> {
    target: Target<'v>,
    resolver: Resolver<'v>,
    parents: &'p Parents<'v>,
    answer: Answer,
}

impl<'v> Writer<'v, '_> {
    /// One common table expression a group; each returned row says which group it is of. Their columns have
    /// names that no column of the relation is asked for by.
    fn groups(self, sql: &mut Sql<'v>, groups: &[Group<'v>]) {
        // A mixture of column sets seldom comes twice.
        sql.recurring = false;
        let columns = match self.answer {
            Answer::Rows => {
                self.target.relation.columns.len().max(1) + usize::from(self.resolver.tells())
            }
            Answer::Count => 1,
        };
        let checks = usize::from(!self.parents.is_empty());
        sql.push("WITH ");
        for (n, group) in groups.iter().enumerate() {
            let _ = write!(sql, "{}g{n} (", if n > 0 { ", " } else { "" });
            write_numbered(sql, columns + checks);
            sql.push(") AS (");
            self.group(sql, group);
            match self.answer {
                Answer::Rows => self.returning(sql),
                Answer::Count => sql.push(" RETURNING 1"),
            }
            self.parents.write_next(sql, self.target, &"t.");
            sql.push(")");
        }
        if self.answer == Answer::Count {
            sql.push(" SELECT ");
            sql.list(" + ", 0..groups.len(), |sql, n| {
                let _ = write!(sql, "(SELECT count(*) FROM g{n})");
            });
            return;
        }
        for n in 0..groups.len() {
            sql.push(if n > 0 { " UNION ALL SELECT " } else { " SELECT " });
            write_numbered(sql, columns);
            let _ = write!(sql, ", {n} FROM g{n}");
        }
    }

    fn group(self, sql: &mut Sql<'v>, group: &Group<'v>) {
        let relation = self.target.relation;
        // Rows of a group have their defaults in the same columns, if in any: most have not, and are not copied.
        let stripped: Vec<Columns<'v>>;
        let rows = match group.rows[0].has_defaults() {
            true => {
                stripped = group.rows.iter().map(Columns::without_defaults).collect();
                &stripped
            }
            false => &group.rows,
        };
        let first = &rows[0];
        sql.push("INSERT INTO ");
        sql.push_relation(relation);
        if !matches!(self.resolver, Resolver::None) || !self.parents.is_empty() {
            sql.push(" AS t");
        }
        if first.is_empty() {
            defaults(sql, rows.len());
        } else {
            sql.push(" (");
            self.target.write_names(sql, first);
            sql.push(")");
            let is_identity =
                |column: u16| relation.column(column).facts().fill == Fill::IdentityAlways;
            if first.as_slice().iter().any(|(column, _)| is_identity(*column)) {
                sql.push(" OVERRIDING SYSTEM VALUE");
            }
            write_rows(sql, self.target, rows);
        }
        let given = group.rows[0].as_slice().iter().map(|(column, _)| *column);
        self.resolver.write(sql, self.target, given);
    }

    fn returning(self, sql: &mut Sql<'v>) {
        self.target.write_returning(sql);
        self.resolver.write_is_inserted(sql, self.target);
    }
}

/// `c0, c1, …`
pub(super) fn write_numbered(sql: &mut Sql<'_>, columns: usize) {
    sql.list(", ", 0..columns, |sql, n| {
        let _ = write!(sql, "c{n}");
    });
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

/// The rows after the list of their columns.
pub(super) fn write_rows<'v>(sql: &mut Sql<'v>, target: Target<'v>, rows: &[Columns<'v>]) {
    let unnests = |(column, _): &(u16, Assigned<'_>)| target.relation.column(*column).unnests();
    let is_sql = |(_, value): &(u16, Assigned<'_>)| matches!(value, Assigned::Sql(_));
    let is_recurring = rows.len() == 1;
    let in_arrays = !is_recurring
        && rows[0].as_slice().iter().all(unnests)
        && !rows.iter().flat_map(Columns::as_slice).any(is_sql);
    if in_arrays {
        unnest(sql, target, rows);
    } else {
        sql.recurring &= is_recurring;
        values(sql, target, rows);
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

/// ` SELECT unnest(…), …`: one array a column, so that the text does not depend on the number of rows. A scope
/// column has one value for all. In the list after `SELECT`, arrays are taken apart as rows are asked for; after `FROM`,
/// the server would first put all rows aside. What stands in that list gets no conversion from text by itself,
/// as a literal would.
fn unnest<'v>(sql: &mut Sql<'v>, target: Target<'v>, rows: &[Columns<'v>]) {
    let mut has_arrays = false;
    sql.push(" SELECT ");
    sql.list(", ", rows[0].as_slice().iter().enumerate(), |sql, (place, (column, value))| {
        let def = target.relation.column(*column);
        if let Assigned::Scope(value) = value {
            sql.bind(*value);
            let _ = write!(sql, "::{}", def.parameter_type());
        } else {
            has_arrays = true;
            unnest_array(sql, def, rows.iter().map(|row| row.as_slice()[place].1.param()));
        }
        sql.push_own_type(def);
    });
    if !has_arrays {
        let _ = write!(sql, " FROM generate_series(1, {})", rows.len());
        sql.recurring = false;
    }
}

/// Writes `unnest(…)` of the values of one column of many rows.
pub(super) fn unnest_array<'v>(
    sql: &mut Sql<'v>,
    column: &ColumnDef,
    values: impl Iterator<Item = &'v dyn Param>,
) {
    sql.push("unnest(");
    bind_array(sql, column, values);
    sql.push(")");
}

/// Binds the values of one column of many rows, and writes their placeholder for `unnest`.
pub(super) fn bind_array<'v>(
    sql: &mut Sql<'v>,
    column: &ColumnDef,
    values: impl Iterator<Item = &'v dyn Param>,
) {
    sql.bind_owned(ColumnArray(values.collect()));
    let _ = write!(sql, "::{}[]", column.parameter_type());
}
