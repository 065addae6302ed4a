//! An item's tokens as one line of text, in which every token knows its place.
//!
//! Whatever fits a line is copied out of that text, so that each token is spelled once.

use std::fmt::Write as _;
use std::ops::Range;

use proc_macro2::{Delimiter, Literal, Spacing, TokenStream, TokenTree};

use super::spacing::is_spaced;

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

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Word,
    /// A string, a number.
    Literal,
    Lifetime,
    /// One character, or several that belong together, such as `->`.
    Punct,
    /// `(`, `[`, `{`, and the `<` of generics.
    Open(Bracket),
    Close(Bracket),
    /// A line of documentation, without its slashes.
    Doc,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Bracket {
    Paren,
    Square,
    Brace,
    Angle,
}

/// The tokens of one item.
#[derive(Default)]
pub(super) struct Tokens {
    text: String,
    list: Vec<Token>,
    /// The groups that are open.
    open: Vec<usize>,
    /// Whether the last character and the next may be one operator.
    is_joint: bool,
}

impl Tokens {
    /// Takes those of an item instead of what is there.
    pub(super) fn read(&mut self, item: TokenStream) {
        self.text.clear();
        self.list.clear();
        self.open.clear();
        self.is_joint = false;
        self.stream(item);
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

    fn stream(&mut self, stream: TokenStream) {
        let mut trees = stream.into_iter().peekable();
        let mut joint = String::new();
        while let Some(tree) = trees.next() {
            match tree {
                TokenTree::Ident(word) => self.push(Kind::Word, |text| write!(text, "{word}")),
                TokenTree::Literal(value) => {
                    self.push(Kind::Literal, |text| write!(text, "{value}"))
                }
                TokenTree::Group(group) => {
                    let (delimiter, inner) = (group.delimiter(), group.stream());
                    // Else the group would share its tokens, and reading them would copy them.
                    drop(group);
                    self.group(delimiter, inner);
                }
                TokenTree::Punct(punct) => match (punct.as_char(), trees.peek()) {
                    ('\'', Some(TokenTree::Ident(name))) => {
                        self.push(Kind::Lifetime, |text| write!(text, "'{name}"));
                        trees.next();
                    }
                    ('#', Some(TokenTree::Group(group))) => match documentation(&group.stream()) {
                        Some(line) => {
                            self.push(Kind::Doc, |text| text.write_str(&line));
                            trees.next();
                        }
                        None => self.punct("#"),
                    },
                    (c, _) => {
                        joint.push(c);
                        let next = match trees.peek() {
                            Some(TokenTree::Punct(next)) => Some(next.as_char()),
                            _ => None,
                        };
                        if punct.spacing() == Spacing::Joint && belong_together(c, next) {
                            continue;
                        }
                        self.punct(&joint);
                        self.is_joint = punct.spacing() == Spacing::Joint;
                        joint.clear();
                    }
                },
            }
        }
    }

    fn punct(&mut self, punct: &str) {
        let opened =
            self.open.last().copied().filter(|at| self.kind(*at) == Kind::Open(Bracket::Angle));
        match (punct, opened) {
            ("<", _) => self.begin(Bracket::Angle, "<"),
            (">", Some(_)) => self.end(Bracket::Angle, ">"),
            _ => self.push(Kind::Punct, |text| text.write_str(punct)),
        }
    }

    fn group(&mut self, delimiter: Delimiter, inner: TokenStream) {
        let (bracket, open, close) = match delimiter {
            Delimiter::Parenthesis => (Bracket::Paren, "(", ")"),
            Delimiter::Bracket => (Bracket::Square, "[", "]"),
            Delimiter::Brace => (Bracket::Brace, "{", "}"),
            // Stands for the precedence of an expression alone.
            Delimiter::None => return self.stream(inner),
        };
        self.begin(bracket, open);
        self.stream(inner);
        self.end(bracket, close);
    }

    fn begin(&mut self, bracket: Bracket, text: &str) {
        self.push(Kind::Open(bracket), |out| out.write_str(text));
        self.open.push(self.list.len() - 1);
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
            self.push_paired(Kind::Close(bracket), begin, |out| out.write_str(text));
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

    fn push(&mut self, kind: Kind, write: impl FnOnce(&mut String) -> std::fmt::Result) {
        self.push_paired(kind, self.list.len(), write);
    }

    fn push_paired(
        &mut self,
        kind: Kind,
        partner: usize,
        write: impl FnOnce(&mut String) -> std::fmt::Result,
    ) {
        let before = self.text.len();
        self.text.push(' ');
        // A `String` takes everything.
        let _ = write(&mut self.text);
        let at = self.list.len();
        self.list.push(Token {
            kind,
            place: before + 1..self.text.len(),
            partner,
            must_break: false,
        });
        let is_joint = std::mem::take(&mut self.is_joint);
        if at == 0 || is_joint || !is_spaced(self, at) {
            self.text.remove(before);
            self.list[at].place = before..self.text.len();
        }
    }
}

/// Whether a character and the next one after it are one token to whoever reads.
fn belong_together(c: char, next: Option<char>) -> bool {
    matches!(
        (c, next),
        (':', Some(':')) | ('-' | '=', Some('>')) | ('.', Some('.' | '=')) | ('=', Some('='))
    )
}

/// The line that the inside of an attribute documents, where it can stand behind `///`.
fn documentation(attribute: &TokenStream) -> Option<String> {
    let mut trees = attribute.clone().into_iter();
    let (TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(line)) =
        (trees.next()?, trees.next()?, trees.next()?)
    else {
        return None;
    };
    let line = (name == "doc" && trees.next().is_none()).then(|| string(line))??;
    let is_line = !line.starts_with('/') && !line.contains(['\n', '\r']);
    is_line.then(|| line.trim_end_matches(' ').to_owned())
}

fn string(literal: Literal) -> Option<String> {
    match syn::Lit::new(literal) {
        syn::Lit::Str(string) => Some(string.value()),
        _ => None,
    }
}
