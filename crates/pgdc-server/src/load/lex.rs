//! The lexical rules of PostgreSQL, as far as one must know them to see where a statement ends.

/// What a piece of a script is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Blanks other than the end of a line.
    Space,
    Newline,
    Comment,
    /// A key word or an identifier without quotes.
    Word,
    QuotedIdentifier,
    /// A literal in single quotes or between dollar tags.
    Text,
    Number,
    OpenParen,
    CloseParen,
    Semicolon,
    Backslash,
    Other,
}

/// The first token of `rest`, which is not empty, and its length in bytes. What is not closed goes on
/// to the end: the server says so better than we could.
pub(super) fn token(rest: &str, standard_strings: bool) -> (Token, usize) {
    let bytes = rest.as_bytes();
    let next = bytes.get(1).copied().unwrap_or_default();
    match bytes[0] {
        b'\n' => (Token::Newline, 1),
        b' ' | b'\t' | b'\r' | b'\x0b' | b'\x0c' => {
            (Token::Space, run(bytes, |b| matches!(b, b' ' | b'\t' | b'\r' | b'\x0b' | b'\x0c')))
        }
        b'-' if next == b'-' => (Token::Comment, run(bytes, |b| b != b'\n')),
        b'/' if next == b'*' => (Token::Comment, block_comment(bytes)),
        b'\'' => (Token::Text, quoted_text(bytes, 1, !standard_strings)),
        b'"' => (Token::QuotedIdentifier, quoted(bytes, 1, b'"', false)),
        b'$' => dollar(rest),
        b'(' => (Token::OpenParen, 1),
        b')' => (Token::CloseParen, 1),
        b';' => (Token::Semicolon, 1),
        b'\\' => (Token::Backslash, 1),
        b'0'..=b'9' => (Token::Number, run(bytes, |b| b.is_ascii_digit() || b == b'.')),
        byte if starts_word(byte) => word(bytes, standard_strings),
        _ => (Token::Other, 1),
    }
}

/// A word, or a literal that begins with a letter: `E''`, `B''`, `X''`, `N''`, `U&''`, `U&""`.
fn word(bytes: &[u8], standard_strings: bool) -> (Token, usize) {
    let letter = bytes[0].to_ascii_lowercase();
    match (letter, bytes.get(1), bytes.get(2)) {
        (b'e', Some(b'\''), _) => (Token::Text, quoted_text(bytes, 2, true)),
        (b'b' | b'x', Some(b'\''), _) => (Token::Text, quoted_text(bytes, 2, false)),
        (b'n', Some(b'\''), _) => (Token::Text, quoted_text(bytes, 2, !standard_strings)),
        (b'u', Some(b'&'), Some(b'\'')) => (Token::Text, quoted_text(bytes, 3, false)),
        (b'u', Some(b'&'), Some(b'"')) => (Token::QuotedIdentifier, quoted(bytes, 3, b'"', false)),
        _ => (Token::Word, run(bytes, |b| starts_word(b) || b.is_ascii_digit() || b == b'$')),
    }
}

/// A parameter (`$1`), a text between dollar tags (`$$…$$`, `$tag$…$tag$`), or a lone dollar.
fn dollar(rest: &str) -> (Token, usize) {
    let bytes = rest.as_bytes();
    let digits = run(&bytes[1..], |b| b.is_ascii_digit());
    if digits > 0 {
        return (Token::Number, 1 + digits);
    }
    let name = run(&bytes[1..], |b| starts_word(b) || b.is_ascii_digit());
    if bytes.get(1 + name) != Some(&b'$') {
        return (Token::Other, 1);
    }
    let tag = &rest[..name + 2];
    let end = rest[tag.len()..].find(tag).map_or(rest.len(), |at| at + 2 * tag.len());
    (Token::Text, end)
}

/// A literal in single quotes, with the pieces that continue it on later lines: the first piece's
/// rule about backslashes holds for all of them.
fn quoted_text(bytes: &[u8], from: usize, backslashes: bool) -> usize {
    let mut end = quoted(bytes, from, b'\'', backslashes);
    while let Some(piece) = continuation(bytes, end) {
        end = quoted(bytes, piece, b'\'', backslashes);
    }
    end
}

/// Where the text of a continuing piece begins: after blanks with a line's end among them, and
/// comments to the end of a line, and a quote.
fn continuation(bytes: &[u8], end: usize) -> Option<usize> {
    let mut at = end;
    let mut line_ended = false;
    loop {
        match bytes.get(at)? {
            b'\n' => {
                line_ended = true;
                at += 1;
            }
            b' ' | b'\t' | b'\r' | b'\x0b' | b'\x0c' => at += 1,
            b'-' if bytes.get(at + 1) == Some(&b'-') => at += run(&bytes[at..], |b| b != b'\n'),
            b'\'' if line_ended => return Some(at + 1),
            _ => return None,
        }
    }
}

/// The end of what began with `quote` just before `from`; a doubled quote stands for itself.
fn quoted(bytes: &[u8], from: usize, quote: u8, backslashes: bool) -> usize {
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'\\' && backslashes {
            at += 2;
        } else if byte != quote {
            at += 1;
        } else if bytes.get(at + 1) == Some(&quote) {
            at += 2;
        } else {
            return at + 1;
        }
    }
    bytes.len()
}

fn block_comment(bytes: &[u8]) -> usize {
    let mut depth = 0usize;
    let mut at = 0;
    while at < bytes.len() {
        match &bytes[at..] {
            [b'/', b'*', ..] => {
                depth += 1;
                at += 2;
            }
            [b'*', b'/', ..] => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

fn starts_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn run(bytes: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|&byte| !belongs(byte)).unwrap_or(bytes.len())
}
