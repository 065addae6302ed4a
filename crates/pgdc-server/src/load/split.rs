//! Cuts a psql script into statements, meta-commands and COPY data.

use std::collections::VecDeque;

use super::lex::{Token, token};

/// One piece of a script. Lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// An SQL statement, without its semicolon.
    Sql(Statement),
    /// A command to psql, without its backslash: `set ON_ERROR_STOP on`.
    Meta { line: usize, text: String },
    /// The lines between the COPY statement just before and its `\.`.
    CopyData { line: usize, text: String },
}

/// An SQL statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) line: usize,
    pub(super) text: String,
    /// The first words, in lower case, with identifiers and literals out of their quotes: enough to
    /// tell statements apart.
    pub(super) head: Vec<String>,
    pub(super) reads_copy_data: bool,
}

const HEAD: usize = 10;

/// An iterator over the pieces of a script.
pub(super) struct Splitter {
    script: String,
    at: usize,
    line: usize,
    /// Where to go on at the end of this line, behind the data of a COPY on it.
    after_data: Option<Position>,
    standard_strings: bool,
    current: Pending,
    ready: VecDeque<Item>,
}

#[derive(Clone, Copy)]
struct Position {
    at: usize,
    line: usize,
}

/// The statement being read.
#[derive(Default)]
struct Pending {
    statement: Statement,
    parens: usize,
    /// Open `BEGIN` and `CASE` of a function's body.
    blocks: usize,
    last_word: String,
}

impl Splitter {
    pub(super) fn new(script: String) -> Splitter {
        Splitter {
            script,
            at: 0,
            line: 1,
            after_data: None,
            standard_strings: true,
            current: Pending::default(),
            ready: VecDeque::new(),
        }
    }

    fn step(&mut self) {
        let (kind, length) = token(&self.script[self.at..], self.standard_strings);
        let piece = self.at..self.at + length;
        let line = self.line;
        self.at = piece.end;
        self.line += newlines(&self.script[piece.clone()]);
        match kind {
            Token::Backslash => self.meta_command(),
            Token::Semicolon if self.current.is_complete() => self.finish_statement(),
            _ => self.current.push(kind, &self.script[piece], line),
        }
        if kind == Token::Newline
            && let Some(position) = self.after_data.take()
        {
            (self.at, self.line) = (position.at, position.line);
        }
    }

    fn finish_statement(&mut self) {
        let Some(statement) = self.current.take() else { return };
        if let Some(standard) = standard_strings(&statement.head) {
            self.standard_strings = standard;
        }
        let reads_copy_data = statement.reads_copy_data;
        self.ready.push_back(Item::Sql(statement));
        if reads_copy_data {
            self.copy_data();
        }
    }

    /// The data begins on the line after the semicolon; the rest of the semicolon's line is SQL.
    fn copy_data(&mut self) {
        let begin = self.after_data.unwrap_or_else(|| {
            let end_of_line = self.script[self.at..].find('\n').map(|length| self.at + length + 1);
            Position { at: end_of_line.unwrap_or(self.script.len()), line: self.line + 1 }
        });
        let mut end = begin;
        let mut data_end = begin.at;
        for line in self.script[begin.at..].split_inclusive('\n') {
            end = Position { at: end.at + line.len(), line: end.line + 1 };
            if line.trim_end_matches(['\n', '\r']) == "\\." {
                break;
            }
            data_end = end.at;
        }
        let text = self.script[begin.at..data_end].to_owned();
        self.ready.push_back(Item::CopyData { line: begin.line, text });
        self.after_data = Some(end);
    }

    /// A meta-command ends with its line or before the next backslash outside of quotes; two
    /// backslashes end it and belong to nothing.
    fn meta_command(&mut self) {
        let rest = &self.script[self.at..];
        let mut quote = None;
        let end = rest.char_indices().find(|&(at, c)| match quote {
            _ if c == '\n' => true,
            Some(open) => {
                if c == open {
                    quote = None;
                }
                false
            }
            None if matches!(c, '\'' | '"' | '`') => {
                quote = Some(c);
                false
            }
            // The first letter may itself be one: `\\` and `\.`.
            None => c == '\\' && at > 0,
        });
        let end = end.map_or(rest.len(), |(at, _)| at);
        let text = rest[..end].trim_end().to_owned();
        let separator = if rest[end..].starts_with("\\\\") { 2 } else { 0 };
        self.at += end + separator;
        self.ready.push_back(Item::Meta { line: self.line, text });
    }
}

