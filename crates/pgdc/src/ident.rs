//! The one place where a name becomes a quoted SQL identifier, or a literal.

use std::fmt;

/// A name as a quoted identifier: `album` is displayed as `"album"`.
///
/// Every name is quoted, whether it needs it or not, so that no name can be anything but a name
/// (PostgreSQL manual, "Identifiers and Key Words"). It is for SQL of your own that names what is known at run
/// time alone; handles quote by themselves.
///
/// ```no_run
/// # use pgdc::*;
/// # async fn f(pool: Pool, table: &str) -> Result<()> {
/// let text = format!("SELECT count(*) FROM {}", Ident(table));
/// let rows: i64 = pool.sql(SqlText::trusted(text), ()).item().await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Ident<'a>(pub &'a str);

impl Ident<'_> {
    /// Writes it without the detour by a formatter: names are most of what a statement is made of.
    pub(crate) fn push_to(self, text: &mut String) {
        text.push('"');
        if self.0.as_bytes().contains(&b'"') {
            text.push_str(&self.0.replace('"', "\"\""));
        } else {
            text.push_str(self.0);
        }
        text.push('"');
    }
}

impl fmt::Display for Ident<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut quoted = String::with_capacity(self.0.len() + 2);
        self.push_to(&mut quoted);
        f.write_str(&quoted)
    }
}

/// A name as a literal: `english` is displayed as `E'english'`, which means the same whatever
/// `standard_conforming_strings` says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Literal<'a>(pub(crate) &'a str);

impl fmt::Display for Literal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("E'")?;
        for part in self.0.split_inclusive(['\'', '\\']) {
            f.write_str(part)?;
            if let Some(doubled @ ('\'' | '\\')) = part.chars().next_back() {
                write!(f, "{doubled}")?;
            }
        }
        f.write_str("'")
    }
}

#[cfg(test)]
mod tests {
    use super::{Ident, Literal};

    #[test]
    fn a_quote_in_a_literal_is_doubled() {
        assert_eq!(Literal("english").to_string(), "E'english'");
        assert_eq!(Literal(r"a'b\c'").to_string(), r"E'a''b\\c'''");
        assert_eq!(Literal("").to_string(), "E''");
    }

    #[test]
    fn a_quote_in_a_name_is_doubled() {
        assert_eq!(Ident("album").to_string(), r#""album""#);
        assert_eq!(Ident(r#"a"; drop table b; --"#).to_string(), r#""a""; drop table b; --""#);
        assert_eq!(Ident("").to_string(), r#""""#);
    }
}
