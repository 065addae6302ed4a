//! Types that users write, as code.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

use super::{Bracket, Code, Kind, Type};

impl Code {
    /// A type as it is written in the settings; none where it is no type.
    pub(crate) fn of_type(text: &str) -> Option<Type> {
        syn::parse_str::<syn::Type>(text).ok()?;
        let mut code = Code::default();
        code.read(text.parse().ok()?);
        Some(code)
    }

    /// Adds tokens of proc-macro2. A `String` takes everything, so that the results of writing to it do not matter.
    pub(super) fn read(&mut self, tokens: TokenStream) {
        let mut trees = tokens.into_iter().peekable();
        while let Some(tree) = trees.next() {
            match tree {
                TokenTree::Ident(word) => {
                    _ = write!(self.text, "{word}");
                    self.end(Kind::Word, false);
                }
                TokenTree::Literal(value) => {
                    _ = write!(self.text, "{value}");
                    self.end(Kind::Literal, false);
                }
                TokenTree::Group(group) => self.group(group.delimiter(), group.stream()),
                TokenTree::Punct(punct) => {
                    self.text.push(punct.as_char());
                    let is_joint = punct.spacing() == Spacing::Joint;
                    let next = trees.peek();
                    if let ('\'', Some(TokenTree::Ident(name))) = (punct.as_char(), next) {
                        _ = write!(self.text, "{name}");
                        trees.next();
                        self.end(Kind::Lifetime, false);
                    } else if !(is_joint && belong_together(punct.as_char(), next)) {
                        self.end(Kind::Punct, is_joint);
                    }
                }
            }
        }
    }

    fn group(&mut self, delimiter: Delimiter, inside: TokenStream) {
        let (bracket, open, close) = match delimiter {
            Delimiter::Parenthesis => (Bracket::Paren, "(", ")"),
            Delimiter::Bracket => (Bracket::Square, "[", "]"),
            Delimiter::Brace => (Bracket::Brace, "{", "}"),
            // Nobody can write it.
            Delimiter::None => return self.read(inside),
        };
        self.push(Kind::Open(bracket), open);
        self.read(inside);
        self.push(Kind::Close(bracket), close);
    }
}

/// Whether a character and the next one after it are one token to whoever reads.
fn belong_together(c: char, next: Option<&TokenTree>) -> bool {
    let Some(TokenTree::Punct(next)) = next else { return false };
    matches!((c, next.as_char()), (':', ':') | ('-' | '=', '>') | ('.', '.' | '=') | ('=', '='))
}
