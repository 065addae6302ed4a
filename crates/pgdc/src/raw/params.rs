//! The values of a condition's placeholders.

use tokio_postgres::types::ToSql;

use super::lex::{Piece, Placeholder};
use crate::error::Refusal;
use crate::param::Bound;

/// The values of a piece of SQL: for `?` and `$n` by place, for `:name` by name. Made by
/// [`params!`](crate::params!), or from a tuple or an array.
#[derive(Debug, Default)]
pub struct Params<'p> {
    placed: Vec<Value<'p>>,
    named: Vec<(&'static str, Value<'p>)>,
}

type Value<'p> = Box<dyn ToSql + Send + Sync + 'p>;

impl<'p> Params<'p> {
    /// The next value by place.
    pub fn push(&mut self, value: impl ToSql + Send + Sync + 'p) {
        self.placed.push(Box::new(value));
    }

    /// The value of `:name`.
    pub fn push_named(&mut self, name: &'static str, value: impl ToSql + Send + Sync + 'p) {
        self.named.push((name, Box::new(value)));
    }

    pub(super) fn len(&self) -> usize {
        self.placed.len() + self.named.len()
    }

    pub(crate) fn value(&self, at: usize) -> Bound<'_> {
        match at.checked_sub(self.placed.len()) {
            None => self.placed[at].as_ref(),
            Some(at) => self.named[at].1.as_ref(),
        }
    }

    /// Where the value of a placeholder stands; it was [checked](Params::check) to be there.
    pub(super) fn position(&self, placeholder: &Placeholder) -> usize {
        match placeholder {
            Placeholder::Next(n) => *n,
            Placeholder::Number(n) => n - 1,
            Placeholder::Name(name) => {
                self.placed.len() + self.named.iter().position(|(n, _)| n == name).unwrap_or(0)
            }
        }
    }

    /// Whether every placeholder has a value and every value a placeholder.
    pub(super) fn check(&self, pieces: &[Piece]) -> Result<(), Refusal> {
        let placeholders = || {
            pieces.iter().filter_map(|piece| match piece {
                Piece::Placeholder(placeholder) => Some(placeholder),
                Piece::Text(_) => None,
            })
        };
        let questions = placeholders().filter(|p| matches!(p, Placeholder::Next(_))).count();
        let highest = placeholders().filter_map(Placeholder::number).max();
        if let Some(highest) = highest {
            if placeholders().any(|p| p.number().is_none()) {
                return Err(Refusal::MixedPlaceholders);
            }
            if highest > self.placed.len() {
                return Err(Refusal::NoValue(format!("${highest}")));
            }
            let unused =
                (1..=self.placed.len()).find(|n| !placeholders().any(|p| p.number() == Some(*n)));
            if let Some(unused) = unused {
                return Err(Refusal::NoPlaceholder(format!("${unused}")));
            }
        } else if questions != self.placed.len() {
            return Err(Refusal::Count { placeholders: questions, values: self.placed.len() });
        }
        for name in placeholders().filter_map(Placeholder::name) {
            if !self.named.iter().any(|(n, _)| *n == name) {
                return Err(Refusal::NoValue(format!(":{name}")));
            }
        }
        for (name, _) in &self.named {
            if !placeholders().any(|p| p.name() == Some(name)) {
                return Err(Refusal::NoPlaceholder(format!(":{name}")));
            }
        }
        Ok(())
    }
}

/// Anything that gives the values of a piece of SQL: `()`, a tuple, an array,
/// [`params!`](crate::params!).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of SQL parameters",
    note = "write one value as `(value,)`, several as `(a, b)`, named ones as `pgdc::params![name = value]`"
)]
pub trait IntoParams<'p> {
    /// The values.
    fn into_params(self) -> Params<'p>;
}

impl<'p> IntoParams<'p> for Params<'p> {
    fn into_params(self) -> Params<'p> {
        self
    }
}

impl<'p> IntoParams<'p> for () {
    fn into_params(self) -> Params<'p> {
        Params::default()
    }
}

impl<'p, T: ToSql + Send + Sync + 'p, const N: usize> IntoParams<'p> for [T; N] {
    fn into_params(self) -> Params<'p> {
        let mut params = Params::default();
        for value in self {
            params.push(value);
        }
        params
    }
}

macro_rules! tuples {
    ($($($name:ident)+;)+) => {$(
        impl<'p, $($name: ToSql + Send + Sync + 'p),+> IntoParams<'p> for ($($name,)+) {
            #[allow(non_snake_case)]
            fn into_params(self) -> Params<'p> {
                let ($($name,)+) = self;
                let mut params = Params::default();
                $(params.push($name);)+
                params
            }
        }
    )+};
}

tuples! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
}

/// The values of a piece of SQL, by place and by name: `params![1, "a", tenant = 7]`.
///
/// ```
/// let params = pgdc::params!["AC/%", since = 1973];
/// ```
#[macro_export]
macro_rules! params {
    () => { $crate::Params::default() };
    ($($rest:tt)+) => {{
        let mut params = $crate::Params::default();
        $crate::__params!(params; $($rest)+);
        params
    }};
}

/// The part of [`params!`] that takes one value after another.
#[doc(hidden)]
#[macro_export]
macro_rules! __params {
    ($params:ident;) => {};
    ($params:ident; $name:ident = $value:expr $(, $($rest:tt)*)?) => {
        $params.push_named(stringify!($name), $value);
        $($crate::__params!($params; $($rest)*);)?
    };
    ($params:ident; $value:expr $(, $($rest:tt)*)?) => {
        $params.push($value);
        $($crate::__params!($params; $($rest)*);)?
    };
}
