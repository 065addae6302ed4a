use std::fmt;

use serde::{Deserialize, Serialize};

/// The name of a relation, type or sequence with the schema it lives in, exactly as PostgreSQL stores
/// it: unquoted, and any character but NUL may stand in it.
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(deny_unknown_fields)]
pub struct QualifiedName {
    /// The schema.
    pub schema: String,
    /// The name within it.
    pub name: String,
}

impl QualifiedName {
    /// The name `name` in `schema`.
    pub fn new(schema: impl Into<String>, name: impl Into<String>) -> Self {
        QualifiedName { schema: schema.into(), name: name.into() }
    }

    /// Whether a pattern of people's settings means it: `album`, `sales.*`, `*_log`. A star stands for any
    /// text. A pattern with a dot is matched with `schema.name`, any other with the name alone; the name
    /// itself always matches.
    ///
    /// ```
    /// use pgdc_catalog::QualifiedName;
    ///
    /// let name = QualifiedName::new("sales", "order_log");
    /// assert!(name.matches("*_log") && name.matches("sales.*") && !name.matches("public.*"));
    /// ```
    pub fn matches(&self, pattern: &str) -> bool {
        pattern == self.name
            || glob(pattern, &self.name)
            || (pattern.contains('.') && glob(pattern, &self.to_string()))
    }
}

/// Whether `text` is `pattern` with some text in place of each star.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == text };
    let Some(rest) = text.strip_prefix(before) else { return false };
    let mut tails = rest.char_indices().map(|(at, _)| &rest[at..]).chain([""]);
    tails.any(|tail| glob(after, tail))
}

/// For messages to people: `public.album`. Not quoted, so never to be used as SQL.
impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.schema, self.name)
    }
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
        assert!(name.matches("sales.*"));
        assert!(!name.matches("public.*"));
        assert!(name.matches("order"));
        assert!(QualifiedName::new("public", "a.b").matches("a.b"));
    }
}
