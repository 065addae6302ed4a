//! From the model to tokens, one function an item. No decisions: what is written here follows from the
//! model alone.

mod beside;
mod composites;
mod db;
mod ddl;
mod enums;
mod newtypes;
mod plumbing;
mod relation;
mod schema;
mod scoped;

use crate::code::{Code, ToCode, quote};

use crate::model::{Column, Features, Model, Module, Newtype, Relation, ScopeLevel};
use crate::resolve::{TYPES, Traits};

pub(crate) use beside::beside;

/// A module as items under headings, to be printed with blank lines between them.
pub(crate) struct Section<'m> {
    /// What the heading says; the first section has none.
    pub(crate) heading: Option<String>,
    /// Made when they are asked for, so that the tokens of a large module are never all there.
    pub(crate) items: Box<dyn Iterator<Item = Code> + 'm>,
}

impl<'m> Section<'m> {
    fn new(heading: Option<&str>, items: impl Iterator<Item = Code> + 'm) -> Self {
        Section { heading: heading.map(ToOwned::to_owned), items: Box::new(items) }
    }
}

/// What stands in the module of a schema, or in the flat one. `ids` are the levels of the scope whose types
/// stand in it.
fn module_with<'m>(
    module: &'m Module,
    model: &'m Model,
    ids: &'m [ScopeLevel],
) -> Vec<Section<'m>> {
    let first = imports(module, ids).into_iter();
    let first = first.chain(db::items(module, &model.scopes)).chain(scoped::ids(ids));
    let mut sections = vec![Section::new(None, first)];
    for relation in &module.relations {
        let items = std::iter::once_with(|| relation::items(relation)).flatten();
        sections.push(Section::new(Some(&relation.name), items));
    }
    let enums = module.enums.iter().map(enums::item);
    let newtypes = module.newtypes.iter().map(newtypes::item);
    let composites = module.composites.iter().map(composites::item);
    let mut items = enums.chain(newtypes).chain(composites).peekable();
    if items.peek().is_some() {
        sections.push(Section::new(Some("Types"), items));
    }
    let relations = module.relations.iter().flat_map(plumbing::relation);
    let enums = module.enums.iter().flat_map(plumbing::enumeration);
    let composites = module.composites.iter().map(plumbing::composite);
    let newtypes = ids.iter().map(|level| &level.id).chain(&module.newtypes);
    let newtypes = newtypes.map(plumbing::newtype);
    let items = relations.chain(enums).chain(newtypes).chain(composites);
    let mut items = items.chain(ddl::of_rows(module, model)).peekable();
    if items.peek().is_some() {
        let heading = "Plumbing: connects the types above to pgdc. No decisions below.";
        sections.push(Section::new(Some(heading), items));
    }
    sections
}

/// What stands in the flat module.
pub(crate) fn flat<'m>(module: &'m Module, model: &'m Model) -> Vec<Section<'m>> {
    let mut sections = module_with(module, model, &model.scopes);
    sections.extend(statements(model));
    sections
}

/// What stands in the module of a schema, where each schema has one.
pub(crate) fn module<'m>(module: &'m Module, model: &'m Model) -> Vec<Section<'m>> {
    let mut sections = module_with(module, model, &[]);
    let used: Vec<_> = model.scopes.iter().map(|level| &level.id.ident).collect();
    if !(used.is_empty() || module.relations.is_empty()) {
        let import = import(quote!(super), &used);
        sections.insert(0, Section::new(None, std::iter::once(import)));
    }
    sections
}

/// What stands above the modules where each schema has one.
pub(crate) fn root(model: &Model) -> Vec<Section<'_>> {
    let imports =
        imports_of(&[], model.scopes.iter().flat_map(|level| &level.id.imports).copied().collect());
    let items = imports.into_iter();
    let items = items.chain(db::root_items(&model.modules, &model.scopes));
    let items = items.chain(scoped::ids(&model.scopes));
    let items = items.chain(model.scopes.iter().map(|level| plumbing::newtype(&level.id)));
    std::iter::once(Section::new(None, items)).chain(statements(model)).collect()
}

/// The statements that make the tables, where they were asked for.
fn statements(model: &Model) -> Option<Section<'_>> {
    let heading = "The statements that make the tables";
    model.ddl.as_ref().map(|_| Section::new(Some(heading), ddl::of_db(model).into_iter()))
}

/// What stops a file from compiling where it does not fit the runtime, with a message that says why.
pub(crate) fn checks(features: &Features) -> Section<'_> {
    let format = quote!(
        const _: () = pgdc::__private::GENERATED_FORMAT_1;
    );
    let features = features.0.iter().map(|(feature, needed_by)| {
        let check = crate::ident::ident(&format!("__needs_{feature}"));
        quote!(pgdc::#check!(#needed_by);)
    });
    Section::new(Some("What this file needs of pgdc"), std::iter::once(format).chain(features))
}

fn imports(module: &Module, ids: &[ScopeLevel]) -> Vec<Code> {
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
    if columns().next().is_some() {
        own.push(quote!(column));
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
fn imports_of(own: &[Code], mut types: Vec<&str>) -> Vec<Code> {
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
        items.push(import(quote!(pgdc::types), &types));
    }
    if !own.is_empty() {
        items.push(import(quote!(pgdc), own));
    }
    items
}

fn import(of: Code, names: &[impl ToCode]) -> Code {
    match names {
        [name] => quote!(use #of::#name;),
        names => quote!(use #of::{#(#names),*};),
    }
}

/// Lines as `///` comments.
fn docs<'l>(lines: impl IntoIterator<Item = &'l String>) -> Code {
    let lines = lines.into_iter().map(|line| match line.is_empty() {
        true => String::new(),
        false => format!(" {line}"),
    });
    quote!(#(#[doc = #lines])*)
}

/// A comment of the database, a blank line, then what the item is.
fn docs_with(comment: &[String], line: &str) -> Code {
    let blank = String::new();
    let line = line.to_owned();
    let separator = (!comment.is_empty()).then_some(&blank);
    docs(comment.iter().chain(separator).chain([&line]))
}

/// The type of a field of the row.
fn field_type(column: &Column) -> Code {
    let value = &column.value;
    if column.not_null { quote!(#value) } else { quote!(Option<#value>) }
}

/// What a struct of values with these traits derives.
fn derives(traits: Traits) -> Code {
    let copy = traits.is_copy.then(|| quote!(Copy,));
    let eq = traits.is_eq.then(|| quote!(Eq, Hash,));
    let (ord, partial_ord) = match traits.is_plain {
        true => (Some(quote!(Ord,)), Some(quote!(, PartialOrd))),
        false => (None, None),
    };
    quote!(#[derive(Clone, #copy Debug, #eq #ord PartialEq #partial_ord)])
}
