//! Reads SQL as PostgreSQL's lexer would (manual, "Lexical Structure"), far enough to find its placeholders
//! and, in a condition, to refuse text that could reach beyond its parentheses.

use std::ops::Range;

use crate::error::Refusal;

/// A part of a condition's text.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Piece {
    /// Copied as it stands: this range of bytes.
    Text(Range<usize>),
    /// Replaced by `$n`.
    Placeholder(Placeholder),
}

/// How a value is asked for.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Placeholder {
    /// `?`, the n-th of them, from 0.
    Next(usize),
    /// `$n`, from 1.
    Number(usize),
    /// `:name`.
    Name(String),
}

impl Placeholder {
    pub(super) fn number(&self) -> Option<usize> {
        match self {
            Placeholder::Number(n) => Some(*n),
            _ => None,
        }
    }

    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Placeholder::Name(name) => Some(name),
            _ => None,
        }
    }
}

/// A text that was read.
#[derive(Debug)]
pub(super) struct Lexed {
    pub(super) pieces: Vec<Piece>,
    /// Whether a sub-select stands in it, which reads rows of its own.
    pub(super) selects: bool,
}

/// Splits `text` into pieces, or says why it cannot be used as a condition.
pub(super) fn lex(text: &str) -> Result<Lexed, Refusal> {
    run(text, false)
}

/// Splits `text` into pieces, or says why it cannot be used as a statement.
pub(super) fn lex_statement(text: &str) -> Result<Lexed, Refusal> {
    run(text, true)
}

fn run(text: &str, is_statement: bool) -> Result<Lexed, Refusal> {
    let mut lexer = Lexer {
        text,
        is_statement,
        at: 0,
        copied: 0,
        pieces: Vec::new(),
        open: Vec::new(),
        questions: 0,
        after_operand: false,
        selects: false,
    };
    lexer.run()?;
    Ok(Lexed { pieces: lexer.pieces, selects: lexer.selects })
}

struct Lexer<'t> {
    text: &'t str,
    /// A whole statement, which may hold comments.
    is_statement: bool,
    at: usize,
    copied: usize,
    pieces: Vec<Piece>,
    /// The brackets that are open, innermost last.
    open: Vec<u8>,
    questions: usize,
    /// Whether the token before is a value, so that an operator must follow.
    after_operand: bool,
    /// Whether there was a word that begins a sub-select.
    selects: bool,
}

/// Key words after which a value is expected, where an ordinary name would itself be the value.
const BEFORE_VALUE: &[&str] = &[
    "all",
    "and",
    "any",
    "between",
    "by",
    "case",
    "collate",
    "distinct",
    "else",
    "escape",
    "filter",
    "from",
    "having",
    "ilike",
    "in",
    "interval",
    "is",
    "like",
    "limit",
    "not",
    "offset",
    "on",
    "or",
    "over",
    "returning",
    "row",
    "select",
    "similar",
    "some",
    "symmetric",
    "then",
    "to",
    "using",
    "values",
    "when",
    "where",
];

/// Key words that every sub-select which reads a table has: `(SELECT …)`, `(TABLE …)`, and `(WITH …)` before one of
/// them. They are reserved, so that nothing else is called so without quotes, but for a field after a dot.
const SELECTS: &[&str] = &["select", "table"];

/// Operators of PostgreSQL that hold a question mark.
const QUESTION_OPERATORS: &[&str] = &["?", "?|", "?&", "@?", "?-", "?#", "?||", "?-|"];

