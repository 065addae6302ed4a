//! From the model to tokens, one function an item. No decisions: what is written here follows from the
//! model alone.

mod composites;
mod db;
mod ddl;
mod enums;
mod newtypes;
mod plumbing;
mod relation;
mod schema;
mod scoped;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Column, Features, Model, Module, Newtype, Relation, ScopeLevel};
use crate::resolve::{TYPES, Traits};

/// A module as items under headings, to be printed with blank lines between them.
pub(crate) struct Section {
    /// What the heading says; the first section has none.
    pub(crate) heading: Option<String>,
    pub(crate) items: Vec<TokenStream>,
}

/// What stands in the module of a schema, or in the flat one. `ids` are the levels of the scope whose types
/// stand in it.
fn module_with(module: &Module, model: &Model, ids: &[ScopeLevel]) -> Vec<Section> {
    let scopes = &model.scopes;
    let mut first = imports(module, ids);
    first.extend(db::items(module, scopes));
    first.extend(scoped::ids(ids));
    let mut sections = vec![Section { heading: None, items: first }];
    for relation in &module.relations {
        let items = relation::items(relation);
        sections.push(Section { heading: Some(relation.name.clone()), items });
    }
    let enums = module.enums.iter().map(enums::item);
    let newtypes = module.newtypes.iter().map(newtypes::item);
    let composites = module.composites.iter().map(composites::item);
    let items: Vec<_> = enums.chain(newtypes).chain(composites).collect();
    if !items.is_empty() {
        sections.push(Section { heading: Some("Types".to_owned()), items });
    }
    let relations = module.relations.iter().flat_map(plumbing::relation);
    let enums = module.enums.iter().flat_map(plumbing::enumeration);
    let composites = module.composites.iter().map(plumbing::composite);
    let newtypes = ids.iter().map(|level| &level.id).chain(&module.newtypes);
    let newtypes = newtypes.map(plumbing::newtype);
    let items = relations.chain(enums).chain(newtypes).chain(composites);
    let items: Vec<_> = items.chain(ddl::of_rows(module, model)).collect();
    if !items.is_empty() {
        let heading = "Plumbing: connects the types above to pgdc. No decisions below.".to_owned();
        sections.push(Section { heading: Some(heading), items });
    }
    sections
}

/// What stands in the flat module.
pub(crate) fn flat(module: &Module, model: &Model) -> Vec<Section> {
    let mut sections = module_with(module, model, &model.scopes);
    sections.extend(statements(model));
    sections
}

