//! User text in comments: on one line, and read as it is written.

/// The text with blanks for control characters and line breaks, and a mark for characters that change the
/// direction of what follows: with those, code can look like something else than it is (CVE-2021-42574), so
/// that rustc refuses them.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(plain_char).collect()
}

fn plain_char(c: char) -> char {
    match c {
        '\u{2028}' | '\u{2029}' => ' ',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => ' ',
        c => c,
    }
}
