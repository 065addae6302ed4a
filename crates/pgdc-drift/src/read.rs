//! The facts, read off the text of a module: the half of it that connects it to pgdc says them plainly.

use syn::{Expr, ImplItem, ItemImpl, Lit, Type};

use crate::outline::Outline;
use crate::schema::facts::{self, Column, Composite, Enum, Fill, Relation};

/// What a module knows of its database; read off its text by [`Facts::read`].
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Facts(pub(crate) facts::Facts);

impl Facts {
    /// Reads the text of a generated module. None where it is none, or is made for another version of pgdc.
    ///
    /// Only what states facts is parsed: whether the rest compiles is for the compiler to say.
    pub fn read(text: &str) -> Option<Facts> {
        Outline::of(text)?.facts().map(Facts)
    }
}

pub(crate) fn own_name(block: &ItemImpl) -> Option<String> {
    match &*block.self_ty {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

pub(crate) fn trait_name(block: &ItemImpl) -> Option<String> {
    let (path, _) = block.trait_.as_ref()?;
    path.segments.last().map(|segment| segment.ident.to_string())
}

/// The value of a constant in an `impl`.
fn constant<'i>(block: &'i ItemImpl, name: &str) -> Option<&'i Expr> {
    block.items.iter().find_map(|item| match item {
        ImplItem::Const(item) if item.ident == name => Some(&item.expr),
        _ => None,
    })
}

/// `Relation::new("public", "album", &[…])`, and what is called on it.
pub(crate) fn relation(expression: &Expr) -> Option<(facts::Name, Relation)> {
    let (start, calls) = chain(expression);
    let Expr::Call(new) = start else { return None };
    let mut arguments = new.args.iter();
    let (schema, name) = (text(arguments.next()?)?, text(arguments.next()?)?);
    let columns: Vec<Column> = elements(arguments.next()?).filter_map(column).collect();
    let mut relation = Relation { kind: "Table".to_owned(), columns, ..Relation::default() };
    for (method, argument) in calls {
        match method.as_str() {
            "key" => {
                let places = elements(argument?).filter_map(number);
                let names = places.filter_map(|at| Some(relation.columns.get(at)?.name.clone()));
                relation.key = names.collect();
            }
            "kind" => relation.kind = last_segment(argument?)?,
            "constraints" => relation.constraints = elements(argument?).filter_map(pair).collect(),
            _ => {}
        }
    }
    Some(((schema, name), relation))
}

/// `pgdc::ColumnDef("id", "integer", pgdc::NOT_NULL)`.
fn column(expression: &Expr) -> Option<Column> {
    let Expr::Call(def) = expression else { return None };
    let mut arguments = def.args.iter();
    let (name, sql_type) = (text(arguments.next()?)?, text(arguments.next()?)?);
    let (start, calls) = chain(arguments.next()?);
    let not_null = last_segment(start)? == "NOT_NULL";
    let mut column = Column { name, sql_type, not_null, fill: Fill::Null };
    for (method, argument) in calls {
        if method == "fill" {
            column.fill = fill(argument?)?;
        }
    }
    Some(column)
}

fn fill(expression: &Expr) -> Option<Fill> {
    let (name, sql) = match expression {
        Expr::Call(call) => (last_segment(&call.func)?, call.args.first().and_then(text)),
        other => (last_segment(other)?, None),
    };
    Some(match (name.as_str(), sql) {
        ("Default", Some(sql)) => Fill::Default(sql),
        ("Generated", Some(sql)) => Fill::Generated(sql),
        ("IdentityByDefault", _) => Fill::IdentityByDefault,
        ("IdentityAlways", _) => Fill::IdentityAlways,
        ("ReadOnly", _) => Fill::ReadOnly,
        _ => Fill::Null,
    })
}

pub(crate) fn read_enum(block: &ItemImpl, facts: &mut facts::Facts) {
    let of = |name: &str| constant(block, name).and_then(text);
    let (Some(schema), Some(name)) = (of("SCHEMA"), of("NAME")) else { return };
    let labels = constant(block, "LABELS").into_iter().flat_map(elements);
    let labels = labels.filter_map(|pair| match pair {
        Expr::Tuple(pair) => pair.elems.last().and_then(text),
        _ => None,
    });
    let is_open = block.items.iter().any(|item| matches!(item, ImplItem::Fn(_)));
    facts.enums.insert((schema, name), Enum { labels: labels.collect(), is_open });
}

/// `TypeDef::composite("public", "point3", &[("x", "integer")])` in the list of types of a `Db`.
pub(crate) fn read_composites(list: &Expr, facts: &mut facts::Facts) {
    for expression in elements(list) {
        let Expr::Call(call) = expression else { continue };
        let mut arguments = call.args.iter();
        let mut next_text = || arguments.next().and_then(text);
        let (Some(schema), Some(name)) = (next_text(), next_text()) else { continue };
        let attributes = arguments.next().into_iter().flat_map(elements).filter_map(pair);
        facts.composites.insert((schema, name), Composite { attributes: attributes.collect() });
    }
}

/// `("x", "integer")`.
fn pair(expression: &Expr) -> Option<(String, String)> {
    let Expr::Tuple(pair) = expression else { return None };
    let mut texts = pair.elems.iter().filter_map(text);
    Some((texts.next()?, texts.next()?))
}

type Call<'e> = (String, Option<&'e Expr>);

/// What a chain of method calls starts with, and the calls in their order, each with its first argument.
fn chain(expression: &Expr) -> (&Expr, Vec<Call<'_>>) {
    let mut calls = Vec::new();
    let mut at = expression;
    loop {
        match at {
            Expr::MethodCall(call) => {
                calls.push((call.method.to_string(), call.args.first()));
                at = &call.receiver;
            }
            Expr::Reference(reference) => at = &reference.expr,
            Expr::Paren(paren) => at = &paren.expr,
            Expr::Group(group) => at = &group.expr,
            _ => break,
        }
    }
    calls.reverse();
    (at, calls)
}

fn elements(expression: &Expr) -> Box<dyn Iterator<Item = &Expr> + '_> {
    match expression {
        Expr::Reference(reference) => elements(&reference.expr),
        Expr::Array(array) => Box::new(array.elems.iter()),
        _ => Box::new(std::iter::empty()),
    }
}

fn text(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

fn number(expression: &Expr) -> Option<usize> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

fn last_segment(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}