/// What stands in the module of a schema, where each schema has one.
pub(crate) fn module(module: &Module, model: &Model) -> Vec<Section> {
    let mut sections = module_with(module, model, &[]);
    let used: Vec<_> = model.scopes.iter().map(|level| &level.id.ident).collect();
    if let (Some(first), false) =
        (sections.first_mut(), used.is_empty() || module.relations.is_empty())
    {
        first.items.insert(0, quote!(use super::{#(#used),*};));
    }
    sections
}

/// What stands above the modules where each schema has one.
pub(crate) fn root(model: &Model) -> Vec<Section> {
    let mut items =
        imports_of(&[], model.scopes.iter().flat_map(|level| &level.id.imports).copied().collect());
    items.extend(db::root_items(&model.modules, &model.scopes));
    items.extend(scoped::ids(&model.scopes));
    items.extend(model.scopes.iter().map(|level| plumbing::newtype(&level.id)));
    let tables = Section { heading: None, items };
    std::iter::once(tables).chain(statements(model)).collect()
}

/// The statements that make the tables, where they were asked for.
fn statements(model: &Model) -> Option<Section> {
    let heading = Some("The statements that make the tables".to_owned());
    model.ddl.as_ref().map(|_| Section { heading, items: ddl::of_db(model) })
}

/// What stops a file from compiling where it does not fit the runtime, with a message that says why.
pub(crate) fn checks(features: &Features) -> Section {
    let format = quote!(
        const _: () = pgdc::__private::GENERATED_FORMAT_1;
    );
    let features = features.0.iter().map(|(feature, needed_by)| {
        let check = crate::ident::ident(&format!("__needs_{feature}"));
        quote!(pgdc::#check!(#needed_by);)
    });
    let heading = "What this file needs of pgdc".to_owned();
    Section { heading: Some(heading), items: std::iter::once(format).chain(features).collect() }
}

fn imports(module: &Module, ids: &[ScopeLevel]) -> Vec<TokenStream> {
    let columns = || module.relations.iter().flat_map(|relation| &relation.columns);
    let any = |test: fn(&Relation) -> bool| module.relations.iter().any(test);
    let mut own = vec![];
    if columns().next().is_some() {
        own.push(quote!(Column));
    }
    if any(|relation| !relation.constraints.is_empty()) {
        own.push(quote!(Constraint));
    }
    if columns().any(|column| !column.not_null) {
        own.push(quote!(Nullable));
    }
    if any(|relation| !(relation.roads.is_empty() && relation.finders.is_empty())) {
        own.push(quote!(Query));
    }
    if any(|relation| !relation.references.is_empty()) {
        own.push(quote!(Reference));
    }
    if any(|relation| relation.forms.is_some() && relation.columns.iter().any(Column::is_writable))
    {
        own.push(quote!(Set));
    }
    if !module.relations.is_empty() {
        own.push(quote!(Table));
    }
    if any(|relation| relation.forms.is_some()) {
        own.push(quote!(With));
    }
    let of_columns = columns().flat_map(|column| &column.imports);
    let fields = module.composites.iter().flat_map(|composite| &composite.fields);
    let of_fields = fields.flat_map(|field| &field.imports);
    let brands =
        module.relations.iter().filter_map(|relation| relation.key.as_ref()?.brand.as_ref());
    let ids = ids.iter().map(|level| &level.id);
    let newtypes = brands.chain(&module.newtypes).chain(ids);
    let of_newtypes = newtypes.flat_map(|newtype: &Newtype| &newtype.imports);
    let types = of_columns.chain(of_fields).chain(of_newtypes).copied().collect();
    imports_of(&own, types)
}

/// Imports of pgdc's own items and of its types.
fn imports_of(own: &[TokenStream], mut types: Vec<&str>) -> Vec<TokenStream> {
    types.sort_unstable();
    types.dedup();
    let names_module = types.contains(&TYPES);
    types.retain(|name| *name != TYPES);
    let types: Vec<_> = types.into_iter().map(crate::ident::ident).collect();
    let mut items = Vec::new();
    if names_module {
        items.push(quote!(
            use pgdc::types;
        ));
    }
    if !types.is_empty() {
        items.push(quote!(use pgdc::types::{#(#types),*};));
    }
    if !own.is_empty() {
        items.push(quote!(use pgdc::{#(#own),*};));
    }
    items
}

/// Lines as `///` comments.
fn docs<'l>(lines: impl IntoIterator<Item = &'l String>) -> TokenStream {
    let lines = lines.into_iter().map(|line| match line.is_empty() {
        true => String::new(),
        false => format!(" {line}"),
    });
    quote!(#(#[doc = #lines])*)
}

/// A comment of the database, a blank line, then what the item is.
fn docs_with(comment: &[String], line: &str) -> TokenStream {
    let blank = String::new();
    let line = line.to_owned();
    let separator = (!comment.is_empty()).then_some(&blank);
    docs(comment.iter().chain(separator).chain([&line]))
}

/// The type of a field of the row.
fn field_type(column: &Column) -> TokenStream {
    let value = &column.value;
    if column.not_null { quote!(#value) } else { quote!(Option<#value>) }
}

/// What a struct of values with these traits derives.
fn derives(traits: Traits) -> TokenStream {
    let copy = traits.is_copy.then(|| quote!(Copy,));
    let eq = traits.is_eq.then(|| quote!(Eq, Hash,));
    let (ord, partial_ord) = match traits.is_plain {
        true => (Some(quote!(Ord,)), Some(quote!(, PartialOrd))),
        false => (None, None),
    };
    quote!(#[derive(Clone, #copy Debug, #eq #ord PartialEq #partial_ord)])
}
