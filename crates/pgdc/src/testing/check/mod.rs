//! A reader of CHECK constraints, as the server prints them: enough of SQL expressions to see what they ask of columns.
//! What it does not understand asks for nothing, and the server's refusal says that it does.

mod atoms;
mod limits;
mod parse;
mod tokens;

pub(super) use atoms::{Atom, Order, alternatives};
pub(super) use limits::{Limits, ordinal};

/// An expression, without its casts.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    Column(String),
    /// A literal, as its text.
    Const(String),
    Null,
    Call(String, Vec<Expr>),
    Op(String, Box<Expr>, Box<Expr>),
    /// `left op ANY (list)`; with `all`, `ALL`.
    Any {
        op: String,
        all: bool,
        left: Box<Expr>,
        list: Vec<Expr>,
    },
    Array(Vec<Expr>),
    /// `IS [NOT] NULL`, `IS [NOT] TRUE` and the like: what, and whether it is so.
    Is(Box<Expr>, String, bool),
    Not(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    /// Something else, with what stands in it.
    Other(Vec<Expr>),
}

impl Expr {
    /// What the text says, as far as it is understood.
    pub(super) fn parse(text: &str) -> Expr {
        parse::expression(text).unwrap_or(Expr::Other(Vec::new()))
    }

    /// The columns that stand in it.
    pub(super) fn columns(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.visit(&mut |part| {
            if let Expr::Column(name) = part
                && !found.contains(name)
            {
                found.push(name.clone());
            }
        });
        found
    }

    /// The literals that stand in it.
    pub(super) fn constants(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.visit(&mut |part| {
            if let Expr::Const(text) = part
                && !found.contains(text)
            {
                found.push(text.clone());
            }
        });
        found
    }

    fn visit(&self, see: &mut impl FnMut(&Expr)) {
        see(self);
        match self {
            Expr::Column(_) | Expr::Const(_) | Expr::Null => {}
            Expr::Call(_, parts)
            | Expr::Array(parts)
            | Expr::And(parts)
            | Expr::Or(parts)
            | Expr::Other(parts) => parts.iter().for_each(|part| part.visit(see)),
            Expr::Op(_, left, right) => {
                left.visit(see);
                right.visit(see);
            }
            Expr::Any { left, list, .. } => {
                left.visit(see);
                list.iter().for_each(|part| part.visit(see));
            }
            Expr::Is(inner, ..) | Expr::Not(inner) => inner.visit(see),
        }
    }
}

#[cfg(test)]
mod tests;
