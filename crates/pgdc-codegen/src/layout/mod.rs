//! The layout of one item: tokens to lines of Rust as a person would write them.
//!
//! No parser: what `emit` writes is a small part of Rust, in which delimiters and a few words say what is an item, a
//! statement, a field or a value. What fits a line stays on it. What does not is broken: a group at its commas, a chain of
//! calls before each, a constant after its `=`. Tokens that are not understood are still all there, in their order, on a
//! line that may be too long; `tests.rs` parses both and compares.

mod items;
mod spacing;
mod tokens;
mod values;

use std::ops::Range;

use self::tokens::Tokens;
use crate::code::Code;

/// How many columns a line may have, beside those by which all of its module is further in.
const WIDTH: usize = 90;

/// How much further in each level stands.
pub(crate) const INDENT: usize = 4;

/// Begins a line of documentation that is to stand behind the field it is above. rustc shows the whole line
/// when it finds fault with the field's type. No text of the database can have it: see [`plain`](crate::plain::plain).
pub(crate) const TRAILING: &str = "\u{1}";

/// Lays out items, one after the other.
#[derive(Default)]
pub(crate) struct Layout {
    tokens: Tokens,
    out: String,
    /// How many columns the lines of an item are further in.
    margin: usize,
    /// The columns of the line so far.
    column: usize,
}

impl Layout {
    /// Appends the item and a line break to `text`, so many columns further in.
    pub(crate) fn item(&mut self, item: &Code, margin: usize, text: &mut String) {
        self.tokens.read(item);
        self.margin = margin;
        self.out = std::mem::take(text);
        self.items(0..self.tokens.len(), margin);
        *text = std::mem::take(&mut self.out);
    }

    fn width(&self) -> usize {
        WIDTH + self.margin
    }

    /// Begins a line.
    fn line(&mut self, indent: usize) {
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.column = indent;
    }

    /// Ends one.
    fn end_line(&mut self) {
        self.out.push('\n');
        self.column = 0;
    }

    fn word(&mut self, word: &str) {
        self.out.push_str(word);
        self.column += columns(word);
    }

    /// Writes tokens on the line.
    fn flat(&mut self, range: &Range<usize>) {
        let text = self.tokens.flat(range);
        self.out.push_str(text);
        self.column += columns(text);
    }

    /// Whether tokens fit on the line, with so many columns after them.
    fn fits(&self, range: &Range<usize>, after: usize) -> bool {
        let text = self.tokens.flat(range);
        let room = self.width().saturating_sub(self.column + after);
        // No character takes more than four bytes.
        text.len() <= room || (text.len() <= room * 4 && columns(text) <= room)
    }
}

/// The columns of a text, a character each.
fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

#[cfg(test)]
mod tests;
