//! From what a handle was asked to do to one SQL statement.
//!
//! [`render`] is the only road from a table handle to the server, and every statement it makes carries
//! the handle's scope: in its WHERE clause, in the values it inserts, or in both.

mod claim;
mod insert;
mod select;
mod upsert;
mod write;

use std::fmt::Write as _;

use crate::Relation;
use crate::condition::Node;
use crate::error::Result;
use crate::ident::Ident;
use crate::order::Term;
use crate::raw::RawCondition;
use crate::relation::Transport;
use crate::row::KeyParts;
use crate::scope::Scope;
use crate::sql::Sql;
use crate::values::Columns;

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
        order: &'v [Term],
        limit: Option<&'v i64>,
        offset: Option<&'v i64>,
    },
    /// Reads rows that nobody else has locked, and locks them.
    Claim {
        filter: Filter<'v>,
        order: &'v [Term],
        limit: &'v i64,
        offset: Option<&'v i64>,
    },
    Count {
        filter: Filter<'v>,
    },
    Exists {
        filter: Filter<'v>,
    },
    Insert {
        rows: Vec<Columns<'v>>,
    },
    Update {
        set: Columns<'v>,
        filter: Filter<'v>,
    },
    Upsert {
        row: Columns<'v>,
    },
    Delete {
        filter: Filter<'v>,
    },
    Refresh {
        concurrently: bool,
    },
}

/// Which rows of the target are meant, besides its scope.
#[derive(Default)]
pub(crate) struct Filter<'v> {
    pub(crate) key: Option<KeyParts<'v>>,
    pub(crate) conditions: &'v [Node],
    pub(crate) raw: &'v [RawCondition<'v>],
}

impl<'v> Filter<'v> {
    pub(crate) fn by_key(key: KeyParts<'v>) -> Self {
        Filter { key: Some(key), ..Filter::default() }
    }
}

/// The statement as SQL with its parameters.
///
/// # Errors
/// The values of a write contradict the scope.
pub(crate) fn render<'v>(target: Target<'v>, statement: Statement<'v>) -> Result<Sql<'v>> {
    let mut sql = Sql::new();
    sql.about = Some((statement.operation(), target.relation));
    match statement {
        Statement::Select { filter, order, limit, offset } => {
            select::rows(&mut sql, target, &filter, order, limit, offset);
        }
        Statement::Claim { filter, order, limit, offset } => {
            claim::claim(&mut sql, target, &filter, order, limit, offset);
        }
        Statement::Count { filter } => select::count(&mut sql, target, &filter),
        Statement::Exists { filter } => select::exists(&mut sql, target, &filter),
        Statement::Insert { rows } => insert::insert(&mut sql, target, rows)?,
        Statement::Update { set, filter } => write::update(&mut sql, target, set, &filter)?,
        Statement::Upsert { row } => upsert::upsert(&mut sql, target, row)?,
        Statement::Delete { filter } => write::delete(&mut sql, target, &filter),
        Statement::Refresh { concurrently } => write::refresh(&mut sql, target, concurrently)?,
    }
    Ok(sql)
}

impl Statement<'_> {
    /// Its key word, for those who watch.
    fn operation(&self) -> &'static str {
        match self {
            Statement::Select { .. }
            | Statement::Claim { .. }
            | Statement::Count { .. }
            | Statement::Exists { .. } => "SELECT",
            Statement::Insert { .. } | Statement::Upsert { .. } => "INSERT",
            Statement::Update { .. } => "UPDATE",
            Statement::Delete { .. } => "DELETE",
            Statement::Refresh { .. } => "REFRESH",
        }
    }
}

impl<'v> Target<'v> {
    /// ` WHERE` the scope, the key and the filter hold; nothing when all three are empty.
    fn write_where(self, sql: &mut Sql<'v>, filter: &Filter<'v>) {
        let mut terms = 0;
        let mut next = |sql: &mut Sql<'v>| {
            sql.push(if terms == 0 { " WHERE " } else { " AND " });
            terms += 1;
        };
        if !self.scope.is_empty() {
            next(sql);
            self.scope.write(self.relation, "", sql);
        }
        if let Some(key) = &filter.key {
            for (column, part) in self.relation.key.iter().zip(key.as_slice()) {
                next(sql);
                let _ = write!(sql, "{} = ", self.name(*column));
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
    }

    /// Every column of the relation by name, never `*`: a column added tomorrow changes nothing here.
    fn write_columns(self, sql: &mut Sql<'v>) {
        if self.relation.columns.is_empty() {
            // `RETURNING` wants at least one expression.
            sql.push("NULL");
        }
        sql.list(", ", self.relation.columns, |sql, column| {
            let _ = write!(sql, "{}", Ident(column.name));
            if let Transport::Via(_) | Transport::Text { .. } = column.transport {
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
        sql.list(", ", row.as_slice(), |sql, (column, _)| {
            let _ = write!(sql, "{}", self.name(*column));
        });
    }

    fn name(self, column: u16) -> Ident<'static> {
        Ident(self.relation.column(column).name)
    }
}
