//! From the model to tokens, one function an item. No decisions: what is written here follows from the
//! model alone.

mod composites;
mod db;
mod enums;
mod plumbing;
mod relation;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Column, Module, Relation};
use crate::resolve::TYPES;

/// A module as items under headings, to be printed with blank lines between them.
pub(crate) struct Section {
    /// What the heading says; the first section has none.
    pub(crate) heading: Option<String>,
    pub(crate) items: Vec<TokenStream>,
}

/// What stands in the module of a schema, or in the flat one.
pub(crate) fn module(module: &Module) -> Vec<Section> {
    let mut first = imports(module);
    first.extend(module.name.is_none().then(format_check));
    first.extend(db::items(module));
    let mut sections = vec![Section { heading: None, items: first }];
    for relation in &module.relations {
        let items = relation::items(relation);
        sections.push(Section { heading: Some(relation.name.clone()), items });
    }
    let enums = module.enums.iter().map(enums::item);
    let items: Vec<_> = enums.chain(module.composites.iter().map(composites::item)).collect();
    if !items.is_empty() {
        sections.push(Section { heading: Some("Types".to_owned()), items });
    }
    let relations = module.relations.iter().flat_map(plumbing::relation);
    let enums = module.enums.iter().flat_map(plumbing::enumeration);
    let composites = module.composites.iter().map(plumbing::composite);
    let items: Vec<_> = relations.chain(enums).chain(composites).collect();
    if !items.is_empty() {
        let heading = "Plumbing: connects the types above to pgdc. No decisions below.".to_owned();
        sections.push(Section { heading: Some(heading), items });
    }
    sections
}

/// What stands above the modules where each schema has one.
pub(crate) fn root(modules: &[Module]) -> Section {
    let items = std::iter::once(format_check()).chain(db::root_items(modules)).collect();
    Section { heading: None, items }
}

/// Stops a file of another form from compiling, with a name that says why.
fn format_check() -> TokenStream {
    quote!(
        const _: () = pgdc::__private::GENERATED_FORMAT_1;
    )
}

fn imports(module: &Module) -> Vec<TokenStream> {
    let columns = || module.relations.iter().flat_map(|relation| &relation.columns);
    let any = |test: fn(&Relation) -> bool| module.relations.iter().any(test);
    let mut own = vec![];
    if columns().next().is_some() {
        own.push(quote!(Column));
    }
    if any(|relation| !relation.constraints.is_empty()) {
        own.push(quote!(Constraint));
    }
    if columns().any(|column| column.is_nullable) {
        own.push(quote!(Nullable));
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
    let mut types: Vec<&str> =
        of_columns.chain(fields.flat_map(|field| &field.imports)).copied().collect();
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
    if column.is_nullable { quote!(Option<#value>) } else { quote!(#value) }
}