impl Lexer<'_> {
    fn run(&mut self) -> Result<(), Refusal> {
        if self.text.trim().is_empty() {
            return Err(Refusal::Empty);
        }
        while let Some(c) = self.rest().chars().next() {
            match c {
                '\'' => self.quoted('\'', false)?,
                '"' => self.quoted('"', false)?,
                'e' | 'E' if self.rest()[1..].starts_with('\'') => {
                    self.at += 1;
                    self.quoted('\'', true)?;
                }
                '$' => self.dollar()?,
                '-' if self.is_statement && self.rest().starts_with("--") => self.line_comment(),
                '/' if self.is_statement && self.rest().starts_with("/*") => self.comment()?,
                ';' if self.is_statement => return self.end(),
                '(' | '[' => {
                    self.open.push(c as u8);
                    self.step(c, false);
                }
                ')' | ']' => self.close(c)?,
                '{' | '}' => return Err(Refusal::Character(c)),
                ';' => return Err(Refusal::Semicolon),
                '\0' => return Err(Refusal::Character(c)),
                ':' => self.colon(),
                '0'..='9' => self.number(),
                '.' if !self.after_operand => self.number(),
                _ if is_operator(c) => self.operator()?,
                _ if is_name_start(c) => self.word(),
                ',' => self.step(c, false),
                _ => self.at += c.len_utf8(),
            }
        }
        if !self.open.is_empty() {
            return Err(Refusal::Unbalanced);
        }
        self.copy_until(self.at);
        Ok(())
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn step(&mut self, c: char, after_operand: bool) {
        self.at += c.len_utf8();
        self.after_operand = after_operand;
    }

    fn copy_until(&mut self, end: usize) {
        if self.copied < end {
            self.pieces.push(Piece::Text(self.copied..end));
        }
        self.copied = end;
    }

    /// Puts a placeholder in the place of the next `length` bytes.
    fn placeholder(&mut self, placeholder: Placeholder, length: usize) {
        self.copy_until(self.at);
        self.pieces.push(Piece::Placeholder(placeholder));
        self.at += length;
        self.copied = self.at;
        self.after_operand = true;
    }

    fn close(&mut self, c: char) -> Result<(), Refusal> {
        let opener = if c == ')' { b'(' } else { b'[' };
        if self.open.pop() != Some(opener) {
            return Err(Refusal::Unbalanced);
        }
        self.step(c, true);
        Ok(())
    }

    /// `-- …`, up to the end of the line.
    fn line_comment(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    /// `/* … */`; one may stand in another.
    fn comment(&mut self) -> Result<(), Refusal> {
        let mut depth = 0;
        loop {
            let rest = self.rest();
            let mark = rest.find("/*").into_iter().chain(rest.find("*/")).min();
            let mark = mark.ok_or(Refusal::OpenComment)?;
            if rest[mark..].starts_with("/*") {
                depth += 1;
            } else {
                depth -= 1;
            }
            self.at += mark + 2;
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// The `;` that ends a statement, with nothing but comments behind it. They are left out.
    fn end(&mut self) -> Result<(), Refusal> {
        if !self.open.is_empty() {
            return Err(Refusal::Unbalanced);
        }
        self.copy_until(self.at);
        self.at += 1;
        while let Some(c) = self.rest().chars().next() {
            match c {
                '-' if self.rest().starts_with("--") => self.line_comment(),
                '/' if self.rest().starts_with("/*") => self.comment()?,
                _ if c.is_whitespace() => self.at += c.len_utf8(),
                _ => return Err(Refusal::SeveralStatements),
            }
        }
        Ok(())
    }

    /// A string or quoted name; a doubled quote goes on with it.
    fn quoted(&mut self, quote: char, escapes: bool) -> Result<(), Refusal> {
        let mut chars = self.rest().char_indices().skip(1);
        while let Some((n, c)) = chars.next() {
            if escapes && c == '\\' {
                chars.next();
            } else if c == '\\' && quote == '\'' && !self.is_statement {
                // With standard_conforming_strings off a backslash would escape the quote after it: the
                // text would mean one thing to this lexer and another to the server.
                return Err(Refusal::Backslash);
            } else if c == quote {
                if self.rest()[n + 1..].starts_with(quote) {
                    chars.next();
                    continue;
                }
                self.at += n + 1;
                self.after_operand = true;
                return Ok(());
            }
        }
        Err(Refusal::OpenQuote)
    }

    /// `$1`, or a string in dollar quotes.
    fn dollar(&mut self) -> Result<(), Refusal> {
        let rest = &self.rest()[1..];
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 {
            let number = rest[..digits].parse().ok().filter(|n| (1..=65_535).contains(n));
            let number = number.ok_or(Refusal::Character('$'))?;
            self.placeholder(Placeholder::Number(number), 1 + digits);
            return Ok(());
        }
        let tag = rest.find('$').map(|end| &rest[..end]).ok_or(Refusal::Character('$'))?;
        if !tag.chars().all(|c| is_name_start(c) || c.is_ascii_digit()) {
            return Err(Refusal::Character('$'));
        }
        let delimiter = format!("${tag}$");
        let body = &rest[tag.len() + 1..];
        let end = body.find(&delimiter).ok_or(Refusal::OpenQuote)?;
        self.at += 1 + tag.len() + 1 + end + delimiter.len();
        self.after_operand = true;
        Ok(())
    }

    /// `::type`, `:=`, the colon of a slice, or `:name`.
    fn colon(&mut self) {
        let rest = &self.rest()[1..];
        if rest.starts_with(':') {
            self.at += 2;
            self.after_operand = true;
            return;
        }
        let name: &str = &rest[..rest.find(|c| !is_name_part(c)).unwrap_or(rest.len())];
        let names_a_value = name.starts_with(is_name_start) && self.open.last() != Some(&b'[');
        if names_a_value {
            self.placeholder(Placeholder::Name(name.to_owned()), 1 + name.len());
        } else {
            self.step(':', false);
        }
    }

    fn number(&mut self) {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '_'));
        self.at += end.unwrap_or(rest.len());
        self.after_operand = true;
    }

    fn word(&mut self) {
        let rest = self.rest();
        let end = rest.find(|c| !(is_name_part(c) || c == '$')).unwrap_or(rest.len());
        let word = rest[..end].to_lowercase();
        let is_field = self.text[..self.at].trim_end().ends_with('.');
        self.selects |= !is_field && SELECTS.contains(&word.as_str());
        self.at += end;
        self.after_operand = !BEFORE_VALUE.contains(&word.as_str());
    }

    /// A run of operator characters, in which a question mark may be an operator or a placeholder.
    fn operator(&mut self) -> Result<(), Refusal> {
        let rest = self.rest();
        let end = rest.find(|c| !is_operator(c)).unwrap_or(rest.len());
        let comment = rest[..end].find("--").into_iter().chain(rest[..end].find("/*")).min();
        // In a statement an operator ends where a comment begins.
        let end = comment.filter(|_| self.is_statement).unwrap_or(end);
        let run = &rest[..end];
        if run.contains("--") || run.contains("/*") {
            return Err(Refusal::Comment);
        }
        let Some(question) = run.find('?') else {
            self.at += end;
            self.after_operand = false;
            return Ok(());
        };
        let is_operator = QUESTION_OPERATORS.contains(&run)
            && self.after_operand
            && starts_value(rest[end..].trim_start());
        // `? ?` after a value: an operator and its right side.
        let before_question = run == "?"
            && self.after_operand
            && rest[end..].trim_start().starts_with(['?', '$', ':']);
        if is_operator || before_question {
            self.at += end;
            self.after_operand = false;
        } else {
            self.at += question;
            self.placeholder(Placeholder::Next(self.questions), 1);
            self.questions += 1;
            if self.rest().starts_with(|c: char| c.is_ascii_digit()) {
                // It would become a part of the number that is put in place of the `?`.
                return Err(Refusal::DigitAfterPlaceholder);
            }
        }
        Ok(())
    }
}

/// Whether a value can begin like this: what stands right of an operator.
fn starts_value(rest: &str) -> bool {
    let Some(c) = rest.chars().next() else { return false };
    if is_name_start(c) {
        let word = &rest[..rest.find(|c| !is_name_part(c)).unwrap_or(rest.len())];
        let word = word.to_lowercase();
        return matches!(word.as_str(), "any" | "all" | "some" | "row" | "case" | "not")
            || !BEFORE_VALUE.contains(&word.as_str());
    }
    matches!(c, '\'' | '"' | '$' | '(' | '?' | ':' | '0'..='9' | '.') && !rest.starts_with("::")
}

fn is_operator(c: char) -> bool {
    matches!(
        c,
        '+' | '-'
            | '*'
            | '/'
            | '<'
            | '>'
            | '='
            | '~'
            | '!'
            | '@'
            | '#'
            | '%'
            | '^'
            | '&'
            | '|'
            | '`'
            | '?'
    )
}

fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || !c.is_ascii()
}

fn is_name_part(c: char) -> bool {
    is_name_start(c) || c.is_ascii_digit()
}

#[cfg(test)]
#[path = "lex_tests.rs"]
mod tests;
