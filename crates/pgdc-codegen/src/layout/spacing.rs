//! Between which tokens of a line a blank stands.

use super::tokens::Tokens;
use crate::code::{Bracket, Kind};

/// Whether a blank stands before a token that comes next, and is not the first. `partner` is where the group begins
/// that it ends.
pub(super) fn is_spaced(tokens: &Tokens, kind: Kind, text: &str, partner: usize) -> bool {
    let before = tokens.len() - 1;
    match kind {
        Kind::Doc => false,
        Kind::Close(Bracket::Brace) => before != partner && leaves_space(tokens, partner),
        Kind::Close(_) => false,
        Kind::Open(bracket) => opens_spaced(tokens, before, bracket),
        Kind::Punct => match text {
            "," | ";" | "." | ":" => false,
            "?" | "!" if ends_value(tokens, before) => false,
            "::" => !ends_path(tokens, before) && leaves_space(tokens, before),
            _ => leaves_space(tokens, before),
        },
        Kind::Word | Kind::Literal | Kind::Lifetime => leaves_space(tokens, before),
    }
}

fn opens_spaced(tokens: &Tokens, before: usize, bracket: Bracket) -> bool {
    match (bracket, tokens.kind(before)) {
        (_, Kind::Word) if bracket != Bracket::Brace && !is_keyword(tokens.text(before)) => false,
        (Bracket::Angle, Kind::Word) => !matches!(tokens.text(before), "impl" | "for" | "fn"),
        (Bracket::Paren, Kind::Word) => tokens.text(before) != "fn",
        (Bracket::Paren, Kind::Close(_)) | (Bracket::Angle, Kind::Close(_)) => false,
        (Bracket::Square, Kind::Close(bracket)) => bracket == Bracket::Angle,
        (Bracket::Brace, Kind::Punct) => tokens.text(before) != "::",
        _ => leaves_space(tokens, before),
    }
}

/// Whether a blank stands after the token, where what follows does not forbid it.
fn leaves_space(tokens: &Tokens, at: usize) -> bool {
    match tokens.kind(at) {
        // The names of an import stand close.
        Kind::Open(bracket) => bracket == Bracket::Brace && !(at > 0 && tokens.is(at - 1, "::")),
        Kind::Doc => false,
        Kind::Punct => match tokens.text(at) {
            "::" | "." | ".." | "#" | "!" => false,
            "?" => at > 0 && ends_value(tokens, at - 1),
            "&" | "*" | "-" => at > 0 && ends_value(tokens, at - 1),
            _ => true,
        },
        _ => true,
    }
}

/// Whether a value or type ends there, so that what follows is an operator between two.
fn ends_value(tokens: &Tokens, at: usize) -> bool {
    match tokens.kind(at) {
        Kind::Word => !is_keyword(tokens.text(at)),
        Kind::Literal | Kind::Close(_) => true,
        _ => false,
    }
}

/// Whether `::` goes on with the path that ends there.
fn ends_path(tokens: &Tokens, at: usize) -> bool {
    match tokens.kind(at) {
        Kind::Close(bracket) => bracket == Bracket::Angle,
        _ => ends_value(tokens, at),
    }
}

/// The words that no value, type or function is called by.
fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "as" | "const"
            | "dyn"
            | "enum"
            | "fn"
            | "for"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "match"
            | "mut"
            | "pub"
            | "return"
            | "static"
            | "struct"
            | "type"
            | "use"
            | "where"
    )
}
