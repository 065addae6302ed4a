//! What lint's SQL is made of.

use pgdc_catalog::{Catalog, TypeKind, TypeRef};

pub(crate) use pgdc_ddl::sql::{Ident, list, literal, qualified};

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
