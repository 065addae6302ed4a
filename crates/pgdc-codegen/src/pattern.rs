//! Patterns of names: `album`, `sales.*`, `*_log`.

use pgdc_catalog::QualifiedName;

/// A pattern with a dot is matched with `schema.name`, any other with the name alone; the name itself
/// always matches.
pub(crate) fn is_match(pattern: &str, name: &QualifiedName) -> bool {
    pattern == name.name
        || glob(pattern, &name.name)
        || (pattern.contains('.') && glob(pattern, &name.to_string()))
}

/// Whether `text` is `pattern` with some text in place of each star.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == text };
    let Some(rest) = text.strip_prefix(before) else { return false };
    let mut tails = rest.char_indices().map(|(at, _)| &rest[at..]).chain([""]);
    tails.any(|tail| glob(after, tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, expected) in [
            ("album", "album", true),
            ("album", "albums", false),
            ("*", "", true),
            ("*_log", "audit_log", true),
            ("*_log", "audit_logs", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("日*", "日本", true),
        ] {
            assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_pattern_with_a_dot_looks_at_the_schema() {
        let name = QualifiedName::new("sales", "order");
        assert!(is_match("sales.*", &name));
        assert!(!is_match("public.*", &name));
        assert!(is_match("order", &name));
        assert!(is_match("a.b", &QualifiedName::new("public", "a.b")));
    }
}
