//! The one place where names and texts become SQL, for all crates that write some without sending it.

use std::fmt;

use pgdc_catalog::{QualifiedName, TypeRef};

/// A name as a quoted identifier. Every name is quoted, so that none can be anything but a name.
///
/// ```
/// use pgdc_ddl::sql::{Ident, literal};
///
/// assert_eq!(Ident("an \"odd\" name").to_string(), r#""an ""odd"" name""#);
/// assert_eq!(literal("it's"), "'it''s'");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Ident<'a>(pub &'a str);

impl fmt::Display for Ident<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.replace('"', "\"\""))
    }
}

/// A text as a literal, whatever `standard_conforming_strings` says.
pub fn literal(text: &str) -> String {
    let quoted = text.replace('\'', "''");
    match quoted.contains('\\') {
        true => format!("E'{}'", quoted.replace('\\', "\\\\")),
        false => format!("'{quoted}'"),
    }
}

/// `"public"."album"`.
pub fn qualified(name: &QualifiedName) -> String {
    format!("{}.{}", Ident(&name.schema), Ident(&name.name))
}

/// `"tenant_id", "number"`.
pub fn list<T: AsRef<str>>(columns: impl IntoIterator<Item = T>) -> String {
    let quoted = columns.into_iter().map(|name| Ident(name.as_ref()).to_string());
    let quoted: Vec<String> = quoted.collect();
    quoted.join(", ")
}

/// The type, with all dimensions: PostgreSQL itself prints one.
pub(crate) fn type_name(type_ref: &TypeRef) -> String {
    let further = usize::try_from(type_ref.dimensions.saturating_sub(1)).unwrap_or_default();
    format!("{}{}", type_ref.sql, "[]".repeat(further))
}

/// ` COLLATE "pg_catalog"."C"`, where there is one.
pub(crate) fn collate(collation: Option<&QualifiedName>) -> String {
    collation.map(|name| format!(" COLLATE {}", qualified(name))).unwrap_or_default()
}

/// ` WITH ("fillfactor" = '70')`, where there are any: `name=value` as PostgreSQL keeps them.
pub(crate) fn with(options: &[String]) -> String {
    match options.is_empty() {
        true => String::new(),
        false => format!(" WITH ({})", settings(options, " = ")),
    }
}

/// ` OPTIONS ("schema_name" 'far')`, where there are any.
pub(crate) fn foreign_options(options: &[String]) -> String {
    match options.is_empty() {
        true => String::new(),
        false => format!(" OPTIONS ({})", settings(options, " ")),
    }
}

/// The options of an operator class and the like, between parentheses.
pub(crate) fn settings(options: &[String], between: &str) -> String {
    let options = options.iter().map(|option| {
        let (name, value) = option.split_once('=').unwrap_or((option, "true"));
        format!("{}{between}{}", Ident(name), literal(value))
    });
    options.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_name_or_a_literal_but_its_end() {
        assert_eq!(Ident(r#"a"; drop table b; --"#).to_string(), r#""a""; drop table b; --""#);
        assert_eq!(literal(r"a'b\"), r"E'a''b\\'");
        assert_eq!(with(&[r#"a"=b=c'"#.to_owned()]), r#" WITH ("a""" = 'b=c''')"#);
    }
}
