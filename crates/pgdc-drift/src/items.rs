//! The items of a module and the members of an `impl`, each as its text: found by brackets, not parsed.

use crate::tokens::{Kind, Token, Tokens};

/// An item, or a member of an `impl`; from the word on that says what it is, which stands behind attributes and
/// visibility.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item<'t> {
    /// `impl`, `mod`, `const`, `fn` and so on.
    pub(crate) keyword: &'t str,
    /// The word behind it: a name, for most.
    pub(crate) name: &'t str,
    /// What stands before the body; all, where there is none.
    pub(crate) head: &'t str,
    /// What stands between the braces, where there are any.
    pub(crate) body: &'t str,
    pub(crate) text: &'t str,
}

/// The items of a text, one by one. None, and nothing after it, where the text is no Rust.
#[derive(Clone, Debug)]
pub(crate) struct Items<'t> {
    text: &'t str,
    tokens: Tokens<'t>,
}

impl<'t> Items<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        Items { text, tokens: Tokens::of(text) }
    }
}

impl<'t> Iterator for Items<'t> {
    type Item = Option<Item<'t>>;

    fn next(&mut self) -> Option<Option<Item<'t>>> {
        let first = self.first()?;
        let item = self.item(first);
        if item.is_none() {
            self.tokens = Tokens::of("");
        }
        Some(item)
    }
}

impl<'t> Items<'t> {
    /// Passes attributes and visibility, and the first token of an item.
    fn first(&mut self) -> Option<Token<'t>> {
        loop {
            let token = self.tokens.next()?;
            let is_passed = match (token.kind, token.text) {
                (Kind::Sign, "#" | "!") | (Kind::Word, "default" | "pub" | "unsafe") => true,
                (Kind::Open, "[" | "(") => self.close().is_some(),
                _ => false,
            };
            if !is_passed {
                return Some(token);
            }
        }
    }

    /// Passes the rest of an item.
    fn item(&mut self, keyword: Token<'t>) -> Option<Item<'t>> {
        if !begins_item(&keyword) {
            return None;
        }
        let second = self.tokens.peek()?;
        let name = if second.kind == Kind::Word { second.text } else { "" };
        let ends_with_sign = ends_with_sign(keyword.text, name);
        let mut braces = None;
        let end = loop {
            let token = self.tokens.next()?;
            match token.kind {
                Kind::Open => {
                    let close = self.close()?;
                    if token.text == "{" {
                        braces = Some((token.begin, close.begin));
                        if !ends_with_sign && self.is_at_item() {
                            break close.end();
                        }
                    }
                }
                Kind::Sign if token.text == ";" => break token.end(),
                Kind::Close | Kind::Broken => return None,
                _ => {}
            }
        };
        let (head_end, body) = match braces {
            Some((open, close)) => (open, &self.text[open + 1..close]),
            None => (end, ""),
        };
        let begin = keyword.begin;
        let (head, text) = (&self.text[begin..head_end], &self.text[begin..end]);
        Some(Item { keyword: keyword.text, name, head, body, text })
    }

    /// Passes what is within a bracket, and its end.
    fn close(&mut self) -> Option<Token<'t>> {
        let mut depth = 1_usize;
        loop {
            let token = self.tokens.next()?;
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth -= 1,
                Kind::Broken => return None,
                _ => {}
            }
            if depth == 0 {
                return Some(token);
            }
        }
    }

    /// Whether another item may begin here. Else the braces were part of a type: `impl A<{ 1 }> for B {}`.
    fn is_at_item(&self) -> bool {
        self.tokens.peek().is_none_or(|token| token.is(Kind::Sign, "#") || begins_item(&token))
    }
}

/// Whether it may be the first token of an item, attributes aside: a word, or the colon of `::path!`.
fn begins_item(token: &Token<'_>) -> bool {
    token.kind == Kind::Word || token.is(Kind::Sign, ":")
}

/// Whether braces do not end an item: those of values, and of imports.
fn ends_with_sign(keyword: &str, name: &str) -> bool {
    match keyword {
        "const" => !matches!(name, "async" | "extern" | "fn" | "unsafe"),
        "static" | "type" | "use" => true,
        _ => false,
    }
}
