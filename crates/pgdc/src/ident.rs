//! The one place where a name becomes a quoted SQL identifier.

use std::fmt;

/// A name as a quoted identifier: `album` is displayed as `"album"`.
///
/// Every name is quoted, whether it needs it or not, so that no name can be anything but a name
/// (PostgreSQL manual, "Identifiers and Key Words").
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ident<'a>(pub(crate) &'a str);

impl fmt::Display for Ident<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for (n, part) in self.0.split('"').enumerate() {
            if n > 0 {
                f.write_str("\"\"")?;
            }
            f.write_str(part)?;
        }
        f.write_str("\"")
    }
}

#[cfg(test)]
mod tests {
    use super::Ident;

    #[test]
    fn a_quote_in_a_name_is_doubled() {
        assert_eq!(Ident("album").to_string(), r#""album""#);
        assert_eq!(Ident(r#"a"; drop table b; --"#).to_string(), r#""a""; drop table b; --""#);
        assert_eq!(Ident("").to_string(), r#""""#);
    }
}
