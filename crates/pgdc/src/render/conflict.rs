//! `ON CONFLICT`: which rows are in the way of an insert, and what becomes of them.

use std::fmt::Write as _;

use super::Target;
use crate::clause::Clause;
use crate::conflict::{Action, Conflict, How, On, Only, Resolution};
use crate::error::Result;
use crate::raise::OUTSIDE;
use crate::raw::check_plain;
use crate::sql::Sql;
use crate::values::Columns;
use crate::write_fault::WriteFault;

/// What an insert does besides inserting.
#[derive(Clone, Copy)]
pub(super) enum Resolver<'v> {
    /// Nothing: a row in the way is an error.
    None,
    /// An upsert whose key the server makes, of a relation that no update may touch. Should the key be taken,
    /// there is no telling which row was meant.
    Fresh,
    /// An upsert of one row of such a relation, with its key: a row in the way is read.
    ReadOld,
    /// `DO NOTHING`.
    Ignore(&'v On),
    /// `DO UPDATE`.
    Update {
        on: &'v On,
        resolution: &'v Resolution<'v>,
        /// A column that can be set to its own value, so that the row is returned.
        idle: u16,
        /// Whether a row outside of the scope is an error on the server. Otherwise it is just not updated,
        /// which spares a transaction, and can be told where one row comes back or none.
        raises: bool,
    },
}

impl<'v> Resolver<'v> {
    /// # Errors
    /// The target makes no sense, or the relation has no column for `DO UPDATE` to set.
    pub(super) fn new(
        target: Target<'v>,
        conflict: Option<&'v Conflict<'v>>,
        rows: &[Columns<'v>],
    ) -> Result<Self> {
        let Some(Conflict { on, action }) = conflict else { return Ok(Resolver::None) };
        check(target, on)?;
        let resolution = match action {
            Action::Ignore => return Ok(Resolver::Ignore(on)),
            Action::Update(resolution) => resolution,
        };
        if let Some(Only::Raw(condition)) = &resolution.only {
            condition.check_under(target.scope.at(Clause::SelectInConflict))?;
        }
        let tells = target.relation.kind.returns_system_columns();
        if !tells && target.relation.key.is_empty() {
            return Err(WriteFault::Untold.into());
        }
        if let Some(idle) = idle_column(target) {
            let raises = rows.len() > 1 || resolution.only.is_some();
            return Ok(Resolver::Update { on, resolution, idle, raises });
        }
        match rows {
            _ if !matches!(on, On::PrimaryKey) || resolution.only.is_some() => {
                Err(WriteFault::Idle.into())
            }
            rows if !rows.iter().any(|row| gives_key(target, row)) => Ok(Resolver::Fresh),
            [_] => Ok(Resolver::ReadOld),
            _ => Err(WriteFault::Idle.into()),
        }
    }

    /// For rows of which none is returned.
    ///
    /// # Errors
    /// As [`Resolver::new`].
    pub(super) fn in_bulk(target: Target<'v>, conflict: Option<&'v Conflict<'v>>) -> Result<Self> {
        let Some(Conflict { on, action }) = conflict else { return Ok(Resolver::None) };
        check(target, on)?;
        match (action, idle_column(target)) {
            (Action::Ignore, _) => Ok(Resolver::Ignore(on)),
            (Action::Update(resolution), Some(idle)) => {
                Ok(Resolver::Update { on, resolution, idle, raises: true })
            }
            (Action::Update(_), None) => Err(WriteFault::Idle.into()),
        }
    }

    /// Whether the statement says of each row whether it was inserted.
    pub(super) fn tells(self) -> bool {
        matches!(self, Resolver::Fresh | Resolver::Update { .. })
    }

    /// Whether some rows may be neither inserted nor updated, and the others written.
    pub(super) fn leaves_out(self) -> bool {
        match self {
            Resolver::Ignore(_) => true,
            Resolver::Update { resolution, .. } => resolution.only.is_some(),
            _ => false,
        }
    }

    /// Writes ` ON CONFLICT …` for rows that give the columns `given`.
    pub(super) fn write(
        self,
        sql: &mut Sql<'v>,
        target: Target<'v>,
        given: impl Iterator<Item = u16>,
    ) {
        match self {
            Resolver::None | Resolver::Fresh | Resolver::ReadOld => {}
            Resolver::Ignore(on) => {
                write_target(sql, target, on);
                sql.push(" DO NOTHING");
            }
            Resolver::Update { on, resolution, idle, raises } => {
                write_target(sql, target, on);
                sql.push(" DO UPDATE SET ");
                write_set(sql, target, resolution, given, idle);
                write_where(sql, target, resolution.only.as_ref(), raises);
            }
        }
    }

    /// The last of the columns returned: whether the row was inserted.
    pub(super) fn write_is_inserted(self, sql: &mut Sql<'v>, target: Target<'v>) {
        match self {
            Resolver::Fresh => sql.push(", true"),
            Resolver::Update { .. } => write_is_inserted(sql, target),
            _ => {}
        }
    }
}

/// Whether the target can be one of this relation, and its text stays between its parentheses.
fn check(target: Target<'_>, on: &On) -> Result<()> {
    let relation = target.relation;
    match on {
        On::PrimaryKey if relation.key.is_empty() => Err(WriteFault::NoKey.into()),
        On::Constraint(c) if (c.schema, c.table) != (relation.schema, relation.name) => {
            Err(WriteFault::ForeignConstraint { name: c.name }.into())
        }
        On::Index { elements, predicate } => std::iter::once(elements)
            .chain(predicate)
            .try_for_each(|text| check_plain(text))
            .map_err(|refusal| WriteFault::Arbiter(refusal).into()),
        _ => Ok(()),
    }
}

fn write_target(sql: &mut Sql<'_>, target: Target<'_>, on: &On) {
    let columns = |sql: &mut Sql<'_>, columns: &[u16]| {
        sql.push(" (");
        sql.list(", ", columns, |sql, column| {
            let _ = write!(sql, "{}", target.name(*column));
        });
        sql.push(")");
    };
    sql.push(" ON CONFLICT");
    match on {
        On::PrimaryKey => columns(sql, target.relation.key),
        On::Columns(list) => columns(sql, list),
        On::Constraint(constraint) => {
            let _ = write!(sql, " ON CONSTRAINT {}", crate::ident::Ident(constraint.name));
        }
        On::Index { elements, predicate } => {
            let _ = write!(sql, " ({elements})");
            if let Some(predicate) = predicate {
                let _ = write!(sql, " WHERE ({predicate})");
            }
        }
    }
}

