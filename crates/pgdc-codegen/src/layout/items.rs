//! Items, fields and statements: what stands on lines of its own.

use std::ops::Range;

use super::{INDENT, Layout, TRAILING, columns};
use crate::code::{Bracket, Kind};

impl Layout {
    /// Items, each with the attributes above it.
    pub(super) fn items(&mut self, range: Range<usize>, indent: usize) {
        let mut at = range.start;
        while at < range.end {
            at = self.attributes(at..range.end, indent);
            let end = self.item_end(at..range.end);
            self.line(indent);
            self.item_of(at..end, indent);
            self.end_line();
            at = end;
        }
    }

    /// Attributes and documentation, a line each; returns where they end.
    fn attributes(&mut self, range: Range<usize>, indent: usize) -> usize {
        let mut at = range.start;
        while at < range.end {
            let after = match self.tokens.kind(at) {
                Kind::Doc if self.tokens.text(at).starts_with(TRAILING) => at + 1,
                Kind::Doc => {
                    self.line(indent);
                    self.word("///");
                    self.flat(&(at..at + 1));
                    self.end_line();
                    at + 1
                }
                Kind::Punct if self.tokens.is(at, "#") => {
                    let after = self.tokens.after(at + 1);
                    self.line(indent);
                    self.flat(&(at..after));
                    self.end_line();
                    after
                }
                _ => break,
            };
            at = after;
        }
        at
    }

    /// Items end with a semicolon, or with the first group of braces where they are of a kind that has a body.
    fn item_end(&self, range: Range<usize>) -> usize {
        let has_body = self.outer_words(&range).any(has_body);
        let is_end = |at: &usize| match self.tokens.kind(*at) {
            Kind::Open(Bracket::Brace) => has_body,
            _ => self.tokens.is(*at, ";"),
        };
        let end = self.tokens.outer(&range).find(is_end);
        end.map_or(range.end, |at| self.tokens.after(at))
    }

