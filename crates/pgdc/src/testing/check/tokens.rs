//! The words of an expression.

/// A word of SQL.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A name without quotes, in lower case as the server prints it, or a keyword.
    Word(String),
    /// A name in quotes.
    Name(String),
    /// A string without its quotes, or a number.
    Literal(String),
    /// An operator, `::` among them.
    Op(String),
    /// One of `( ) [ ] , .`
    Mark(char),
}

/// None where a quote is left open.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        let (token, next) = match first {
            'E' | 'B' | 'X' if after.starts_with('\'') => string(&after[1..], first == 'E')?,
            '\'' => string(after, false)?,
            '"' => {
                let (name, next) = quoted(after, '"')?;
                (Token::Name(name), next)
            }
            '(' | ')' | '[' | ']' | ',' | '.' => (Token::Mark(first), after),
            _ if first.is_ascii_digit() => {
                let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.';
                let (number, next) = split(rest, is_part);
                (Token::Literal(number.to_owned()), next)
            }
            _ if first.is_alphabetic() || first == '_' => {
                let (word, next) = split(rest, |c| c.is_alphanumeric() || c == '_' || c == '$');
                (Token::Word(word.to_owned()), next)
            }
            _ => {
                let (op, next) = split(rest, |c| "+-*/<>=~!@#%^&|`?:".contains(c));
                if op.is_empty() {
                    return None;
                }
                (Token::Op(op.to_owned()), next)
            }
        };
        found.push(token);
        rest = next.trim_start();
    }
    Some(found)
}

fn split(text: &str, is_part: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !is_part(c)).unwrap_or(text.len()))
}

/// After the opening quote. Of a string with escapes, backslashes are doubled.
fn string(text: &str, has_escapes: bool) -> Option<(Token, &str)> {
    let (content, next) = quoted(text, '\'')?;
    let content = if has_escapes { content.replace("\\\\", "\\") } else { content };
    Some((Token::Literal(content), next))
}

/// What stands before the closing quote, which is doubled within, and what follows it.
fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut content = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once(quote)?;
        content.push_str(before);
        match after.strip_prefix(quote) {
            Some(next) => {
                content.push(quote);
                rest = next;
            }
            None => return Some((content, after)),
        }
    }
}
