//! From the catalog to the model: every decision is made here.

mod brands;
mod built_in;
mod docs;
mod finders;
mod layout;
mod made;
mod references;
mod reversed;
mod scopes;
mod types;

pub(crate) use built_in::{TYPES, Traits};
pub(crate) use docs::code;
pub(crate) use reversed::canonical;
pub use reversed::{built_in_of, is_built_in, may_hold};

use pgdc_catalog::{Attribute, Catalog, Generated, Identity, Relation, Schema};

use crate::Diagnostic;
use crate::ident::{Names, constant_name, ident, value_name};
use crate::model::{self, Column, Features, Fill, Key, Model, Newtype};
use crate::overrides::Overrides;
use crate::scoping::{Access, Scoping};
use brands::Brands;
use layout::lay_out;
use types::Types;

type Selected<'c> = [(&'c Schema, Vec<&'c Relation>)];

/// What the configuration asks for, checked against the catalog.
pub(crate) struct Asked<'a> {
    pub(crate) is_flat: bool,
    pub(crate) overrides: &'a Overrides,
    pub(crate) scoping: &'a Scoping,
}

pub(crate) fn resolve(
    catalog: &Catalog,
    selected: &Selected<'_>,
    asked: &Asked<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Model {
    let Asked { overrides, scoping, .. } = *asked;
    let used = made::used(catalog, selected, overrides);
    let scope_names = scopes::names(scoping);
    let mut layout = lay_out(selected, asked, &used, &scope_names);
    let places = made::name(&mut layout, &used, overrides);
    let brands = match overrides.branded_keys {
        true => Brands::new(catalog, selected, &layout, overrides, &scope_names),
        false => Brands::default(),
    };
    let scope_ids: Vec<_> = scope_names.iter().map(|names| names.id.clone()).collect();
    let at_root = Types {
        catalog,
        places: &places,
        brands: &brands,
        scoping,
        scope_ids: &scope_ids,
        overrides,
        module: None,
    };
    let mut features = Features::default();
    let scopes = scopes::levels(scoping, scope_names, &at_root, &mut features);
    for (home, part) in layout.parts.iter_mut().enumerate() {
        let module = part.module.name.clone();
        let types = Types { module: module.as_ref(), ..at_root };
        made::fill(home, part, &used, &types, &mut features);
        for (relation, resolved) in part.relations.iter().zip(&mut part.module.relations) {
            resolved.access = access(relation, scoping);
            resolved.columns = columns(relation, &types, &mut features, diagnostics);
            resolved.key = key(relation, &types, resolved, &mut features);
            resolved.constraints = constraints(relation, &resolved.columns);
        }
    }
    references::fill(&mut layout, scoping.checks_parents);
    let modules = layout.parts.into_iter().map(|part| part.module).collect();
    Model { modules, scopes, features, ddl: None }
}

fn access(relation: &Relation, scoping: &Scoping) -> model::Access {
    let place = |column: &str| relation.attributes.iter().position(|a| a.name == *column);
    match scoping.access(&relation.name) {
        Access::Open => model::Access::Open,
        Access::Shared => model::Access::Shared,
        Access::Scoped(columns) => {
            let columns = columns.iter();
            let columns = columns.filter_map(|(level, column)| Some((*level, place(column)?)));
            model::Access::Scoped(columns.collect())
        }
    }
}

fn columns(
    relation: &Relation,
    types: &Types<'_>,
    features: &mut Features,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Column> {
    let mut fields = Names::default();
    let mut constants = Names::default();
    let access = types.scoping.access(&relation.name);
    let resolve = |attribute: &Attribute| {
        let in_scope = access.goes_by(&attribute.name);
        let mapped = types.column(&relation.name, attribute);
        let not_null = is_not_null(relation, attribute, types);
        let fill = fill(relation, attribute, types);
        features.note(&mapped.native.features, || {
            format!("column {}.{}", relation.name, attribute.name)
        });
        if mapped.is_fallback {
            diagnostics.push(Diagnostic::TextFallback {
                relation: relation.name.clone(),
                column: attribute.name.clone(),
                sql_type: attribute.type_ref.sql.clone(),
            });
        }
        let asked_for = types.overrides.column_name(&relation.name, &attribute.name);
        let field = asked_for.map_or_else(|| value_name(&attribute.name), ToOwned::to_owned);
        let constant = constants.take(&constant_name(&field));
        let field = fields.take(&field);
        let mut docs = docs::comment(attribute.comment.as_ref());
        if !docs.is_empty() {
            docs.push(String::new());
        }
        docs.push(docs::facts(relation, attribute, &field, in_scope));
        Column {
            name: attribute.name.clone(),
            constant,
            field,
            value: mapped.native.value,
            imports: mapped.native.imports,
            docs,
            setting: mapped.setting,
            sql_type: attribute.type_ref.sql.clone(),
            transport: mapped.transport,
            // Of a view's columns nobody knows what fills them.
            is_required: not_null && fill == Fill::Null && !relation.kind.is_view() && !in_scope,
            in_scope,
            not_null,
            is_never_null: types.overrides.is_not_null(&relation.name, &attribute.name),
            fill,
        }
    };
    let columns = relation.attributes.iter().map(resolve).collect();
    if !relation.denied.is_empty() {
        let (relation, columns) = (relation.name.clone(), relation.denied.clone());
        diagnostics.push(Diagnostic::NotReadable { relation, columns });
    }
    columns
}

/// Whether the column holds no NULL: by its own constraint, by that of its domain, or because the
/// configuration says so.
fn is_not_null(relation: &Relation, attribute: &Attribute, types: &Types<'_>) -> bool {
    // What a view makes of a domain may well be NULL, by an outer join for one.
    let by_domain = || !relation.kind.is_view() && types.domain_facts(&attribute.type_ref).not_null;
    attribute.not_null
        || types.overrides.is_not_null(&relation.name, &attribute.name)
        || by_domain()
}

fn fill(relation: &Relation, attribute: &Attribute, types: &Types<'_>) -> Fill {
    let default = || types.domain_facts(&attribute.type_ref).default;
    match (&attribute.generated, attribute.identity, &attribute.default) {
        _ if is_read_only(relation, attribute) => Fill::ReadOnly,
        (Some(Generated::Stored(sql) | Generated::Virtual(sql)), ..) => {
            Fill::Generated(sql.clone())
        }
        (None, Some(Identity::Always), _) => Fill::IdentityAlways,
        (None, Some(Identity::ByDefault), _) => Fill::IdentityByDefault,
        (None, None, Some(sql)) => Fill::Default(sql.clone()),
        (None, None, None) => default().map_or(Fill::Null, |sql| Fill::Default(sql.to_owned())),
    }
}

/// Whether the relation is a view that can be written, and takes no value for the attribute.
fn is_read_only(relation: &Relation, attribute: &Attribute) -> bool {
    relation.read_only.contains(&attribute.name)
}

fn key(
    relation: &Relation,
    types: &Types<'_>,
    resolved: &model::Relation,
    features: &mut Features,
) -> Option<Key> {
    let primary_key = relation.primary_key().map(|key| key.columns.as_slice());
    let names = primary_key.or_else(|| types.overrides.key(&relation.name))?;
    let place = |name: &String| relation.attributes.iter().position(|a| a.name == *name);
    let columns: Vec<usize> = names.iter().filter_map(place).collect();
    let natives = columns.iter().map(|at| types.column(&relation.name, &relation.attributes[*at]));
    let traits = natives.map(|mapped| mapped.native.traits).reduce(Traits::both)?;
    let holds_scope = |at: &usize| {
        let column = &relation.attributes[*at].name;
        types.scoping.level(&relation.name, column).is_some()
    };
    let brand = types.brands.of_key(relation).filter(|_| !columns.iter().any(holds_scope));
    let brand = brand.map(|place| {
        let native = types.inside_key(&relation.attributes[columns[0]]);
        features.note(&native.features, || format!("the key of {}", relation.name));
        let docs = vec![format!("The primary key of {}.", resolved.title)];
        let (value, imports, traits) = (native.value, native.imports, native.traits);
        Newtype { ident: place.ident.clone(), docs, value, imports, traits }
    });
    let several = columns.len() > 1;
    let name = several.then(|| ident(&layout::key(&resolved.row.to_string())));
    Some(Key { name, traits, brand, columns })
}

/// Constants for what a write can break: keys, checks, exclusions and unique indexes.
fn constraints(relation: &Relation, columns: &[Column]) -> Vec<model::Constraint> {
    let mut names = Names::default();
    for column in columns {
        names.take(&column.constant.to_string());
    }
    let backed = |name: &str| relation.constraints.iter().any(|c| c.name == name);
    let index = |name: &str| {
        relation.indexes.iter().find(|index| index.constraint.as_deref() == Some(name))
    };
    let constraints = relation.constraints.iter().map(|c| {
        (&c.name, [docs::code, docs::as_is].map(|code| docs::constraint(c, index(&c.name), code)))
    });
    let indexes =
        relation.indexes.iter().filter(|index| index.unique && !backed(&index.name)).map(|index| {
            (&index.name, [docs::code, docs::as_is].map(|code| docs::unique_index(index, code)))
        });
    constraints
        .chain(indexes)
        .map(|(name, [doc, words])| model::Constraint {
            constant: names.take(&constant_name(name)),
            name: name.clone(),
            doc: format!("{doc}."),
            words,
        })
        .collect()
}
