//! The text form of `tsquery` ("parse_tsquery" and "tsqueryout" in the server's sources).

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use super::query::MAX_DISTANCE;
use super::{TsQuery, TsQueryItem, TsQueryLexeme, TsWeight};
use crate::types::ParseError;
use crate::types::scan::{Scanner, is_space, write_quoted};

/// What binds tighter has a higher number.
fn priority(item: &TsQueryItem) -> u8 {
    match item {
        TsQueryItem::Or => 1,
        TsQueryItem::And => 2,
        TsQueryItem::FollowedBy(_) => 3,
        TsQueryItem::Not => 4,
        TsQueryItem::Lexeme(_) => 5,
    }
}

/// What is left to print, the next step last.
enum Step {
    /// The item at an index, and all of its operands.
    Item {
        at: usize,
        outer: u8,
        after_phrase: bool,
    },
    Operator(usize),
    Close,
}

impl fmt::Display for TsQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let items = self.items();
        let sizes = sizes(items);
        let mut steps = Vec::new();
        if let Some(root) = items.len().checked_sub(1) {
            steps.push(Step::Item { at: root, outer: 0, after_phrase: false });
        }
        while let Some(step) = steps.pop() {
            let (at, outer, after_phrase) = match step {
                Step::Item { at, outer, after_phrase } => (at, outer, after_phrase),
                Step::Operator(at) => {
                    write_operator(f, &items[at])?;
                    continue;
                }
                Step::Close => {
                    f.write_str(" )")?;
                    continue;
                }
            };
            let own = priority(&items[at]);
            match &items[at] {
                TsQueryItem::Lexeme(lexeme) => write!(f, "{lexeme}")?,
                TsQueryItem::Not => {
                    f.write_str("!")?;
                    steps.push(Step::Item { at: at - 1, outer: own, after_phrase: false });
                }
                operator => {
                    let is_phrase = matches!(operator, TsQueryItem::FollowedBy(_));
                    if own < outer || (is_phrase && after_phrase) {
                        f.write_str("( ")?;
                        steps.push(Step::Close);
                    }
                    let (right, left) = (at - 1, at - 1 - sizes[at - 1]);
                    steps.push(Step::Item { at: right, outer: own, after_phrase: is_phrase });
                    steps.push(Step::Operator(at));
                    steps.push(Step::Item { at: left, outer: own, after_phrase: false });
                }
            }
        }
        Ok(())
    }
}

/// For each item, how many items it and its operands are.
fn sizes(items: &[TsQueryItem]) -> Vec<usize> {
    let mut sizes: Vec<usize> = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        sizes.push(match item {
            TsQueryItem::Lexeme(_) => 1,
            TsQueryItem::Not => 1 + sizes[at - 1],
            _ => 1 + sizes[at - 1] + sizes[at - 1 - sizes[at - 1]],
        });
    }
    sizes
}

fn write_operator(f: &mut fmt::Formatter<'_>, item: &TsQueryItem) -> fmt::Result {
    match item {
        TsQueryItem::Or => f.write_str(" | "),
        TsQueryItem::FollowedBy(1) => f.write_str(" <-> "),
        TsQueryItem::FollowedBy(distance) => write!(f, " <{distance}> "),
        _ => f.write_str(" & "),
    }
}

impl fmt::Display for TsQueryLexeme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_quoted(f, &self.text, '\'', '\'')?;
        if self.prefix || !self.weights.is_empty() {
            f.write_str(if self.prefix { ":*" } else { ":" })?;
        }
        self.weights.iter().rev().try_for_each(|weight| write!(f, "{weight}"))
    }
}

impl FromStr for TsQuery {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<TsQuery, ParseError> {
        Scanner::whole(text, query)
            .ok_or(ParseError::new("tsquery", "lexemes and operators, as in 'fat' & !'rat':*A"))
    }
}

/// An operator that waits for its right operand, or an open parenthesis.
enum Waiting {
    Operator(TsQueryItem),
    Parenthesis,
}

/// Reads with a stack of waiting operators (the shunting-yard algorithm).
fn query(scanner: &mut Scanner<'_>) -> Option<TsQuery> {
    let mut items = Vec::new();
    let mut waiting = Vec::new();
    if scanner.is_at_end() {
        return Some(TsQuery::default());
    }
    loop {
        scanner.skip_spaces();
        if scanner.skip("!") {
            waiting.push(Waiting::Operator(TsQueryItem::Not));
            continue;
        }
        if scanner.skip("(") {
            waiting.push(Waiting::Parenthesis);
            continue;
        }
        items.push(TsQueryItem::Lexeme(lexeme(scanner)?));
        scanner.skip_spaces();
        while scanner.skip(")") {
            release(&mut waiting, &mut items, 0);
            let Some(Waiting::Parenthesis) = waiting.pop() else { return None };
            scanner.skip_spaces();
        }
        if scanner.is_at_end() {
            break;
        }
        let operator = operator(scanner)?;
        release(&mut waiting, &mut items, priority(&operator));
        waiting.push(Waiting::Operator(operator));
    }
    release(&mut waiting, &mut items, 0);
    if waiting.is_empty() { TsQuery::from_items(items) } else { None }
}

