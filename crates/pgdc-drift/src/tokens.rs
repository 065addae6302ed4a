//! Rust text as far as it tells where things begin and end: words, strings, brackets and signs, without comments.
//!
//! proc-macro2 knows every token, but keeps them as a tree that takes dozens of times the memory of the text; a
//! library that reads them one by one takes several times as long.

/// What a token is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// A name, a keyword, a number.
    Word,
    /// A string literal of any form.
    Text,
    Open,
    Close,
    /// One character of an operator, or a character literal or the tick of a lifetime, which nobody asks for.
    Sign,
    /// A comment or a literal that does not end. Nothing follows.
    Broken,
}

/// A token, and where it is in the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'t> {
    pub(crate) kind: Kind,
    pub(crate) text: &'t str,
    pub(crate) begin: usize,
}

impl Token<'_> {
    pub(crate) fn is(&self, kind: Kind, text: &str) -> bool {
        self.kind == kind && self.text == text
    }

    pub(crate) fn end(&self) -> usize {
        self.begin + self.text.len()
    }
}

/// The tokens of a text, one by one.
#[derive(Clone, Debug)]
pub(crate) struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Tokens<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        Tokens { text, at: 0 }
    }

    pub(crate) fn peek(&self) -> Option<Token<'t>> {
        self.clone().next()
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        let is_whole = self.pass_blanks().is_some();
        let begin = self.at;
        let kind = match self.byte(0) {
            None if is_whole => return None,
            Some(byte) if is_whole => self.pass(byte),
            _ => None,
        };
        if kind.is_none() {
            self.at = self.text.len();
        }
        let kind = kind.unwrap_or(Kind::Broken);
        Some(Token { kind, text: &self.text[begin..self.at], begin })
    }
}

/// What passes something. None where it does not end.
impl Tokens<'_> {
    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    /// Blanks and comments.
    fn pass_blanks(&mut self) -> Option<()> {
        loop {
            match self.byte(0) {
                Some(b' ' | b'\t'..=b'\r') => self.at += 1,
                Some(b'/') => match self.byte(1) {
                    Some(b'/') => {
                        let rest = &self.text[self.at..];
                        self.at += rest.find('\n').unwrap_or(rest.len());
                    }
                    Some(b'*') => self.pass_comment()?,
                    _ => return Some(()),
                },
                _ => return Some(()),
            }
        }
    }

    /// A comment between `/*` and `*/`, and those within.
    fn pass_comment(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match (self.byte(0)?, self.byte(1)) {
                (b'/', Some(b'*')) => (depth, self.at) = (depth + 1, self.at + 2),
                (b'*', Some(b'/')) => (depth, self.at) = (depth - 1, self.at + 2),
                _ => self.at += 1,
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn pass(&mut self, first: u8) -> Option<Kind> {
        match first {
            b'"' => return self.pass_string(),
            b'\'' => return self.pass_tick(),
            _ if is_of_word(first) => return self.pass_word(),
            _ => self.at += 1,
        }
        Some(match first {
            b'(' | b'[' | b'{' => Kind::Open,
            b')' | b']' | b'}' => Kind::Close,
            _ => Kind::Sign,
        })
    }

    /// A word, and the string that it belongs to: `r"…"`, `br#"…"#`.
    fn pass_word(&mut self) -> Option<Kind> {
        let begin = self.at;
        let rest = &self.text.as_bytes()[begin..];
        self.at += rest.iter().position(|byte| !is_of_word(*byte)).unwrap_or(rest.len());
        let word = &self.text[begin..self.at];
        if !matches!(word, "b" | "br" | "c" | "cr" | "r") {
            return Some(Kind::Word);
        }
        let hashes = self.text[self.at..].bytes().take_while(|byte| *byte == b'#').count();
        match (self.byte(hashes), word.ends_with('r')) {
            (Some(b'"'), true) => self.pass_raw_string(hashes),
            (Some(b'"'), false) if hashes == 0 => self.pass_string(),
            _ => Some(Kind::Word),
        }
    }

    fn pass_string(&mut self) -> Option<Kind> {
        loop {
            self.at += 1;
            match self.byte(0)? {
                b'\\' => self.at += 1,
                b'"' => break,
                _ => {}
            }
        }
        self.at += 1;
        Some(Kind::Text)
    }

    fn pass_raw_string(&mut self, hashes: usize) -> Option<Kind> {
        let marks = &self.text[self.at..self.at + hashes];
        self.at += hashes + 1;
        loop {
            self.at += self.text[self.at..].find('"')? + 1;
            if self.text[self.at..].starts_with(marks) {
                self.at += hashes;
                return Some(Kind::Text);
            }
        }
    }

    /// A character literal, or the tick of a lifetime.
    fn pass_tick(&mut self) -> Option<Kind> {
        let mut rest = self.text[self.at + 1..].char_indices();
        let (_, first) = rest.next()?;
        if first == '\\' {
            rest.next()?;
            let (end, _) = rest.find(|(_, c)| *c == '\'')?;
            self.at += 1 + end + 1;
        } else if let Some((end, '\'')) = rest.next() {
            self.at += 1 + end + 1;
        } else {
            self.at += 1;
        }
        Some(Kind::Sign)
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}
