//! From what a handle was asked to do to one SQL statement.
//!
//! [`render`] is the only road from a table handle to the server, and every statement it makes carries
//! the handle's scope: in its WHERE clause, in the values it inserts, or in both.

mod by_keys;
mod conflict;
mod copy;
mod csv;
mod insert;
mod many;
mod numbered;
mod parents;
mod related;
mod select;
mod shape;
mod upsert;
mod write;

use std::fmt::Write as _;

pub(crate) use copy::copied;
pub(crate) use csv::Staged;
pub(crate) use insert::RowPlaces;
pub(crate) use related::Related;

use crate::Relation;
use crate::clause::Clause;
use crate::condition::Node;
use crate::conflict::{Conflict, On};
use crate::cursor::CursorName;
use crate::error::{Error, Kind, Result};
use crate::ident::Ident;
use crate::paging::Span;
use crate::raw::RawCondition;
use crate::relation::Transport;
use crate::row::KeyParts;
use crate::scope::Scope;
use crate::sql::{MAX_PARAMS, Sql};
use crate::values::Columns;
use crate::write::Answer;

use shape::Shape;

pub(crate) use select::{Having, Output, Select};

/// The relation a statement is about, and the rows of it that may be touched.
#[derive(Clone, Copy)]
pub(crate) struct Target<'v> {
    pub(crate) relation: &'static Relation,
    pub(crate) scope: &'v Scope,
}

/// What a handle was asked to do.
pub(crate) enum Statement<'v> {
    Select {
        filter: Filter<'v>,
        select: Select<'v>,
    },
    Cursor {
        name: &'v CursorName,
        filter: Filter<'v>,
        select: Select<'v>,
    },
    ByKeys {
        keys: Vec<KeyParts<'v>>,
    },
    AnyOfKeys {
        keys: Vec<KeyParts<'v>>,
    },
    Explain {
        filter: Filter<'v>,
        select: Select<'v>,
        analyze: bool,
    },
    Count {
        filter: Filter<'v>,
    },
    Exists {
        filter: Filter<'v>,
    },
    Insert {
        rows: Vec<Columns<'v>>,
        conflict: Option<&'v Conflict<'v>>,
        answer: Answer,
    },
    Update {
        set: Columns<'v>,
        filter: Filter<'v>,
        answer: Answer,
    },
    UpdateEach {
        keys: Vec<KeyParts<'v>>,
        rows: Vec<Columns<'v>>,
        answer: Answer,
    },
    UpdateVersion {
        set: Columns<'v>,
        key: KeyParts<'v>,
        version: u16,
        answer: Answer,
    },
    Delete {
        filter: Filter<'v>,
        answer: Answer,
    },
    DeleteEach {
        keys: Vec<KeyParts<'v>>,
        answer: Answer,
    },
    Refresh {
        concurrently: bool,
    },
    CopyIn {
        columns: &'v [u16],
    },
    CopyCheck {
        columns: &'v [u16],
    },
    CopyAllowed {
        columns: &'v [u16],
    },
    CopyTypes {
        columns: &'v [u16],
    },
    CopyOut,
    CsvMerge {
        staged: Staged<'v>,
        conflict: Option<&'v Conflict<'v>>,
        lines: Option<std::ops::Range<u64>>,
    },
    CsvOutside {
        staged: Staged<'v>,
        column: u16,
        place: usize,
    },
    CsvTwice {
        staged: Staged<'v>,
        on: &'v On,
        all: bool,
    },
    CsvDropEarlier {
        staged: Staged<'v>,
        on: &'v On,
    },
    Related(Related<'v>),
}

/// Which rows of the target are meant, besides its scope.
#[derive(Default)]
pub(crate) struct Filter<'v> {
    pub(crate) key: Option<KeyParts<'v>>,
    pub(crate) conditions: &'v [Node],
    pub(crate) raw: &'v [RawCondition<'v>],
    pub(crate) span: Span<'v>,
}

impl<'v> Filter<'v> {
    pub(crate) fn by_key(key: KeyParts<'v>) -> Self {
        Filter { key: Some(key), ..Filter::default() }
    }

