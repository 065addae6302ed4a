//! Values and calls that may not fit their line.

use std::ops::Range;

use super::{INDENT, Layout};
use crate::code::{Bracket, Kind};

impl Layout {
    /// A value that begins on the line, with so many columns after it; its further lines are `indent` columns in, or
    /// more.
    pub(super) fn value(&mut self, range: Range<usize>, indent: usize, after: usize) {
        if self.fits(&range, after) && !self.tokens.must_break(&range) {
            return self.flat(&range);
        }
        let links = self.links(&range);
        match links.as_slice() {
            [] => self.broken(range, indent, after),
            [first] if !self.has_group(range.start..*first) => self.broken(range, indent, after),
            [first, ..] => {
                let begun = self.out.len();
                self.value(range.start..*first, indent, 0);
                let is_long = self.out[begun..].contains('\n');
                let indent = if is_long { indent } else { indent + INDENT };
                let ends = links.iter().skip(1).copied().chain([range.end]);
                for (link, end) in links.iter().zip(ends) {
                    self.end_line();
                    self.line(indent);
                    let after = if end == range.end { after } else { 0 };
                    self.link(*link..end, indent, after);
                }
            }
        }
    }

    /// A call of a chain.
    fn link(&mut self, range: Range<usize>, indent: usize, after: usize) {
        match self.fits(&range, after) && !self.tokens.must_break(&range) {
            true => self.flat(&range),
            false => self.broken(range, indent, after),
        }
    }

    /// Where the calls of methods begin: `.name(…)`.
    fn links(&self, range: &Range<usize>) -> Vec<usize> {
        let is_link = |at: &usize| {
            let is_open = |kind| matches!(kind, Kind::Open(Bracket::Paren));
            *at > range.start
                && at + 2 < range.end
                && self.tokens.is(*at, ".")
                && is_open(self.tokens.kind(at + 2))
        };
        self.tokens.outer(range).filter(is_link).collect()
    }

    fn has_group(&self, range: Range<usize>) -> bool {
        let is_list =
            |at| matches!(self.tokens.kind(at), Kind::Open(bracket) if bracket != Bracket::Angle);
        self.tokens.outer(&range).any(is_list)
    }

    /// A value whose last group is broken at its commas.
    fn broken(&mut self, range: Range<usize>, indent: usize, after: usize) {
        let is_group = |at: &usize| {
            matches!(self.tokens.kind(*at), Kind::Open(bracket) if bracket != Bracket::Angle)
                && self.tokens.partner(*at) > at + 1
        };
        let Some(open) = self.tokens.outer(&range).filter(is_group).last() else {
            return self.flat(&range);
        };
        let close = self.tokens.partner(open);
        let inside = open + 1..close;
        // `[u8; 16]` is no list.
        if self.tokens.outer(&inside).any(|at| self.tokens.is(at, ";")) {
            return self.flat(&range);
        }
        self.flat(&(range.start..open + 1));
        if self.is_arms(&range, open) {
            self.arms(inside, indent);
        } else if self.is_one_group(&inside) {
            self.value(inside, indent, after + 1);
        } else {
            self.lines(open, indent, |layout, element| layout.value(element, indent + INDENT, 1));
        }
        self.flat(&(close..range.end));
    }

    /// Whether the only argument is a group itself, which is broken instead of the call: `Ok(Album {`.
    fn is_one_group(&self, inside: &Range<usize>) -> bool {
        let last = inside.end - 1;
        let Kind::Close(bracket) = self.tokens.kind(last) else { return false };
        let is_comma = |at: usize| self.tokens.is(at, ",");
        matches!(bracket, Bracket::Brace | Bracket::Square)
            && !self.tokens.outer(inside).any(is_comma)
            && self.links(inside).is_empty()
    }

    /// What is in the group that begins there, a line for each element, and the blanks before its end.
    pub(super) fn lines(
        &mut self,
        open: usize,
        indent: usize,
        write: impl Fn(&mut Self, Range<usize>),
    ) {
        let inside = open + 1..self.tokens.partner(open);
        let elements = self.elements(inside);
        let (count, is_tuple) = (elements.len(), self.is_list(open));
        self.end_line();
        for (nth, element) in elements.into_iter().enumerate() {
            self.line(indent + INDENT);
            write(self, element);
            if nth + 1 < count || is_tuple {
                self.word(",");
            }
            self.end_line();
        }
        self.line(indent);
    }

    /// Whether a comma may stand behind the last element of the group: not where it would make a tuple of a value in
    /// parentheses, nor in what a macro is given.
    fn is_list(&self, open: usize) -> bool {
        if self.tokens.is_of_macro(open) {
            return false;
        }
        let is_call = open > 0
            && matches!(self.tokens.kind(open - 1), Kind::Word | Kind::Close(Bracket::Angle));
        let inside = open + 1..self.tokens.partner(open);
        is_call
            || self.tokens.kind(open) != Kind::Open(Bracket::Paren)
            || self.tokens.outer(&inside).any(|at| self.tokens.is(at, ","))
    }

    /// The ranges between the commas.
    pub(super) fn elements(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let commas = self.tokens.outer(&range).filter(|at| self.tokens.is(*at, ","));
        let mut begin = range.start;
        let mut elements = Vec::new();
        for end in commas.chain([range.end]) {
            if begin < end {
                elements.push(begin..end);
            }
            begin = end + 1;
        }
        elements
    }

    fn is_arms(&self, range: &Range<usize>, open: usize) -> bool {
        self.tokens.is(range.start, "match") && self.tokens.kind(open) == Kind::Open(Bracket::Brace)
    }

    /// The arms of a `match`.
    fn arms(&mut self, range: Range<usize>, indent: usize) {
        self.end_line();
        for arm in self.elements(range) {
            self.line(indent + INDENT);
            self.value(arm, indent + INDENT, 1);
            self.word(",");
            self.end_line();
        }
        self.line(indent);
    }
}
