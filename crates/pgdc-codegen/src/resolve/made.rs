//! The enumerated and composite types of the database, for which Rust types are made.

use std::collections::BTreeMap;

use pgdc_catalog::{Catalog, Field, QualifiedName, Type, TypeKind, TypeRef};
use proc_macro2::Ident;

use super::types::{Place, Places, Types};
use super::{Selected, docs};
use crate::ident::{Names, type_name, value_name};
use crate::model::{self, Module};
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
        collect(catalog, &attribute.type_ref, &mut used);
    }
    // For these a type of the user's stands in.
    used.retain(|name, _| overrides.of_type(name).is_none());
    used.into_values().collect()
}

fn collect<'c>(
    catalog: &'c Catalog,
    at: &TypeRef,
    used: &mut BTreeMap<&'c QualifiedName, &'c Type>,
) {
    let Some(found) = catalog.find_type(&at.name) else { return };
    match &found.kind {
        TypeKind::Enum(_) => {
            used.insert(&found.name, found);
        }
        TypeKind::Composite(fields) => {
            if used.insert(&found.name, found).is_none() {
                fields.iter().for_each(|field| collect(catalog, &field.type_ref, used));
            }
        }
        TypeKind::Domain { base, .. } => collect(catalog, base, used),
        TypeKind::Range { subtype } => collect(catalog, subtype, used),
        TypeKind::Multirange { range } => collect(catalog, range, used),
        TypeKind::Base => {}
    }
}

/// Names the types, each in the module of its schema, or all in the flat one, and puts them there.
pub(super) fn name(
    catalog: &Catalog,
    modules: &mut [Module],
    mut names: Vec<Names>,
    used: &[&Type],
    overrides: &Overrides,
) -> Places {
    let home = |modules: &[Module], found: &Type| {
        modules.iter().position(|module| module.schema == found.name.schema).unwrap_or(0)
    };
    let mut places = Places::new();
    for found in used {
        let home = home(modules, found);
        let asked_for = overrides.type_name(&found.name);
        let name = asked_for.map_or_else(|| type_name(&found.name.name), ToOwned::to_owned);
        let ident = names[home].take(&name);
        places.insert(found.name.clone(), Place { module: modules[home].name.clone(), ident });
    }
    for found in used {
        let module = &mut modules[home(modules, found)];
        let ident = places[&found.name].ident.clone();
        let types = Types { catalog, places: &places, overrides, module: module.name.as_ref() };
        match &found.kind {
            TypeKind::Enum(labels) => module.enums.push(enumeration(found, ident, labels)),
            TypeKind::Composite(fields) => {
                // One with a field that only text can hold travels as text itself.
                if let Some(composite) = composite(found, ident, fields, &types) {
                    module.composites.push(composite);
                }
            }
            _ => {}
        }
    }
    places
}

fn enumeration(found: &Type, ident: Ident, labels: &[String]) -> model::Enum {
    let mut names = Names::reserving(&["Self"]);
    let QualifiedName { schema, name } = found.name.clone();
    let variants =
        labels.iter().map(|label| (names.take(&type_name(label)), label.clone())).collect();
    let comment = docs::comment(found.comment.as_ref());
    model::Enum { schema, name, comment, ident, variants }
}

fn composite(
    found: &Type,
    ident: Ident,
    fields: &[Field],
    types: &Types<'_>,
) -> Option<model::Composite> {
    let mut names = Names::default();
    let resolve = |field: &Field| {
        let native = types.field(&field.type_ref)?;
        let ident = names.take(&value_name(&field.name));
        let mut docs = docs::comment(field.comment.as_ref());
        let facts = docs::other_name("Field", &field.name, &ident).into_iter();
        let facts: Vec<_> = facts.chain([docs::code(&field.type_ref.sql)]).collect();
        docs.push(format!("{}.", facts.join("; ")));
        Some(model::Field {
            name: field.name.clone(),
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