    /// Whether it is a key and nothing more.
    fn is_key(&self) -> bool {
        self.key.is_some()
            && self.conditions.is_empty()
            && self.raw.is_empty()
            && self.span.conditions().next().is_none()
    }
}

/// The statement as SQL with its parameters.
///
/// # Errors
/// The values of a write contradict the scope, or are too many; or SQL text has sub-selects.
#[inline]
pub(crate) fn render<'v>(target: Target<'v>, statement: Statement<'v>) -> Result<Box<Sql<'v>>> {
    let shape = Shape::of(target, &statement);
    // In a box: it would be moved into the future that sends it, and with that future into those around it.
    let mut sql = Box::new(Sql::with_text(shape.as_ref().and_then(Shape::text)));
    write(&mut sql, target, statement)?;
    if let Some(shape) = shape {
        shape.keep(&mut sql);
    }
    Ok(sql)
}

fn write<'v>(sql: &mut Sql<'v>, target: Target<'v>, statement: Statement<'v>) -> Result<()> {
    sql.about = Some((statement.operation(), target.relation));
    for condition in statement.raw() {
        condition.check_under(target.scope.at(Clause::SelectInFilter))?;
    }
    sql.guards = target.scope.guards(target.relation);
    match statement {
        Statement::Select { filter, select } => {
            select::select(sql, target, &filter, &select);
        }
        Statement::Cursor { name, filter, select } => {
            select::cursor(sql, target, name, &filter, &select);
        }
        Statement::ByKeys { keys } => by_keys::by_keys(sql, target, &keys)?,
        Statement::AnyOfKeys { keys } => by_keys::any_of(sql, target, &keys),
        Statement::Explain { filter, select, analyze } => {
            select::explain(sql, target, &filter, &select, analyze);
        }
        Statement::Count { filter } => select::count(sql, target, &filter),
        Statement::Exists { filter } => select::exists(sql, target, &filter),
        Statement::Insert { rows, conflict, answer } => {
            insert::insert(sql, target, rows, conflict, answer)?;
        }
        Statement::Update { set, filter, answer } => {
            write::update(sql, target, set, &filter, answer)?;
        }
        Statement::UpdateEach { keys, rows, answer } => {
            many::update(sql, target, keys, rows, answer)?;
        }
        Statement::UpdateVersion { set, key, version, answer } => {
            write::update_version(sql, target, set, key, version, answer)?;
        }
        Statement::Delete { filter, answer } => {
            write::delete(sql, target, &filter, answer);
        }
        Statement::DeleteEach { keys, answer } => many::delete(sql, target, &keys, answer),
        Statement::Related(related) => related::related(sql, target, related),
        Statement::Refresh { concurrently } => write::refresh(sql, target, concurrently)?,
        Statement::CopyIn { columns } => copy::copy_in(sql, target, columns)?,
        Statement::CopyCheck { columns } => copy::copy_check(sql, target, columns),
        Statement::CopyAllowed { columns } => copy::copy_allowed(sql, target, columns),
        Statement::CopyTypes { columns } => copy::copy_types(sql, target, columns),
        Statement::CopyOut => copy::copy_out(sql, target)?,
        Statement::CsvMerge { staged, conflict, lines } => {
            csv::merge(sql, target, staged, conflict, lines)?;
        }
        Statement::CsvOutside { staged, column, place } => {
            csv::outside(sql, target, staged, column, place);
        }
        Statement::CsvTwice { staged, on, all } => {
            csv::twice(sql, target, staged, on, all)?;
        }
        Statement::CsvDropEarlier { staged, on } => {
            csv::drop_earlier(sql, target, staged, on)?;
        }
    }
    let values = sql.params().len();
    if values > MAX_PARAMS {
        return Err(Error::new(Kind::TooManyValues { values }));
    }
    Ok(())
}

