//! `Db`: the way to the tables.

use crate::code::{Code, quote};

use super::{docs, docs_with, schema, scoped};
use crate::model::{Module, Relation, ScopeLevel};
use crate::print::schemas;

/// The `Db` of a module; one that only lends types to others has none.
pub(super) fn items(module: &Module, scopes: &[ScopeLevel]) -> Vec<Code> {
    if module.relations.is_empty() && module.name.is_some() {
        return Vec::new();
    }
    if !scopes.is_empty() {
        return scoped::items(module, scopes);
    }
    let about = docs_with(
        &module.comment,
        &format!("The tables and views of {}.", schemas(&module.schemas)),
    );
    let accessors = module.relations.iter().map(|relation| {
        let (accessor, row) = (&relation.accessor, &relation.row);
        let about = about_accessor(relation);
        quote! {
            #about
            #[inline]
            pub fn #accessor(self) -> Table<'e, #row> {
                Table::on(self.0)
            }
        }
    });
    let mut items = structure(&about, quote!(#(#accessors)*));
    items.push(schema::of_module(module, &quote!(self.0)));
    items
}

/// What is said of the method that gives a relation's handle.
pub(super) fn about_accessor(relation: &Relation) -> Code {
    let mut title = capitalised(&relation.title);
    if let Some(first) = relation.comment.first() {
        title = format!("{title}: {first}");
    }
    docs([&title])
}

/// The `Db` that leads to those of the schemas.
pub(super) fn root_items(modules: &[Module], scopes: &[ScopeLevel]) -> Vec<Code> {
    if !scopes.is_empty() {
        return scoped::root_items(modules, scopes);
    }
    let accessors = modules.iter().filter(|module| !module.relations.is_empty()).map(|module| {
        let name = &module.name;
        let about = docs([&capitalised(&format!("{}.", schemas(&module.schemas)))]);
        quote! {
            #about
            pub fn #name(self) -> #name::Db<'e> {
                #name::Db::on(self.0)
            }
        }
    });
    let mut items = structure(&quote!(#[doc = " The schemas."]), quote!(#(#accessors)*));
    items.push(schema::of_modules(modules, &quote!(self.0)));
    items
}

fn structure(about: &Code, accessors: Code) -> Vec<Code> {
    vec![
        quote! {
            #about
            #[derive(Clone, Copy)]
            pub struct Db<'e>(pgdc::Link<'e>);
        },
        quote! {
            impl<'e> Db<'e> {
                /// On a pool, a connection or a transaction.
                pub fn new<E: pgdc::Executor + ?Sized>(exec: &'e E) -> Self {
                    Db(exec.link())
                }

                /// On the link of one.
                pub fn on(link: pgdc::Link<'e>) -> Self {
                    Db(link)
                }

                #accessors
            }
        },
    ]
}

pub(super) fn capitalised(title: &str) -> String {
    let mut chars = title.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