impl Iterator for Splitter {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while self.ready.is_empty() && self.at < self.script.len() {
            self.step();
        }
        self.ready.pop_front().or_else(|| self.current.take().map(Item::Sql))
    }
}

impl Pending {
    /// Whether a semicolon here ends the statement.
    fn is_complete(&self) -> bool {
        self.parens == 0 && self.blocks == 0
    }

    /// The statement, if anything but blanks and comments was read.
    fn take(&mut self) -> Option<Statement> {
        let mut statement = std::mem::take(self).statement;
        statement.text.truncate(statement.text.trim_end().len());
        Some(statement).filter(|statement| !statement.text.is_empty())
    }

    fn push(&mut self, kind: Token, text: &str, line: usize) {
        let blank = matches!(kind, Token::Space | Token::Newline | Token::Comment);
        if self.statement.text.is_empty() {
            if blank {
                return;
            }
            self.statement.line = line;
        }
        self.statement.text.push_str(text);
        if blank {
            return;
        }
        match kind {
            Token::Word => self.word(text.to_lowercase()),
            Token::QuotedIdentifier | Token::Text | Token::Number => {
                self.add_to_head(unquoted(text))
            }
            Token::OpenParen => self.parens += 1,
            Token::CloseParen => self.parens = self.parens.saturating_sub(1),
            _ => {}
        }
        if kind != Token::Word {
            self.last_word.clear();
        }
    }

    fn word(&mut self, word: String) {
        self.add_to_head(word.clone());
        if self.parens == 0 && is_routine(&self.statement.head) {
            match word.as_str() {
                "begin" => self.blocks += 1,
                "case" if self.blocks > 0 => self.blocks += 1,
                "end" => self.blocks = self.blocks.saturating_sub(1),
                _ => {}
            }
        }
        let from_stdin = self.last_word == "from" && word == "stdin" && self.parens == 0;
        if from_stdin && self.statement.head[0] == "copy" {
            self.statement.reads_copy_data = true;
        }
        self.last_word = word;
    }

    fn add_to_head(&mut self, word: String) {
        if self.statement.head.len() < HEAD {
            self.statement.head.push(word);
        }
    }
}

/// CREATE [OR REPLACE] FUNCTION | PROCEDURE, whose body may be `BEGIN ATOMIC … END`.
fn is_routine(head: &[String]) -> bool {
    let mut words =
        head.iter().map(String::as_str).filter(|word| !matches!(*word, "or" | "replace"));
    words.next() == Some("create") && matches!(words.next(), Some("function" | "procedure"))
}

/// What a statement sets `standard_conforming_strings` to, if it does.
fn standard_strings(head: &[String]) -> Option<bool> {
    let name = head.iter().position(|word| word == "standard_conforming_strings")?;
    match head[0].as_str() {
        "reset" => Some(true),
        "set" if name <= 2 => {
            let value = head[name + 1..].iter().find(|word| *word != "to")?;
            Some(!matches!(value.to_lowercase().as_str(), "off" | "false" | "no" | "0"))
        }
        _ => None,
    }
}

/// An identifier or literal out of its quotes, near enough for comparing it with a known name.
fn unquoted(text: &str) -> String {
    match text.chars().next_back() {
        Some('"') => {
            text.trim_start_matches(['U', 'u', '&']).trim_matches('"').replace("\"\"", "\"")
        }
        Some('\'') => text.trim_matches('\'').to_owned(),
        _ => text.to_owned(),
    }
}

fn newlines(text: &str) -> usize {
    text.bytes().filter(|&byte| byte == b'\n').count()
}
