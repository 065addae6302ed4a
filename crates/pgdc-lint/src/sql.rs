//! The one place where names become SQL.

use std::fmt;

use pgdc_catalog::{Catalog, QualifiedName, TypeKind, TypeRef};

/// A name as a quoted identifier. Every name is quoted, so that none can be anything but a name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ident<'a>(pub(crate) &'a str);

impl fmt::Display for Ident<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.replace('"', "\"\""))
    }
}

/// A text as a literal, whatever `standard_conforming_strings` says.
pub(crate) fn literal(text: &str) -> String {
    let quoted = text.replace('\'', "''");
    match quoted.contains('\\') {
        true => format!("E'{}'", quoted.replace('\\', "\\\\")),
        false => format!("'{quoted}'"),
    }
}

/// `"public"."album"`.
pub(crate) fn qualified(name: &QualifiedName) -> String {
    format!("{}.{}", Ident(&name.schema), Ident(&name.name))
}

/// `"tenant_id", "number"`.
pub(crate) fn list<'a>(columns: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = columns.into_iter().map(|name| Ident(name).to_string()).collect();
    quoted.join(", ")
}

/// The type to cast a text to. A cast to `varchar(3)`, or to a domain over it, would cut a longer text in
/// silence, and so make one tenant of another: this is the type below, without its length.
pub(crate) fn uncut_type(catalog: &Catalog, type_ref: &TypeRef) -> String {
    let mut type_ref = type_ref;
    while let Some(TypeKind::Domain { base, .. }) =
        catalog.find_type(&type_ref.name).map(|found| &found.kind)
        && type_ref.dimensions == 0
    {
        type_ref = base;
    }
    let brackets = if type_ref.dimensions > 0 { "[]" } else { "" };
    format!("{}{brackets}", qualified(&type_ref.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_name_or_a_literal_but_its_end() {
        assert_eq!(Ident(r#"a"; drop table b; --"#).to_string(), r#""a""; drop table b; --""#);
        assert_eq!(literal("app.tenant"), "'app.tenant'");
        assert_eq!(literal(r"a'b\"), r"E'a''b\\'");
    }
}