impl<'v> Statement<'v> {
    /// The raw conditions of its filter.
    fn raw(&self) -> &[RawCondition<'v>] {
        match self {
            Statement::Select { filter, .. }
            | Statement::Explain { filter, .. }
            | Statement::Count { filter }
            | Statement::Exists { filter }
            | Statement::Update { filter, .. }
            | Statement::Delete { filter, .. } => filter.raw,
            _ => &[],
        }
    }

    /// Its key word, for those who watch.
    fn operation(&self) -> &'static str {
        match self {
            Statement::Select { .. }
            | Statement::ByKeys { .. }
            | Statement::AnyOfKeys { .. }
            | Statement::Related(_)
            | Statement::Count { .. }
            | Statement::Exists { .. }
            | Statement::CsvOutside { .. }
            | Statement::CsvTwice { .. }
            | Statement::CopyTypes { .. } => "SELECT",
            Statement::Cursor { .. } => "DECLARE",
            Statement::Explain { .. }
            | Statement::CopyCheck { .. }
            | Statement::CopyAllowed { .. } => "EXPLAIN",
            Statement::Insert { .. } | Statement::CsvMerge { .. } => "INSERT",
            Statement::Update { .. }
            | Statement::UpdateEach { .. }
            | Statement::UpdateVersion { .. } => "UPDATE",
            Statement::Delete { .. }
            | Statement::DeleteEach { .. }
            | Statement::CsvDropEarlier { .. } => "DELETE",
            Statement::Refresh { .. } => "REFRESH",
            Statement::CopyIn { .. } | Statement::CopyOut => "COPY",
        }
    }
}

impl<'v> Target<'v> {
    /// ` WHERE` the scope, the key and the filter hold; nothing when all three are empty.
    fn write_where(self, sql: &mut Sql<'v>, filter: &Filter<'v>, clause: Clause) {
        let scope = self.scope.at(clause);
        let mut terms = 0;
        let mut next = |sql: &mut Sql<'v>| {
            sql.push(if terms == 0 { " WHERE " } else { " AND " });
            terms += 1;
        };
        if !scope.is_empty() {
            next(sql);
            scope.write(self.relation, "", sql);
        }
        if let Some(key) = &filter.key {
            for (column, part) in self.relation.key.iter().zip(key.as_slice()) {
                next(sql);
                sql.push_name(self.relation.column(*column).name());
                sql.push(" = ");
                sql.bind_column(self.relation.column(*column), *part);
            }
        }
        for condition in filter.conditions {
            next(sql);
            condition.write(self.relation, sql);
        }
        for condition in filter.raw {
            next(sql);
            condition.write(sql);
        }
        for condition in filter.span.conditions() {
            next(sql);
            condition.write(self.relation, sql);
        }
    }

    /// Every column of the relation by name, never `*`: a column added tomorrow changes nothing here.
    fn write_columns(self, sql: &mut Sql<'v>) {
        self.write_columns_of(sql, "");
    }

    /// The same with `qualifier` before each.
    fn write_columns_of(self, sql: &mut Sql<'v>, qualifier: &str) {
        if sql.is_bound_alone() {
            return;
        }
        if self.relation.columns.is_empty() {
            // `RETURNING` wants at least one expression.
            sql.push("NULL");
        }
        sql.list(", ", self.relation.columns, |sql, column| {
            sql.push(qualifier);
            sql.push_name(column.name());
            if let Transport::Via(_) | Transport::Text { .. } = column.facts().transport {
                let _ = write!(sql, "::{}", column.parameter_type());
            }
        });
    }

    fn write_returning(self, sql: &mut Sql<'v>) {
        sql.push(" RETURNING ");
        self.write_columns(sql);
    }

    /// The names of the columns that a row gives, in its order.
    fn write_names(self, sql: &mut Sql<'v>, row: &Columns<'v>) {
        if sql.is_bound_alone() {
            return;
        }
        sql.list(", ", row.as_slice(), |sql, (column, _)| {
            sql.push_name(self.relation.column(*column).name());
        });
    }

    fn name(self, column: u16) -> Ident<'static> {
        Ident(self.relation.column(column).name())
    }
}
