//! Rows of a CSV file that stand in a temporary table: what is asked of them, and their insert.

use std::fmt::Write as _;
use std::ops::Range;

use super::Target;
use super::conflict::Resolver;
use super::parents::Parents;
use crate::clause::Clause;
use crate::conflict::{Conflict, On};
use crate::csv::StageName;
use crate::error::Result;
use crate::held::Held;
use crate::ident::Ident;
use crate::sql::Sql;
use crate::values::{Assigned, Columns};
use crate::write::Answer;
use crate::{ColumnDef, Fill};

/// What a temporary table has for a relation. Its columns are `l`, the line, and `c0`, `c1`, …
#[derive(Clone, Copy)]
pub(crate) struct Staged<'v> {
    pub(crate) table: &'v StageName,
    /// Columns of the relation, each with the number of that of the table.
    pub(crate) given: &'v [(u16, usize)],
    /// Columns of which all rows get the same value.
    pub(crate) fills: &'v [(u16, Box<dyn Held>)],
}

/// Where the value of a column comes from.
#[derive(Clone, Copy)]
enum Source<'v> {
    Table(usize),
    Same(Assigned<'v>),
}

impl<'v> Staged<'v> {
    /// What the rows set under the scope, whose values stand in for those of the file.
    fn sources(self, target: Target<'v>) -> Result<Vec<(u16, Source<'v>)>> {
        let mut same = Columns::of_values(self.fills);
        same.insert_under(target.scope.at(Clause::CsvSet), target.relation)?;
        let is_same = |column: u16| same.get(column).is_some();
        let given = self.given.iter().filter(|(column, _)| !is_same(*column));
        let given = given.map(|(column, place)| (*column, Source::Table(*place)));
        let same = same.as_slice().iter().map(|(column, value)| (*column, Source::Same(*value)));
        Ok(given.chain(same).collect())
    }
}

/// The insert of all lines, or of a range of them.
///
/// # Errors
/// A value for all rows contradicts the scope; or the conflict makes no sense.
pub(super) fn merge<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    staged: Staged<'v>,
    conflict: Option<&'v Conflict<'v>>,
    lines: Option<Range<u64>>,
) -> Result<()> {
    let relation = target.relation;
    let sources = staged.sources(target)?;
    let columns: Vec<u16> = sources.iter().map(|(column, _)| *column).collect();
    let parents = Parents::of(target, Clause::ParentOfCsv, |_| true)?;
    let resolver = Resolver::in_bulk(target, conflict)?;
    let old = Old::of(target, conflict, &columns);
    // The name of the table does not come twice.
    sql.recurring = false;
    let insert = |sql: &mut Sql<'v>| {
        let all = columns.iter().chain(&old.required);
        let _ = write!(sql, "INSERT INTO {relation} AS t (");
        sql.list(", ", all, |sql, column| sql.push_name(relation.column(*column).name()));
        sql.push(")");
        let is_identity = |c: &u16| relation.column(*c).facts().fill == Fill::IdentityAlways;
        if columns.iter().any(is_identity) {
            sql.push(" OVERRIDING SYSTEM VALUE");
        }
        sql.push(" SELECT ");
        sql.list(", ", &sources, |sql, (column, source)| {
            write_source(sql, relation.column(*column), *source);
        });
        for column in &old.required {
            let _ = write!(sql, ", o.{}", target.name(*column));
        }
        let _ = write!(sql, " FROM {} AS s", staged.table);
        old.write_join(sql, target, &sources);
        if let Some(lines) = &lines {
            let _ = write!(sql, " WHERE s.l >= {} AND s.l < {}", lines.start, lines.end);
        }
        resolver.write(sql, target, columns.iter().copied());
    };
    parents.around(sql, target, Answer::Count, &"t.", insert, |_| {});
    Ok(())
}

/// The rows that are there already, from which new ones take what they must have and the file has not: an upsert
/// is refused for NULL before the server looks whether there is a row to update.
struct Old<'v> {
    key: &'v [u16],
    required: Vec<u16>,
}

impl<'v> Old<'v> {
    fn of(target: Target<'v>, conflict: Option<&'v Conflict<'v>>, given: &[u16]) -> Self {
        let relation = target.relation;
        let key = match conflict.map(|conflict| &conflict.on) {
            Some(On::PrimaryKey) => relation.key,
            Some(On::Columns(columns)) => columns,
            _ => return Old { key: &[], required: Vec::new() },
        };
        let is_required = |(column, def): &(u16, &ColumnDef)| {
            def.facts().not_null && def.facts().fill == Fill::Null && !given.contains(column)
        };
        let required = (0_u16..).zip(relation.columns).filter(is_required);
        Old { key, required: required.map(|(column, _)| column).collect() }
    }

