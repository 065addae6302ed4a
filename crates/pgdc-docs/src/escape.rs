//! Text of the database as text of Markdown, whatever it holds.

/// Text within a paragraph, a heading or a cell of a table: nothing in it is markup.
pub(crate) fn inline(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => escaped.push(' '),
            // As an entity, since a reader of HTML alone may not know the backslash.
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '$' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// Paragraphs of text, of which none begins a list, a heading or a block of code.
pub(crate) fn block(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| first_of_line(&inline(line.trim()))).collect();
    lines.join("\n").trim().to_owned()
}

/// What only means something where a line begins: `-`, `+`, `=`, and a number before `.` or `)`.
fn first_of_line(line: &str) -> String {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = line.split_at(digits);
    match rest.chars().next() {
        Some('.' | ')') if digits > 0 => format!("{number}\\{rest}"),
        Some('-' | '+' | '=') if digits == 0 => format!("\\{line}"),
        _ => line.to_owned(),
    }
}

/// A span of code. Where it stands in a table, bars are escaped, which tables take back.
pub(crate) fn code(text: &str, in_table: bool) -> String {
    let text = text.replace(['\n', '\r', '\t'], " ");
    let text = if in_table { text.replace('|', "\\|") } else { text };
    // Nothing but blanks would be no span.
    if text.trim().is_empty() {
        return "(blank)".to_owned();
    }
    let runs = text.split(|c| c != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or_default() + 1);
    // One blank on each side is taken off again, so that the text may begin with a backtick.
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_markup() {
        assert_eq!(inline("a|b <b>*x*\n[y](z)"), "a\\|b &lt;b&gt;\\*x\\* \\[y\\](z)");
        assert_eq!(block("# a\n\n    - b\n1. c\n==="), "\\# a\n\n\\- b\n1\\. c\n\\===");
        assert_eq!(code("a``b|", true), "```a``b\\|```");
        assert_eq!(code("`", false), "`` ` ``");
        assert_eq!(code("", true), "(blank)");
    }
}