    /// The words before the name of an item.
    fn outer_words<'t>(&'t self, range: &Range<usize>) -> impl Iterator<Item = &'t str> + use<'t> {
        let words = self.tokens.outer(range).take_while(|at| self.tokens.kind(*at) == Kind::Word);
        words.map(|at| self.tokens.text(at))
    }

    fn item_of(&mut self, range: Range<usize>, indent: usize) {
        let last = range.end.saturating_sub(1);
        let kind = self.outer_words(&range).find(|word| has_body(word)).map(Body::of);
        let Some(kind) = kind else { return self.statement(range, indent) };
        if self.tokens.kind(last) != Kind::Close(Bracket::Brace) {
            return self.statement(range, indent);
        }
        let begin = self.tokens.partner(last);
        let body = begin + 1..last;
        let is_empty = body.is_empty();
        match kind {
            Body::Statements => self.signature(range.start..begin, indent),
            _ => self.header(range.start..begin, indent),
        }
        self.word(if is_empty { " {}" } else { " {" });
        if is_empty {
            return;
        }
        self.end_line();
        match kind {
            Body::Items => self.items(body, indent + INDENT),
            Body::Fields => self.fields(body, indent + INDENT),
            Body::Statements => self.statements(body, indent + INDENT),
        }
        self.line(indent);
        self.word("}");
    }

    /// What stands before the braces; `for` on a line of its own where it is long.
    fn header(&mut self, range: Range<usize>, indent: usize) {
        let is_for = |at: &usize| self.tokens.is(*at, "for") && *at > range.start + 1;
        let second = self.tokens.outer(&range).find(is_for);
        match second {
            Some(at) if !self.fits(&range, 2) => {
                self.flat(&(range.start..at));
                self.end_line();
                self.line(indent);
                self.flat(&(at..range.end));
            }
            _ => self.flat(&range),
        }
    }

    /// What stands before the braces of a function; a line for each parameter where it is long.
    fn signature(&mut self, range: Range<usize>, indent: usize) {
        let is_list = |at: &usize| self.tokens.kind(*at) == Kind::Open(Bracket::Paren);
        let list = self.tokens.outer(&range).find(is_list);
        match list {
            Some(open) if !self.fits(&range, 2) => {
                self.flat(&(range.start..open + 1));
                // A list of types would be one of values, were it broken.
                self.lines(open, indent, |layout, parameter| layout.flat(&parameter));
                self.flat(&(self.tokens.partner(open)..range.end));
            }
            _ => self.flat(&range),
        }
    }

    /// Fields of a struct, variants of an enum.
    fn fields(&mut self, range: Range<usize>, indent: usize) {
        for field in self.elements(range) {
            let begin = self.attributes(field.clone(), indent);
            self.line(indent);
            self.flat(&(begin..field.end));
            self.word(",");
            self.trailing(field.start..begin);
            self.end_line();
        }
    }

    /// The documentation that stands behind its field.
    fn trailing(&mut self, attributes: Range<usize>) {
        for at in attributes {
            if let (Kind::Doc, Some(line)) =
                (self.tokens.kind(at), self.tokens.text(at).strip_prefix(TRAILING))
            {
                self.out.push_str(" //");
                self.out.push_str(line);
            }
        }
    }

    fn statements(&mut self, range: Range<usize>, indent: usize) {
        let mut at = range.start;
        while at < range.end {
            let is_end = |at: &usize| self.tokens.is(*at, ";");
            let end = self.tokens.outer(&(at..range.end)).find(is_end);
            let end = end.map_or(range.end, |at| at + 1);
            self.line(indent);
            self.statement(at..end, indent);
            self.end_line();
            at = end;
        }
    }

    /// A statement, or an item without a body, with its semicolon.
    fn statement(&mut self, range: Range<usize>, indent: usize) {
        let is_closed = !range.is_empty() && self.tokens.is(range.end - 1, ";");
        let semicolon = usize::from(is_closed);
        let range = range.start..range.end - semicolon;
        let is_import = self.outer_words(&range).any(|word| word == "use");
        match is_import {
            true => self.import(range, indent),
            false => self.assignment(range, indent, semicolon),
        }
        if is_closed {
            self.word(";");
        }
    }

    /// A constant; after its `=` there is a line break if that saves others. A list is broken itself.
    fn assignment(&mut self, range: Range<usize>, indent: usize, after: usize) {
        let is_equals = |at: &usize| self.tokens.is(*at, "=");
        let Some(equals) = self.tokens.outer(&range).find(is_equals) else {
            return self.value(range, indent, after);
        };
        let value = equals + 1..range.end;
        self.flat(&(range.start..value.start));
        let is_list = self.tokens.kind(range.end - 1) == Kind::Close(Bracket::Square);
        let is_short = indent + INDENT + columns(self.tokens.flat(&value)) + after <= self.width();
        if is_list || !is_short || self.fits(&value, after + 1) || self.tokens.must_break(&value) {
            self.word(" ");
            return self.value(value, indent, after);
        }
        self.end_line();
        self.line(indent + INDENT);
        self.value(value, indent + INDENT, after);
    }

    /// `use`, with as many names on a line as fit.
    fn import(&mut self, range: Range<usize>, indent: usize) {
        let last = range.end - 1;
        if self.fits(&range, 1) || self.tokens.kind(last) != Kind::Close(Bracket::Brace) {
            return self.flat(&range);
        }
        let open = self.tokens.partner(last);
        self.flat(&(range.start..open + 1));
        self.end_line();
        self.line(indent + INDENT);
        for name in self.elements(open + 1..last) {
            let is_first = self.column == indent + INDENT;
            if !is_first && !self.fits(&name, 2) {
                self.end_line();
                self.line(indent + INDENT);
            } else if !is_first {
                self.word(" ");
            }
            self.flat(&name);
            self.word(",");
        }
        self.end_line();
        self.line(indent);
        self.word("}");
    }
}

/// What stands in the braces of an item.
#[derive(Clone, Copy)]
enum Body {
    Items,
    Fields,
    Statements,
}

impl Body {
    /// Of an item that this word says the kind of.
    fn of(word: &str) -> Body {
        match word {
            "struct" | "enum" => Body::Fields,
            "fn" => Body::Statements,
            _ => Body::Items,
        }
    }
}

fn has_body(word: &str) -> bool {
    matches!(word, "struct" | "enum" | "fn" | "impl" | "mod" | "trait")
}
