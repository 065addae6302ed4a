//! Text of a database on a terminal, where it must not be anything but text.

/// The text in one line: what moves the cursor, changes colours or turns the direction of letters is written as an
/// escape, such as `\n` or `\u{202e}`.
pub(crate) fn shown(text: &str) -> String {
    let letters = text.chars().map(|c| match acts(c) {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    });
    letters.collect()
}

/// The same, no longer than `longest` letters.
pub(crate) fn shortened(text: &str, longest: usize) -> String {
    let text = shown(text);
    if text.chars().nth(longest).is_none() {
        return text;
    }
    let cut: String = text.chars().take(longest.saturating_sub(1)).collect();
    cut + "…"
}

fn acts(c: char) -> bool {
    let is_format = matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
    );
    c.is_control() || is_format
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(shown("日本 \"é\""), "日本 \"é\"");
        assert_eq!(shown("a\nb\u{1b}[31m\u{202e}"), "a\\nb\\u{1b}[31m\\u{202e}");
        assert_eq!(shortened("abcd", 4), "abcd");
        assert_eq!(shortened("abcde", 4), "abc…");
    }
}