/// What becomes of the given columns. Where nothing does, the row still has to be returned by the statement,
/// so the idle column is set to what it holds already. A scope column is never set.
fn write_set(
    sql: &mut Sql<'_>,
    target: Target<'_>,
    resolution: &Resolution<'_>,
    given: impl Iterator<Item = u16>,
    idle: u16,
) {
    if sql.is_bound_alone() {
        return;
    }
    let relation = target.relation;
    let scope = target.scope.at(Clause::ConflictSet);
    let may_change = |c: &u16| relation.column(*c).is_updatable() && !scope.binds(*c);
    let changes: Vec<(u16, How)> = given
        .filter(may_change)
        .map(|column| (column, resolution.how(column, relation.is_key(column))))
        .filter(|(_, how)| *how != How::Keep)
        .collect();
    if changes.is_empty() {
        let name = target.name(idle);
        let _ = write!(sql, "{name} = t.{name}");
        return;
    }
    sql.list(", ", changes, |sql, (column, how)| {
        let name = target.name(column);
        let _ = match how {
            How::Keep => Ok(()),
            How::Overwrite => write!(sql, "{name} = EXCLUDED.{name}"),
            How::Coalesce => write!(sql, "{name} = COALESCE(EXCLUDED.{name}, t.{name})"),
            How::Merge => write!(
                sql,
                "{name} = COALESCE(t.{name} || EXCLUDED.{name}, EXCLUDED.{name}, t.{name})"
            ),
        };
    });
}

/// ` WHERE` the row in the way is in the scope and fulfils the condition.
fn write_where<'v>(
    sql: &mut Sql<'v>,
    target: Target<'v>,
    only: Option<&'v Only<'v>>,
    raises: bool,
) {
    let clause = if raises { Clause::ConflictRaise } else { Clause::ConflictWhere };
    let scope = target.scope.at(clause);
    if scope.is_empty() && only.is_none() {
        return;
    }
    sql.push(" WHERE ");
    let Some(first) = scope.items().first() else { return write_only(sql, target, only) };
    if !raises {
        scope.write(target.relation, "t.", sql);
        return;
    }
    sql.push("CASE WHEN ");
    scope.write(target.relation, "t.", sql);
    sql.push(" THEN ");
    write_only(sql, target, only);
    // The column stands there, none of its text in the message, so that the planner cannot cast beforehand.
    let column = target.name(first.column);
    let _ = write!(sql, " ELSE CAST('{OUTSIDE}' || left(concat(t.{column}), 0) AS boolean) END");
}

fn write_only<'v>(sql: &mut Sql<'v>, target: Target<'v>, only: Option<&'v Only<'v>>) {
    match only {
        None => sql.push("true"),
        Some(Only::Raw(condition)) => condition.write(sql),
        Some(Only::Typed(condition)) => {
            // A bare name could be of the old row or of the new one, but for a row of their own.
            sql.push("(SELECT ");
            condition.write(target.relation, sql);
            sql.push(" FROM (SELECT ");
            sql.list(", ", target.relation.columns, |sql, column| {
                let _ = write!(sql, "t.{}", crate::ident::Ident(column.name()));
            });
            sql.push(") AS o)");
        }
    }
}

/// Whether the returned row was inserted, as one more column.
fn write_is_inserted<'v>(sql: &mut Sql<'v>, target: Target<'v>) {
    if target.relation.kind.returns_system_columns() {
        // A row version just inserted has no deleting transaction; one made by the update has a locker.
        sql.push(", t.xmax = 0");
        return;
    }
    // The server cannot give system columns of a row that it routed to a partition, and a view has none. A
    // subquery sees the table as it was before the statement.
    let _ = write!(sql, ", NOT EXISTS (SELECT FROM {} AS o WHERE ", target.relation);
    sql.list(" AND ", target.relation.key, |sql, column| {
        let name = target.name(*column);
        let _ = write!(sql, "o.{name} = t.{name}");
    });
    let scope = target.scope.at(Clause::IsInserted);
    if !scope.is_empty() {
        sql.push(" AND ");
        scope.write(target.relation, "o.", sql);
    }
    sql.push(")");
}

/// Whether the row says which key it means, all of it.
fn gives_key(target: Target<'_>, row: &Columns<'_>) -> bool {
    let gives = |column: &u16| row.get(*column).is_some_and(|value| !value.is_default());
    target.relation.key.iter().all(gives)
}

/// A column that may be set to its own value without harm: preferably none of the key. None where every
/// column is one of the scope, or an identity column, which no update may touch.
fn idle_column(target: Target<'_>) -> Option<u16> {
    let scope = target.scope.at(Clause::ConflictIdle);
    let columns = 0..u16::try_from(target.relation.columns.len()).unwrap_or(u16::MAX);
    columns
        .filter(|c| target.relation.column(*c).is_updatable() && !scope.binds(*c))
        .min_by_key(|column| target.relation.is_key(*column))
}
