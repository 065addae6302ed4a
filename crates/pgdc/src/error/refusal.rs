//! SQL text that is not sent.

use std::fmt;

/// Why the text of a raw condition or statement, or the values given with it, cannot be used.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Refusal {
    Empty,
    Unbalanced,
    Comment,
    OpenComment,
    Semicolon,
    SeveralStatements,
    OpenQuote,
    Backslash,
    Character(char),
    MixedPlaceholders,
    DigitAfterPlaceholder,
    Count {
        placeholders: usize,
        values: usize,
    },
    NoValue(String),
    NoPlaceholder(String),
    /// A row that bounds a page does not give the value of this column of the order.
    NoPosition(&'static str),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Empty => f.write_str("it is empty"),
            Refusal::Unbalanced => f.write_str("parentheses or brackets are not balanced"),
            Refusal::Comment => f.write_str("a comment"),
            Refusal::OpenComment => f.write_str("a comment is not closed"),
            Refusal::Semicolon => f.write_str("`;`"),
            Refusal::SeveralStatements => f.write_str("several statements"),
            Refusal::OpenQuote => f.write_str("a quote is not closed"),
            Refusal::Backslash => f.write_str("a backslash in a plain string (write E'…')"),
            Refusal::Character(c) => write!(f, "the character {c:?}"),
            Refusal::MixedPlaceholders => {
                f.write_str("`$n` stands beside `?` or `:name`; use one way to number values")
            }
            Refusal::DigitAfterPlaceholder => f.write_str("a digit right after `?`"),
            Refusal::Count { placeholders, values } => {
                let s = |n: &usize| if *n == 1 { "" } else { "s" };
                let (p, v) = (s(placeholders), s(values));
                write!(f, "{placeholders} placeholder{p}, but {values} value{v}")
            }
            Refusal::NoValue(placeholder) => write!(f, "no value for `{placeholder}`"),
            Refusal::NoPlaceholder(placeholder) => {
                write!(f, "no placeholder `{placeholder}` for a value")
            }
            Refusal::NoPosition(column) => {
                write!(f, "a row does not give the value of the column `{column}`")
            }
        }
    }
}
