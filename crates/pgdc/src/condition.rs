//! Typed conditions: a tree that can name nothing but columns and bind nothing but values.

use std::fmt::Write as _;
use std::marker::PhantomData;
use std::ops;

use crate::Relation;
use crate::ident::{Ident, Literal};
use crate::param::Param;
use crate::raw::SqlText;
use crate::reference::Refers;
use crate::sql::Sql;

/// A condition on the rows of `R`, made from [`Column`](crate::Column)s and combined by
/// [`and`](Condition::and), [`or`](Condition::or) and `!`.
///
/// As in SQL, a comparison with a NULL in the column is neither true nor false, so neither a condition
/// nor its negation finds the row.
#[must_use = "a condition does nothing until a query is filtered by it"]
pub struct Condition<R> {
    node: Node,
    marker: PhantomData<fn() -> R>,
}

pub(crate) enum Node {
    Compare {
        column: u16,
        operator: &'static str,
        value: Box<dyn Param>,
    },
    AnyOf {
        column: u16,
        values: Box<dyn Param>,
    },
    Null {
        column: u16,
        is: bool,
    },
    /// Two columns of the same type.
    Columns {
        left: u16,
        operator: &'static str,
        right: u16,
    },
    /// An operator between the column, perhaps cast to another type, and a value of a type of its own.
    Operator {
        column: u16,
        cast: Option<&'static str>,
        operator: &'static str,
        value: Box<dyn Param>,
        value_cast: Option<&'static str>,
    },
    /// A search for words in a text, or in the words of one.
    WebSearch {
        column: u16,
        is_text: bool,
        config: SqlText,
        words: String,
    },
    /// Columns equal those of a row of another relation.
    Refers(Refers),
    Not(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
}

impl<R> Condition<R> {
    pub(crate) fn leaf(node: Node) -> Self {
        Condition { node, marker: PhantomData }
    }

    pub(crate) fn into_node(self) -> Node {
        self.node
    }

    /// Both conditions hold.
    pub fn and(self, other: Condition<R>) -> Self {
        Condition::leaf(Node::And(Box::new(self.node), Box::new(other.node)))
    }

    /// At least one of the two conditions holds.
    pub fn or(self, other: Condition<R>) -> Self {
        Condition::leaf(Node::Or(Box::new(self.node), Box::new(other.node)))
    }
}

impl<R> ops::Not for Condition<R> {
    type Output = Self;

    fn not(self) -> Self {
        Condition::leaf(Node::Not(Box::new(self.node)))
    }
}

impl Node {
    /// Writes the condition in parentheses, so that nothing around it can regroup it.
    pub(crate) fn write<'v>(&'v self, relation: &Relation, sql: &mut Sql<'v>) {
        let name = |column: u16| Ident(relation.column(column).name());
        sql.push("(");
        match self {
            Node::Compare { column, operator, value } => {
                let _ = write!(sql, "{} {operator} ", name(*column));
                sql.bind_column(relation.column(*column), value.as_ref());
            }
            Node::AnyOf { column, values } => {
                let _ = write!(sql, "{} = ANY (", name(*column));
                sql.bind_column_array(relation.column(*column), values.as_ref());
                sql.push(")");
            }
            Node::Null { column, is } => {
                let test = if *is { "IS NULL" } else { "IS NOT NULL" };
                let _ = write!(sql, "{} {test}", name(*column));
            }
            Node::Refers(refers) => {
                sql.list(" AND ", refers.pairs(), |sql, (column, value, def)| {
                    let _ = write!(sql, "{} = ", name(column));
                    sql.bind(value);
                    let _ = write!(sql, "::{}", def.parameter_type());
                    sql.push_own_type(def);
                });
            }
            Node::Columns { left, operator, right } => {
                let _ = write!(sql, "{} {operator} {}", name(*left), name(*right));
            }
            Node::Operator { column, cast, operator, value, value_cast } => {
                let _ = write!(sql, "{}", name(*column));
                write_cast(sql, *cast);
                let _ = write!(sql, " {operator} ");
                sql.bind(value.as_ref());
                write_cast(sql, *value_cast);
            }
            Node::WebSearch { column, is_text, config, words } => {
                // As a literal, since an index on `to_tsvector('english', body)` is used for no other.
                let config = Literal(config.as_str());
                if *is_text {
                    let _ = write!(sql, "to_tsvector({config}, {})", name(*column));
                } else {
                    let _ = write!(sql, "{}", name(*column));
                }
                let _ = write!(sql, " @@ websearch_to_tsquery({config}, ");
                sql.bind(words);
                sql.push(")");
            }
            Node::Not(inner) => {
                sql.push("NOT ");
                inner.write(relation, sql);
            }
            Node::And(left, right) => {
                left.write(relation, sql);
                sql.push(" AND ");
                right.write(relation, sql);
            }
            Node::Or(left, right) => {
                left.write(relation, sql);
                sql.push(" OR ");
                right.write(relation, sql);
            }
        }
        sql.push(")");
    }
}

fn write_cast(sql: &mut Sql<'_>, cast: Option<&str>) {
    if let Some(cast) = cast {
        let _ = write!(sql, "::{cast}");
    }
}
