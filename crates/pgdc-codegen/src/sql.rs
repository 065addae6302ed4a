//! Names of the database as SQL, for the few places where a generated module holds some.

use pgdc_catalog::QualifiedName;

/// A name as a quoted identifier.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// `"public"."album"`.
pub(crate) fn qualified(name: &QualifiedName) -> String {
    format!("{}.{}", quoted(&name.schema), quoted(&name.name))
}
