//! The ways in which a condition can hold, each as what it asks of single columns.

use super::Expr;

/// How many ways are looked at.
const MOST: usize = 64;

/// How a value stands to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Order {
    Equal,
    Differs,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// One thing that is asked of a column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Atom {
    Null(String),
    NotNull(String),
    Compare(String, Order, String),
    /// The number of its characters, bytes or elements.
    Length(String, Order, i64),
    OneOf(String, Vec<String>),
    NoneOf(String, Vec<String>),
    Columns(String, Order, String),
    /// In the past, or in the future.
    Now(String, Order),
    Like(String, String),
    Regex(String, String),
    Upper(String),
    Lower(String),
}

/// Stands for a condition that is not understood, or holds by itself.
type Way = Vec<Atom>;

/// The ways in which the condition holds, or, if not `wanted`, does not.
pub(crate) fn alternatives(expr: &Expr, wanted: bool) -> Vec<Way> {
    match (expr, wanted) {
        (Expr::Not(inner), _) => alternatives(inner, !wanted),
        (Expr::And(parts), true) | (Expr::Or(parts), false) => all(parts, wanted),
        (Expr::Or(parts), true) | (Expr::And(parts), false) => {
            let mut ways: Vec<Way> =
                parts.iter().flat_map(|part| alternatives(part, wanted)).collect();
            ways.truncate(MOST);
            ways
        }
        (Expr::Is(inner, what, holds), _) => is(inner, what, *holds == wanted),
        (Expr::Op(op, left, right), _) if is_condition(left) && is_condition(right) => {
            // Of two conditions, both hold or neither; or one of them does.
            let same = match &**op {
                "=" => wanted,
                "<>" => !wanted,
                _ => return vec![Vec::new()],
            };
            let pair =
                |first, second| join(&alternatives(left, first), &alternatives(right, second));
            [pair(true, same), pair(false, !same)].concat()
        }
        (Expr::Op(op, left, right), _) => vec![compare(op, left, right, wanted)],
        (Expr::Any { op, all, left, list }, _) => vec![any(op, *all, left, list, wanted)],
        (Expr::Column(name), _) => {
            vec![vec![Atom::Compare(name.clone(), Order::Equal, wanted.to_string())]]
        }
        _ => vec![Vec::new()],
    }
}

fn all(parts: &[Expr], wanted: bool) -> Vec<Way> {
    let start = vec![Vec::new()];
    parts.iter().fold(start, |ways, part| join(&ways, &alternatives(part, wanted)))
}

/// Each of the one with each of the other.
fn join(some: &[Way], others: &[Way]) -> Vec<Way> {
    let pairs = some.iter().flat_map(|a| others.iter().map(|b| [&a[..], &b[..]].concat()));
    pairs.take(MOST).collect()
}

/// Whether it is a condition by its form.
fn is_condition(expr: &Expr) -> bool {
    matches!(expr, Expr::Is(..) | Expr::Not(_) | Expr::And(_) | Expr::Or(_) | Expr::Any { .. })
        || matches!(expr, Expr::Op(op, ..) if order(op).is_some())
}

fn is(inner: &Expr, what: &str, holds: bool) -> Vec<Way> {
    match (inner, what) {
        (Expr::Column(name), "NULL") if holds => vec![vec![Atom::Null(name.clone())]],
        (Expr::Column(name), "NULL") => vec![vec![Atom::NotNull(name.clone())]],
        (_, "TRUE") => alternatives(inner, holds),
        (_, "FALSE") => alternatives(inner, !holds),
        _ => vec![Vec::new()],
    }
}

