//! An item's tokens as one line of text, in which every token knows its place.
//!
//! Whatever fits a line is copied out of that text, so that each token is spelled once.

use std::ops::Range;

use super::spacing::is_spaced;
use crate::code::{Bracket, Code, Kind};

/// The most columns a struct literal may have from its name to its last field and stay on one line.
const LITERAL_WIDTH: usize = 34;

/// A token, or one end of a group.
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Where it stands in the text.
    place: Range<usize>,
    /// The place in the list where its group ends or begins; of what is no group, its own.
    pub(super) partner: usize,
    /// Of what begins a group: whether something in it does not stay on one line.
    must_break: bool,
}

/// The tokens of one item.
#[derive(Default)]
pub(super) struct Tokens {
    text: String,
    list: Vec<Token>,
    /// The groups that are open.
    open: Vec<usize>,
}

impl Tokens {
    /// Takes those of an item instead of what is there.
    pub(super) fn read(&mut self, item: &Code) {
        self.text.clear();
        self.list.clear();
        self.open.clear();
        let mut after_joint = false;
        for (kind, text, is_joint) in item.tokens() {
            let is_generic = |kind| kind == Kind::Open(Bracket::Angle);
            let in_generics = self.open.last().is_some_and(|at| is_generic(self.kind(*at)));
            match (kind, text) {
                (Kind::Punct, "<") => self.begin(Bracket::Angle, text),
                (Kind::Punct, ">") if in_generics => self.end(Bracket::Angle, text),
                (Kind::Open(bracket), _) => self.begin(bracket, text),
                (Kind::Close(bracket), _) => self.end(bracket, text),
                _ => self.push(kind, text, self.list.len(), after_joint),
            }
            after_joint = is_joint;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn kind(&self, at: usize) -> Kind {
        self.list[at].kind
    }

    pub(super) fn partner(&self, at: usize) -> usize {
        self.list[at].partner
    }

    /// Of one token.
    pub(super) fn text(&self, at: usize) -> &str {
        &self.text[self.list[at].place.clone()]
    }

    /// Whether it is this word or punctuation, and no literal or documentation that says the same.
    pub(super) fn is(&self, at: usize, text: &str) -> bool {
        matches!(self.kind(at), Kind::Word | Kind::Punct) && self.text(at) == text
    }

    /// Of several, on one line.
    pub(super) fn flat(&self, range: &Range<usize>) -> &str {
        match range.is_empty() {
            true => "",
            false => {
                &self.text[self.list[range.start].place.start..self.list[range.end - 1].place.end]
            }
        }
    }

    /// The places outside of groups in the range; of each group, where it begins.
    pub(super) fn outer<'t>(
        &'t self,
        range: &Range<usize>,
    ) -> impl Iterator<Item = usize> + use<'t> {
        let end = range.end;
        let within = move |at: usize| (at < end).then_some(at);
        std::iter::successors(within(range.start), move |at| within(self.after(*at)))
    }

    /// The place after the token, or after the group that begins there.
    pub(super) fn after(&self, at: usize) -> usize {
        self.list[at].partner.max(at) + 1
    }

    /// Whether some group in the range does not stay on one line.
    pub(super) fn must_break(&self, range: &Range<usize>) -> bool {
        self.outer(range).any(|at| self.list[at].must_break)
    }

    fn begin(&mut self, bracket: Bracket, text: &str) {
        self.open.push(self.list.len());
        self.push(Kind::Open(bracket), text, self.list.len(), false);
    }

    fn end(&mut self, bracket: Bracket, text: &str) {
        // A `<` that is still open was none of generics.
        while let Some(begin) = self.open.pop() {
            if self.kind(begin) != Kind::Open(bracket) {
                self.list[begin].kind = Kind::Punct;
                continue;
            }
            self.drop_comma(begin);
            let wide = bracket == Bracket::Brace && self.is_wide_literal(begin);
            self.list[begin].partner = self.list.len();
            self.list[begin].must_break |= wide;
            self.push(Kind::Close(bracket), text, begin, false);
            if let (true, Some(outer)) = (self.list[begin].must_break, self.open.last()) {
                self.list[*outer].must_break = true;
            }
            return;
        }
    }

    /// Takes away a comma at the end of the group that begins there: whoever breaks the line puts it back. In a
    /// tuple of one value and in what macros are given, it has a meaning.
    fn drop_comma(&mut self, begin: usize) {
        let last = self.list.len() - 1;
        if !self.is(last, ",") {
            return;
        }
        let inside = begin + 1..last;
        let is_one = !self.outer(&inside).any(|at| self.is(at, ","));
        let is_call =
            begin > 0 && matches!(self.kind(begin - 1), Kind::Word | Kind::Close(Bracket::Angle));
        let is_tuple = self.kind(begin) == Kind::Open(Bracket::Paren) && is_one && !is_call;
        if !is_tuple && !self.is_of_macro(begin) {
            self.text.truncate(self.list[last - 1].place.end);
            self.list.truncate(last);
        }
    }

    /// Whether the group that begins there is what a macro is given.
    pub(super) fn is_of_macro(&self, begin: usize) -> bool {
        begin > 0 && self.is(begin - 1, "!")
    }

    /// Whether the braces that begin there are those of a struct literal, and hold more than a line of one should.
    fn is_wide_literal(&self, begin: usize) -> bool {
        let end = self.list.len();
        if begin == 0 || end == begin + 1 || self.kind(begin - 1) != Kind::Word {
            return false;
        }
        self.flat(&(begin - 1..end)).chars().count() + 1 > LITERAL_WIDTH
    }

    fn push(&mut self, kind: Kind, text: &str, partner: usize, is_close: bool) {
        if !(self.list.is_empty() || is_close) && is_spaced(self, kind, text, partner) {
            self.text.push(' ');
        }
        let begin = self.text.len();
        self.text.push_str(text);
        let place = begin..self.text.len();
        self.list.push(Token { kind, place, partner, must_break: false });
    }
}