/// The operators that bind at least as tight as `priority` have all their operands.
fn release(waiting: &mut Vec<Waiting>, items: &mut Vec<TsQueryItem>, least: u8) {
    while let Some(Waiting::Operator(operator)) =
        waiting.pop_if(|top| matches!(top, Waiting::Operator(item) if priority(item) >= least))
    {
        items.push(operator);
    }
}

fn operator(scanner: &mut Scanner<'_>) -> Option<TsQueryItem> {
    match scanner.next()? {
        '&' => Some(TsQueryItem::And),
        '|' => Some(TsQueryItem::Or),
        '<' => {
            let distance = match scanner.skip("-") {
                true => 1,
                false => scanner.take_while(|c| c.is_ascii_digit()).parse().ok()?,
            };
            let closed = scanner.skip(">") && distance <= MAX_DISTANCE;
            closed.then_some(TsQueryItem::FollowedBy(distance))
        }
        _ => None,
    }
}

fn lexeme(scanner: &mut Scanner<'_>) -> Option<TsQueryLexeme> {
    let text = match scanner.skip("'") {
        true => scanner.quoted_or_doubled('\'')?,
        false => scanner.bare(|c| is_space(c) || "!&|()<:'".contains(c))?,
    };
    let mut lexeme = TsQueryLexeme { text, weights: BTreeSet::new(), prefix: false };
    if scanner.skip(":") {
        for c in scanner.take_while(|c| c == '*' || TsWeight::from_char(c).is_some()).chars() {
            match TsWeight::from_char(c) {
                Some(weight) => drop(lexeme.weights.insert(weight)),
                None => lexeme.prefix = true,
            }
        }
    }
    Some(lexeme)
}

#[cfg(test)]
mod tests {
    use tokio_postgres::types::{FromSql, Type};

    use super::*;
    use crate::types::wire::assert_garbage_is_refused;

    #[test]
    fn texts() {
        for (text, printed) in [
            ("", ""),
            ("a", "'a'"),
            ("a|b&!c", "'a' | 'b' & !'c'"),
            ("(a | b) & !(c & d)", "( 'a' | 'b' ) & !( 'c' & 'd' )"),
            ("a <-> (b <2> c) <0> d", "'a' <-> ( 'b' <2> 'c' ) <0> 'd'"),
            ("!!a:*db", "!!'a':*BD"),
            (r"'it''s' & 'a\\b' | c\&d", r"'it''s' & 'a\\b' | 'c&d'"),
        ] {
            let query: TsQuery = text.parse().unwrap();
            assert_eq!(query.to_string(), printed);
            assert_eq!(printed.parse::<TsQuery>().unwrap().to_string(), printed);
        }
        for text in [
            "a b",
            "a &",
            "& a",
            "(a",
            "a)",
            "()",
            "!",
            "a <x> b",
            "a <16385> b",
            "a <-> ",
            "'a",
            "''",
        ] {
            assert!(text.parse::<TsQuery>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_empty_query_combines_to_the_other() {
        let a = TsQuery::lexeme("a").unwrap();
        assert_eq!(TsQuery::default() & a.clone(), a);
        assert_eq!(a.clone() | TsQuery::default(), a);
        assert_eq!(!TsQuery::default(), TsQuery::default());
        assert!(TsQuery::lexeme("").is_err());
        assert!(a.clone().followed_by(16_385, a).is_err());
    }

    #[test]
    fn no_depth_exhausts_the_stack() {
        let depth = 200_000;
        let text = format!("{}a{}", "!(".repeat(depth), ")".repeat(depth));
        let query: TsQuery = text.parse().unwrap();
        assert_eq!(query.to_string(), format!("{}'a'", "!".repeat(depth)));
        let count = i32::try_from(depth + 1).unwrap().to_be_bytes();
        let raw = [&count[..], &[2, 1].repeat(depth), b"\x01\0\0a\0"].concat();
        assert_eq!(TsQuery::from_sql(&Type::TSQUERY, &raw).unwrap(), query);
    }

    #[test]
    fn garbage_is_refused() {
        let garbage: &[&[u8]] = &[
            b"",
            b"\xFF\xFF\xFF\xFF",
            b"\0\0\0\x01\x02\x01",
            b"\0\0\0\x02\x02\x02\x01\0\0a\0",
            b"\0\0\0\x02\x01\0\0a\0\x01\0\0b\0",
            b"\0\0\0\x02\x02\x09\x01\0\0a\0",
            b"\0\0\0\x01\x01\0\0\xFF\0",
            b"\0\0\0\x01\x01\0\0\0",
        ];
        assert_garbage_is_refused::<TsQuery>(&Type::TSQUERY, garbage);
    }
}