fn any(op: &str, all: bool, left: &Expr, list: &[Expr], wanted: bool) -> Way {
    let constants: Option<Vec<String>> = list.iter().map(constant).collect();
    let (Some(list), Some(column)) = (constants, subject(left)) else { return Vec::new() };
    match (op, all, wanted) {
        ("=", false, true) | ("<>", true, false) => vec![Atom::OneOf(column, list)],
        ("<>", true, true) | ("=", false, false) => vec![Atom::NoneOf(column, list)],
        ("~~", false, true) => {
            list.into_iter().next().map(|like| Atom::Like(column, like)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn compare(op: &str, left: &Expr, right: &Expr, wanted: bool) -> Way {
    if let (Some(column), Expr::Const(pattern)) = (plain(left), right) {
        match (op, wanted) {
            ("~" | "~*", true) | ("!~" | "!~*", false) => {
                return vec![Atom::Regex(column, pattern.clone())];
            }
            ("~~" | "~~*", true) | ("!~~" | "!~~*", false) => {
                return vec![Atom::Like(column, pattern.clone())];
            }
            _ => {}
        }
    }
    let Some(order) = order(op) else { return Vec::new() };
    let order = if wanted { order } else { order.opposite() };
    one_sided(left, order, right)
        .or_else(|| one_sided(right, order.turned(), left))
        .unwrap_or_default()
}

fn one_sided(left: &Expr, order: Order, right: &Expr) -> Option<Way> {
    if let (Some(column), Expr::Call(name, args)) = (plain(left), right)
        && order == Order::Equal
        && args.first().and_then(plain).as_ref() == Some(&column)
    {
        // `lower(x) = x`
        match &**name {
            "lower" => return Some(vec![Atom::Lower(column)]),
            "upper" => return Some(vec![Atom::Upper(column)]),
            _ => {}
        }
    }
    if let Expr::Call(name, args) = left
        && let Some(column) = args.iter().find_map(plain)
        && let Some(Ok(length)) = constant(right).map(|text| text.parse())
        && ["length", "char_length", "octet_length", "cardinality", "array_length"]
            .contains(&&**name)
    {
        return Some(vec![Atom::Length(column, order, length)]);
    }
    let column = subject(left)?;
    match right {
        // Equal to NULL is nothing.
        Expr::Null => Some(Vec::new()),
        // A column and its own lower case: the other way round says which.
        Expr::Column(other) if *other == column => None,
        Expr::Column(other) => Some(vec![Atom::Columns(column, order, other.clone())]),
        _ => match constant(right) {
            Some(text) => Some(vec![Atom::Compare(column, order, text)]),
            None => is_now(right).then(|| vec![Atom::Now(column, order)]),
        },
    }
}

/// A column, trimmed perhaps.
fn plain(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Column(name) => Some(name.clone()),
        Expr::Call(name, args) if ["trim", "btrim"].contains(&&**name) => {
            args.iter().find_map(plain)
        }
        _ => None,
    }
}

/// A column, or its lower or upper case: a value that is in that case already is its own.
fn subject(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Call(name, args) if ["lower", "upper"].contains(&&**name) => {
            args.first().and_then(plain)
        }
        _ => plain(expr),
    }
}

/// A literal, or a number that is put together of some.
fn constant(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Const(text) => Some(text.clone()),
        Expr::Call(name, args) if matches!(&**name, "power" | "pow") => {
            let numbers: Vec<f64> =
                args.iter().filter_map(|arg| constant(arg)?.parse().ok()).collect();
            if let [base, exponent] = numbers[..] {
                return Some(base.powf(exponent).to_string());
            }
            None
        }
        Expr::Op(op, left, right) => {
            let (a, b): (f64, f64) =
                (constant(left)?.parse().ok()?, constant(right)?.parse().ok()?);
            let value = match &**op {
                "+" => a + b,
                "-" => a - b,
                "*" => a * b,
                "^" => a.powf(b),
                _ => return None,
            };
            Some(value.to_string())
        }
        _ => None,
    }
}

/// `now()`, and what is added to it or taken from it.
fn is_now(expr: &Expr) -> bool {
    match expr {
        Expr::Call(name, args) => {
            matches!(
                &**name,
                "now" | "clock_timestamp" | "statement_timestamp" | "transaction_timestamp"
            ) || args.iter().any(is_now)
        }
        Expr::Op(_, left, right) => is_now(left) || is_now(right),
        Expr::Other(parts) => parts.iter().any(is_now),
        _ => false,
    }
}

fn order(op: &str) -> Option<Order> {
    Some(match op {
        "=" => Order::Equal,
        "<>" | "!=" => Order::Differs,
        "<" => Order::Less,
        "<=" => Order::LessOrEqual,
        ">" => Order::Greater,
        ">=" => Order::GreaterOrEqual,
        _ => return None,
    })
}

impl Order {
    fn opposite(self) -> Order {
        match self {
            Order::Equal => Order::Differs,
            Order::Differs => Order::Equal,
            Order::Less => Order::GreaterOrEqual,
            Order::LessOrEqual => Order::Greater,
            Order::Greater => Order::LessOrEqual,
            Order::GreaterOrEqual => Order::Less,
        }
    }

    /// With its sides changed.
    fn turned(self) -> Order {
        match self {
            Order::Less => Order::Greater,
            Order::LessOrEqual => Order::GreaterOrEqual,
            Order::Greater => Order::Less,
            Order::GreaterOrEqual => Order::LessOrEqual,
            same => same,
        }
    }
}
