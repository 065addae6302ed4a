//! Reading and writing the text forms: a cursor over text, and quoting.

use std::fmt::{self, Write};
use std::str::FromStr;

/// What the server takes for white space ("scanner_isspace" in its sources).
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0B' | '\x0C')
}

/// A cursor over a text form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scanner<'t> {
    rest: &'t str,
}

impl<'t> Scanner<'t> {
    pub(crate) fn new(text: &'t str) -> Scanner<'t> {
        Scanner { rest: text }
    }

    /// Runs `read` over the whole of `text`, white space around it aside.
    pub(crate) fn whole<T>(
        text: &'t str,
        read: impl FnOnce(&mut Scanner<'t>) -> Option<T>,
    ) -> Option<T> {
        let mut scanner = Scanner::new(text.trim_matches(is_space));
        let value = read(&mut scanner)?;
        scanner.is_at_end().then_some(value)
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    pub(crate) fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    /// Skips `token` if it comes next.
    pub(crate) fn skip(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Skips `token`, which must come next, white space before and after it aside.
    pub(crate) fn expect(&mut self, token: &str) -> Option<()> {
        self.skip_spaces();
        let found = self.skip(token);
        self.skip_spaces();
        found.then_some(())
    }

    pub(crate) fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_start_matches(is_space);
    }

    pub(crate) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|c| !wanted(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// A floating-point number, which ends before white space, a comma or a bracket.
    pub(crate) fn float(&mut self) -> Option<f64> {
        self.number()
    }

    /// The same in single precision, by one rounding.
    pub(crate) fn real(&mut self) -> Option<f32> {
        self.number()
    }

    fn number<T: FromStr>(&mut self) -> Option<T> {
        self.skip_spaces();
        self.take_while(|c| !is_space(c) && !",()[]{}<>".contains(c)).parse().ok()
    }

    /// The rest of a quoted string whose opening quote was read; a backslash takes the next character
    /// as it is.
    pub(crate) fn quoted(&mut self, quote: char) -> Option<String> {
        let mut text = String::new();
        loop {
            match self.next()? {
                '\\' => text.push(self.next()?),
                c if c == quote => return Some(text),
                c => text.push(c),
            }
        }
    }

    /// The same where a doubled quote stands for the quote.
    pub(crate) fn quoted_or_doubled(&mut self, quote: char) -> Option<String> {
        let mut text = self.quoted(quote)?;
        while self.peek() == Some(quote) {
            self.next();
            text.push(quote);
            text.push_str(&self.quoted(quote)?);
        }
        Some(text)
    }

    /// A string without quotes that ends before `end`; a backslash takes the next character as it is.
    pub(crate) fn bare(&mut self, end: impl Fn(char) -> bool) -> Option<String> {
        let mut text = String::new();
        loop {
            match self.peek() {
                None => return Some(text),
                Some(c) if end(c) => return Some(text),
                Some('\\') => {
                    self.next();
                    text.push(self.next()?);
                }
                Some(c) => {
                    self.next();
                    text.push(c);
                }
            }
        }
    }
}

/// Writes `text` in quotes, with `escape` before each quote in it and a backslash before each backslash.
pub(crate) fn write_quoted(
    f: &mut impl Write,
    text: &str,
    quote: char,
    escape: char,
) -> fmt::Result {
    f.write_char(quote)?;
    for c in text.chars() {
        match c {
            '\\' => f.write_str("\\\\")?,
            c if c == quote => write!(f, "{escape}{quote}")?,
            c => f.write_char(c)?,
        }
    }
    f.write_char(quote)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_strings_round_trip() {
        for text in ["", "a", "a\"b", "\\", "'", "\"\\\""] {
            for (quote, escape) in [('"', '\\'), ('"', '"'), ('\'', '\'')] {
                let mut written = String::new();
                write_quoted(&mut written, text, quote, escape).unwrap();
                let mut scanner = Scanner::new(&written);
                assert_eq!(scanner.next(), Some(quote));
                let read = if escape == '\\' {
                    scanner.quoted(quote)
                } else {
                    scanner.quoted_or_doubled(quote)
                };
                assert_eq!(read.as_deref(), Some(text));
                assert!(scanner.is_at_end());
            }
        }
    }
}