    fn write_join(&self, sql: &mut Sql<'v>, target: Target<'v>, sources: &[(u16, Source<'v>)]) {
        if self.required.is_empty() {
            return;
        }
        let relation = target.relation;
        let _ = write!(sql, " LEFT JOIN {relation} AS o ON ");
        let key = sources.iter().filter(|(column, _)| self.key.contains(column));
        sql.list(" AND ", key, |sql, (column, source)| {
            let _ = write!(sql, "o.{} = ", target.name(*column));
            write_source(sql, relation.column(*column), *source);
        });
        let scope = target.scope.at(Clause::CsvOld);
        if !scope.is_empty() {
            sql.push(" AND ");
            scope.write(relation, "o.", sql);
        }
    }
}

fn write_source<'v>(sql: &mut Sql<'v>, column: &ColumnDef, source: Source<'v>) {
    match source {
        Source::Table(place) => drop(write!(sql, "s.c{place}")),
        // What stands in the list after `SELECT` gets no type by itself.
        Source::Same(value) => {
            sql.bind(value.bound());
            let _ = write!(sql, "::{}", column.parameter_type());
            sql.push_own_type(column);
        }
    }
}

/// The first line whose value of a scope column is not the scope's.
pub(super) fn outside<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    staged: Staged<'v>,
    column: u16,
    place: usize,
) {
    let scope = target.scope.at(Clause::CsvValue);
    sql.recurring = false;
    let _ = write!(sql, "SELECT s.l, s.l FROM {} AS s WHERE ", staged.table);
    let items = scope.items().iter().filter(|item| item.column == column);
    let mut is_any = false;
    for item in items {
        let _ = write!(sql, "s.c{place} IS DISTINCT FROM ");
        sql.bind_column(target.relation.column(column), item.bound());
        sql.push(" OR ");
        is_any = true;
    }
    sql.push(if is_any { "false ORDER BY 1 LIMIT 1" } else { "false" });
}

/// Lines whose key is that of an earlier one, each with that: the first such key, or all such lines.
pub(super) fn twice<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    staged: Staged<'v>,
    on: &'v On,
    all: bool,
) -> Result<()> {
    sql.recurring = false;
    let (key, line) = (key(target, on), line_name(target));
    if all {
        let _ = write!(
            sql,
            "SELECT x.l, x.f FROM (SELECT s.{line} AS l, min(s.{line}) OVER (PARTITION BY {key}) AS f"
        );
        write_rows(sql, target, staged, on)?;
        sql.push(") AS x WHERE x.l <> x.f ORDER BY x.l");
    } else {
        let _ = write!(sql, "SELECT max(s.{line}), min(s.{line})");
        write_rows(sql, target, staged, on)?;
        let _ = write!(sql, " GROUP BY {key} HAVING count(*) > 1 ORDER BY 1 LIMIT 1");
    }
    Ok(())
}

/// Takes out the lines whose key is that of a later one.
pub(super) fn drop_earlier<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    staged: Staged<'v>,
    on: &'v On,
) -> Result<()> {
    sql.recurring = false;
    let (table, key, line) = (staged.table, key(target, on), line_name(target));
    let _ = write!(
        sql,
        "DELETE FROM {table} AS d USING \
         (SELECT s.{line} AS l, max(s.{line}) OVER (PARTITION BY {key}) AS f"
    );
    write_rows(sql, target, staged, on)?;
    sql.push(") AS x WHERE x.l = d.l AND x.l <> x.f");
    Ok(())
}

/// ` FROM` the rows as those of the relation, with their lines; those that the index of the key has.
fn write_rows<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    staged: Staged<'v>,
    on: &'v On,
) -> Result<()> {
    let sources = staged.sources(target)?;
    let _ = write!(sql, " FROM (SELECT s.l AS {}", line_name(target));
    for (index, column) in (0_u16..).zip(target.relation.columns) {
        sql.push(", ");
        match sources.iter().find(|(other, _)| *other == index) {
            Some((_, source)) => write_source(sql, column, *source),
            None => drop(write!(sql, "{}::{}", default(column), column.sql_type())),
        }
        let _ = write!(sql, " AS {}", Ident(column.name()));
    }
    let _ =
        write!(sql, " FROM {} AS s) AS s WHERE ROW({}) IS NOT NULL", staged.table, key(target, on));
    if let On::Index { predicate: Some(predicate), .. } = on {
        let _ = write!(sql, " AND ({predicate})");
    }
    Ok(())
}

/// What a row gets that does not set the column, as far as that is the same for all: a default without a call.
fn default(column: &ColumnDef) -> &'static str {
    match column.facts().fill {
        Fill::Default(text) if !text.is_empty() && !text.contains('(') => text,
        _ => "NULL",
    }
}

/// A name for the line that no column of the relation has.
fn line_name(target: Target<'_>) -> String {
    let mut name = "l".to_owned();
    while target.relation.columns.iter().any(|column| column.name() == name) {
        name.push('l');
    }
    name
}

/// What stands between the parentheses of the unique index.
fn key(target: Target<'_>, on: &On) -> String {
    let names = |columns: &[u16]| -> String {
        let names = columns.iter().map(|column| target.name(*column).to_string());
        names.collect::<Vec<_>>().join(", ")
    };
    match on {
        On::PrimaryKey => names(target.relation.key),
        On::Columns(columns) => names(columns),
        On::Index { elements, .. } => elements.clone().into_owned(),
        // Looked up by its name before.
        On::Constraint(constraint) => Ident(constraint.name).to_string(),
    }
}
