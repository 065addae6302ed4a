//! The types of the database for which Rust types are made: enumerated and composite ones, and the domains
//! that the configuration names.

use std::collections::BTreeMap;

use crate::ident::Ident;
use pgdc_catalog::{Catalog, Field, QualifiedName, Type, TypeKind, TypeRef};

use super::layout::{Layout, Part};
use super::types::{Place, Places, Types};
use super::{Selected, docs};
use crate::ident::{Names, type_name, value_name};
use crate::model::{self, Features, Newtype};
use crate::overrides::Overrides;

/// The types that the columns use: directly, as elements of arrays, under domains or as fields.
pub(super) fn used<'c>(
    catalog: &'c Catalog,
    selected: &Selected<'_>,
    overrides: &Overrides,
) -> Vec<&'c Type> {
    let attributes =
        selected.iter().flat_map(|(_, relations)| relations).flat_map(|r| &r.attributes);
    let mut used = BTreeMap::new();
    for attribute in attributes {
        collect(catalog, &attribute.type_ref, overrides, &mut used);
    }
    // For these a type of the user's stands in.
    used.retain(|name, _| overrides.of_type(name).is_none());
    used.into_values().collect()
}

fn collect<'c>(
    catalog: &'c Catalog,
    at: &TypeRef,
    overrides: &Overrides,
    used: &mut BTreeMap<&'c QualifiedName, &'c Type>,
) {
    let Some(found) = catalog.find_type(&at.name) else { return };
    match &found.kind {
        TypeKind::Enum(_) => {
            used.insert(&found.name, found);
        }
        TypeKind::Composite(fields) => {
            if used.insert(&found.name, found).is_none() {
                fields.iter().for_each(|field| collect(catalog, &field.type_ref, overrides, used));
            }
        }
        TypeKind::Domain { base, .. } => {
            if overrides.is_newtype(&found.name) {
                used.insert(&found.name, found);
            }
            collect(catalog, base, overrides, used);
        }
        TypeKind::Range { subtype, .. } => collect(catalog, subtype, overrides, used),
        TypeKind::Multirange { range } => collect(catalog, range, overrides, used),
        TypeKind::Base => {}
    }
}

/// Whether the type is one for which a Rust type is made or was asked for.
pub(super) fn is_made(catalog: &Catalog, used: &TypeRef, overrides: &Overrides) -> bool {
    if used.dimensions > 0 || overrides.of_type(&used.name).is_some() {
        return true;
    }
    match catalog.find_type(&used.name).map(|found| &found.kind) {
        Some(TypeKind::Domain { base, .. }) => {
            overrides.is_newtype(&used.name) || is_made(catalog, base, overrides)
        }
        Some(TypeKind::Base) | None => false,
        Some(_) => true,
    }
}

/// Names the types, each in the module of its schema, or all in the flat one.
pub(super) fn name(layout: &mut Layout<'_>, used: &[&Type], overrides: &Overrides) -> Places {
    let mut places = Places::new();
    for found in used {
        let home = layout.home(&found.name.schema);
        let part = &mut layout.parts[home];
        let asked_for = overrides.type_name(&found.name);
        let name = asked_for.map_or_else(|| type_name(&found.name.name), ToOwned::to_owned);
        let place = Place { home, module: part.module.name.clone(), ident: part.names.take(&name) };
        places.insert(found.name.clone(), place);
    }
    places
}

/// Puts the types that belong in the module there.
pub(super) fn fill(
    home: usize,
    part: &mut Part<'_>,
    used: &[&Type],
    types: &Types<'_>,
    features: &mut Features,
) {
    for found in used {
        let Some(place) = types.places.get(&found.name) else { continue };
        if place.home != home {
            continue;
        }
        let ident = place.ident.clone();
        match &found.kind {
            TypeKind::Enum(labels) => {
                let is_open = types.overrides.is_open(&found.name);
                part.module.enums.push(enumeration(found, ident, labels, is_open));
            }
            TypeKind::Composite(fields) => {
                // One with a field that only text can hold travels as text itself.
                if let Some(composite) = composite(found, ident, fields, types, features) {
                    part.module.composites.push(composite);
                }
            }
            TypeKind::Domain { .. } => {
                part.module.newtypes.extend(newtype(found, ident, types, features));
            }
            _ => {}
        }
    }
}

fn enumeration(found: &Type, ident: Ident, labels: &[String], is_open: bool) -> model::Enum {
    let mut names = Names::reserving(if is_open { &["Self", "Other"] } else { &["Self"] });
    let QualifiedName { schema, name } = found.name.clone();
    let variants =
        labels.iter().map(|label| (names.take(&type_name(label)), label.clone())).collect();
    let comment = docs::comment(found.comment.as_ref());
    model::Enum { schema, name, comment, ident, variants, is_open }
}

/// A domain over a type that only text can hold is text itself.
fn newtype(
    found: &Type,
    ident: Ident,
    types: &Types<'_>,
    features: &mut Features,
) -> Option<Newtype> {
    let used = TypeRef { name: found.name.clone(), ..TypeRef::default() };
    let (native, _) = types.plain(&used)?;
    features.note(&native.features, || format!("domain {}", found.name));
    let mut docs = docs::comment(found.comment.as_ref());
    if !docs.is_empty() {
        docs.push(String::new());
    }
    docs.push(docs::domain(found));
    let (value, imports, traits) = (native.value, native.imports, native.traits);
    Some(Newtype { ident, docs, value, imports, traits })
}

fn composite(
    found: &Type,
    ident: Ident,
    fields: &[Field],
    types: &Types<'_>,
    features: &mut Features,
) -> Option<model::Composite> {
    let mut names = Names::default();
    let resolve = |field: &Field| {
        let native = types.field(&field.type_ref)?;
        features.note(&native.features, || format!("type {}", found.name));
        let ident = names.take(&value_name(&field.name));
        let mut docs = docs::comment(field.comment.as_ref());
        let facts = docs::other_name("Field", &field.name, &ident).into_iter();
        let facts: Vec<_> = facts.chain([docs::code(&field.type_ref.sql)]).collect();
        docs.push(format!("{}.", facts.join("; ")));
        Some(model::Field {
            name: field.name.clone(),
            sql_type: field.type_ref.sql.clone(),
            field: ident,
            value: native.value,
            imports: native.imports,
            docs,
        })
    };
    let fields = fields.iter().map(resolve).collect::<Option<Vec<_>>>()?;
    let QualifiedName { schema, name } = found.name.clone();
    let comment = docs::comment(found.comment.as_ref());
    Some(model::Composite { schema, name, comment, ident, fields })
}
