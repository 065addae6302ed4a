//! What a query can return besides whole rows: columns, and what is computed of them.

use std::fmt::Write as _;

use crate::Relation;
use crate::ident::Ident;
use crate::relation::Transport;
use crate::sql::Sql;

/// A column or an aggregate of one, without its type.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Expression {
    Column(u16),
    /// `count(*)`.
    CountRows,
    Aggregate {
        function: Function,
        column: u16,
    },
}

/// An aggregate function (PostgreSQL manual, "Aggregate Functions").
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Function {
    Count,
    CountDistinct,
    Sum,
    Avg,
    Min,
    Max,
}

impl Expression {
    pub(crate) fn write(self, relation: &Relation, sql: &mut Sql<'_>) {
        let name = |column: u16| Ident(relation.column(column).name());
        let _ = match self {
            Expression::Column(column) => write!(sql, "{}", name(column)),
            Expression::CountRows => write!(sql, "count(*)"),
            Expression::Aggregate { function: Function::CountDistinct, column } => {
                write!(sql, "count(DISTINCT {})", name(column))
            }
            Expression::Aggregate { function, column } => {
                write!(sql, "{}({})", function.name(), name(column))
            }
        };
    }

    /// The same where its value is returned, with the cast that its transport needs.
    pub(crate) fn write_returned(self, relation: &Relation, sql: &mut Sql<'_>) {
        self.write(relation, sql);
        if let Some(column) = self.keeps_type_of() {
            let column = relation.column(column);
            if let Transport::Via(_) | Transport::Text { .. } = column.facts().transport {
                let _ = write!(sql, "::{}", column.parameter_type());
            }
        }
    }

    /// The column whose type its values have.
    fn keeps_type_of(self) -> Option<u16> {
        match self {
            Expression::Column(column)
            | Expression::Aggregate { function: Function::Min | Function::Max, column } => {
                Some(column)
            }
            _ => None,
        }
    }

    /// The column it is made of, to be named in errors.
    pub(crate) fn column_name(self, relation: &Relation) -> &'static str {
        match self {
            Expression::Column(column) | Expression::Aggregate { column, .. } => {
                relation.column(column).name()
            }
            Expression::CountRows => "count",
        }
    }
}

impl Function {
    const fn name(self) -> &'static str {
        match self {
            Function::Count | Function::CountDistinct => "count",
            Function::Sum => "sum",
            Function::Avg => "avg",
            Function::Min => "min",
            Function::Max => "max",
        }
    }
}
