//! Rust code as tokens: what `emit` makes and `layout` prints.
//!
//! The tokens of proc-macro2 are a box each, are copied one by one into what they become a part of, and cannot go to
//! another thread. Here, all of them are one text and one list.

mod quoting;
mod read;

use std::fmt::{self, Write as _};

use proc_macro2::Literal;

pub(crate) use quoting::{each, quote, tokens};

/// Some tokens, made by [`quote!`].
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Code {
    /// The tokens without anything between them.
    text: String,
    tokens: Vec<Token>,
}

/// A Rust type, as it stands in code.
pub(crate) type Type = Code;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Token {
    kind: Kind,
    /// Where it ends in the text.
    end: usize,
    /// Whether it and the next one may be one operator.
    is_joint: bool,
}

/// What a token is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Word,
    /// A string, a number.
    Literal,
    Lifetime,
    /// One character, or several that belong together, such as `->`.
    Punct,
    Open(Bracket),
    Close(Bracket),
    /// A line of documentation, without its slashes.
    Doc,
}

/// What begins and ends a group.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Bracket {
    Paren,
    Square,
    Brace,
    /// The `<` and `>` of generics, which `layout` alone knows from the signs of an expression.
    Angle,
}

impl Code {
    /// With room for a line of tokens, which most code has.
    pub(crate) fn with_room() -> Self {
        Code { text: String::with_capacity(128), tokens: Vec::with_capacity(32) }
    }

    /// Without the room that is not used, to be kept.
    pub(crate) fn kept(mut self) -> Self {
        self.text.shrink_to_fit();
        self.tokens.shrink_to_fit();
        self
    }

    /// The tokens in their order: what each is, its text, and whether it and the next one may be one operator.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = (Kind, &str, bool)> {
        let mut begin = 0;
        self.tokens.iter().map(move |token| {
            let text = &self.text[begin..token.end];
            begin = token.end;
            (token.kind, text, token.is_joint)
        })
    }

    /// Whether the first token is this word.
    pub(crate) fn begins_with(&self, word: &str) -> bool {
        self.tokens().next().is_some_and(|(kind, text, _)| kind == Kind::Word && text == word)
    }

    /// A token as it stands in the source of [`quote!`].
    pub(crate) fn token(&mut self, text: &'static str) {
        let kind = match text.as_bytes() {
            [b'"' | b'0'..=b'9', ..] | [.., b'"'] => Kind::Literal,
            [b'\'', ..] => Kind::Lifetime,
            [b'_' | b'a'..=b'z' | b'A'..=b'Z', ..] => Kind::Word,
            // Of generics within generics.
            b">>" => {
                self.push(Kind::Punct, ">");
                return self.push(Kind::Punct, ">");
            }
            _ => Kind::Punct,
        };
        self.push(kind, text);
    }

    /// A line of documentation, where it can stand behind `///`; else it is the attribute.
    pub(crate) fn doc(&mut self, line: &str) {
        if !(line.starts_with('/') || line.contains(['\n', '\r'])) {
            return self.push(Kind::Doc, line.trim_end_matches(' '));
        }
        self.push(Kind::Punct, "#");
        self.push(Kind::Open(Bracket::Square), "[");
        self.append(&quote!(doc = #line));
        self.push(Kind::Close(Bracket::Square), "]");
    }

    pub(crate) fn push(&mut self, kind: Kind, text: &str) {
        self.text.push_str(text);
        self.end(kind, false);
    }

    fn append(&mut self, other: &Code) {
        let before = self.text.len();
        self.text.push_str(&other.text);
        let tokens = other.tokens.iter();
        self.tokens.extend(tokens.map(|token| Token { end: before + token.end, ..*token }));
    }

    /// Makes a token of what was added to the text.
    fn end(&mut self, kind: Kind, is_joint: bool) {
        self.tokens.push(Token { kind, end: self.text.len(), is_joint });
    }
}

/// The tokens with blanks between them, as proc-macro2 writes its own.
impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, text, is_joint) in self.tokens() {
            match kind {
                Kind::Doc => write!(f, "#[doc = {text:?}]")?,
                _ => f.write_str(text)?,
            }
            if !is_joint {
                f.write_str(" ")?;
            }
        }
        Ok(())
    }
}

/// What `#name` puts into code.
pub(crate) trait ToCode {
    fn to_code(&self, code: &mut Code);
}

impl<T: ToCode + ?Sized> ToCode for &T {
    fn to_code(&self, code: &mut Code) {
        T::to_code(self, code);
    }
}

/// Nothing, where there is none.
impl<T: ToCode> ToCode for Option<T> {
    fn to_code(&self, code: &mut Code) {
        self.iter().for_each(|some| some.to_code(code));
    }
}

impl ToCode for Code {
    fn to_code(&self, code: &mut Code) {
        code.append(self);
    }
}

/// A string literal.
impl ToCode for str {
    fn to_code(&self, code: &mut Code) {
        let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
        match self.bytes().all(is_plain) {
            true => code.text.extend(["\"", self, "\""]),
            // A `String` takes everything.
            false => _ = write!(code.text, "{}", Literal::string(self)),
        }
        code.end(Kind::Literal, false);
    }
}

impl ToCode for String {
    fn to_code(&self, code: &mut Code) {
        self.as_str().to_code(code);
    }
}

/// A number.
impl ToCode for usize {
    fn to_code(&self, code: &mut Code) {
        let _ = write!(code.text, "{self}");
        code.end(Kind::Literal, false);
    }
}
