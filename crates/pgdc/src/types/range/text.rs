//! The text form of ranges and multiranges ("range_in", "range_out" and their multirange counterparts in
//! the server's sources).

use std::fmt::{self, Display, Write};
use std::ops::Bound;
use std::str::FromStr;

use super::{Multirange, Range};
use crate::types::ParseError;
use crate::types::scan::{Scanner, is_space, write_quoted};

impl<T: Display> Display for Range<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Range::Between(lower, upper) = self else {
            return f.write_str("empty");
        };
        f.write_char(if let Bound::Included(_) = lower { '[' } else { '(' })?;
        write_bound(f, self.lower())?;
        f.write_char(',')?;
        write_bound(f, self.upper())?;
        f.write_char(if let Bound::Included(_) = upper { ']' } else { ')' })
    }
}

fn write_bound<T: Display>(f: &mut fmt::Formatter<'_>, value: Option<&T>) -> fmt::Result {
    let Some(value) = value else { return Ok(()) };
    let text = value.to_string();
    if text.is_empty() || text.contains(|c| is_space(c) || "\"\\()[],".contains(c)) {
        return write_quoted(f, &text, '"', '"');
    }
    f.write_str(&text)
}

impl<T: FromStr> FromStr for Range<T> {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Range<T>, ParseError> {
        Scanner::whole(text, range)
            .ok_or(ParseError::new("range", "`empty` or two bounds, as in [1,5)"))
    }
}

impl<T: Display> Display for Multirange<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('{')?;
        for (index, range) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_char(',')?;
            }
            range.fmt(f)?;
        }
        f.write_char('}')
    }
}

impl<T: FromStr> FromStr for Multirange<T> {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Multirange<T>, ParseError> {
        Scanner::whole(text, multirange)
            .ok_or(ParseError::new("multirange", "ranges in braces, as in {[1,5),[7,9)}"))
    }
}

fn multirange<T: FromStr>(scanner: &mut Scanner<'_>) -> Option<Multirange<T>> {
    let mut ranges = Vec::new();
    scanner.expect("{")?;
    if scanner.skip("}") {
        return Some(Multirange(ranges));
    }
    loop {
        ranges.push(range(scanner)?);
        scanner.skip_spaces();
        match scanner.next()? {
            ',' => scanner.skip_spaces(),
            '}' => return Some(Multirange(ranges)),
            _ => return None,
        }
    }
}

fn range<T: FromStr>(scanner: &mut Scanner<'_>) -> Option<Range<T>> {
    let lower_wrap = match scanner.peek()? {
        '[' => Bound::Included,
        '(' => Bound::Excluded,
        _ => {
            let word = scanner.take_while(|c| c.is_ascii_alphabetic());
            return word.eq_ignore_ascii_case("empty").then_some(Range::Empty);
        }
    };
    scanner.next();
    let lower = bound(scanner, lower_wrap)?;
    if scanner.next()? != ',' {
        return None;
    }
    // Which bracket closes is known only after the value.
    let upper = bound(scanner, Bound::Excluded)?;
    match (scanner.next()?, upper) {
        (']', Bound::Excluded(value)) => Some(Range::Between(lower, Bound::Included(value))),
        (']' | ')', upper) => Some(Range::Between(lower, upper)),
        _ => None,
    }
}

/// Text up to the next delimiter, in which quoted and bare parts may alternate; unbounded if there is
/// none at all.
fn bound<T: FromStr>(scanner: &mut Scanner<'_>, wrap: fn(T) -> Bound<T>) -> Option<Bound<T>> {
    let is_end = |c| "()[],".contains(c);
    if scanner.peek().is_some_and(|c| ",)]".contains(c)) {
        return Some(Bound::Unbounded);
    }
    let mut text = String::new();
    while scanner.peek().is_some_and(|c| !is_end(c)) {
        if scanner.skip("\"") {
            text.push_str(&scanner.quoted_or_doubled('"')?);
        } else {
            text.push_str(&scanner.bare(|c| c == '"' || is_end(c))?);
        }
    }
    text.parse().ok().map(wrap)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_quoted_where_they_must() {
        let range = |lower: &str, upper: &str| {
            Range::from((Bound::Included(lower.to_owned()), Bound::Excluded(upper.to_owned())))
        };
        for (value, text) in [
            (range("a", "b"), "[a,b)"),
            (range("", "b c"), "[\"\",\"b c\")"),
            (range("\"", "\\"), "[\"\"\"\",\"\\\\\")"),
            (range("(", ","), "[\"(\",\",\")"),
        ] {
            assert_eq!(value.to_string(), text);
            assert_eq!(text.parse(), Ok(value));
        }
        assert_eq!(r#" [a" b"\,, c) "#.parse(), Ok(range("a b,", " c")));
    }

    #[test]
    fn other_texts_are_refused() {
        for text in
            ["", "[", "[1", "[1,", "[1,2", "1,2)", "[1,2)x", "[1,2,3)", "[a,2)", "emptyx", "[1)"]
        {
            assert!(text.parse::<Range<i32>>().is_err(), "{text}");
        }
        for text in ["", "{", "{[1,2)", "{[1,2),}", "{[1,2)[3,4)}", "[1,2)", "{}}"] {
            assert!(text.parse::<Multirange<i32>>().is_err(), "{text}");
        }
    }

    #[test]
    fn multiranges_round_trip() {
        for text in ["{}", "{[1,2)}", "{(,1),[3,5),[7,)}"] {
            assert_eq!(text.parse::<Multirange<i32>>().unwrap().to_string(), text);
        }
        let spaced: Multirange<i32> = " { [1,2) , Empty } ".parse().unwrap();
        assert_eq!(spaced.0, [Range::from(1..2), Range::Empty]);
    }
}
