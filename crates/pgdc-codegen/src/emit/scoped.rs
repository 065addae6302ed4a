//! The ways to the tables where a scope is declared: a handle for each level of it, one for what all tenants
//! share, and one for everything, which asks for a reason.

use crate::code::{Code, quote};
use crate::ident::Ident;

use super::db::{about_accessor, capitalised};
use super::{docs, docs_with, newtypes, schema};
use crate::ident::ident;
use crate::model::{Access, Module, Reference, Relation, ScopeLevel};
use crate::print::schemas;
use crate::resolve::code;

/// The handles of a module.
pub(super) fn items(module: &Module, scopes: &[ScopeLevel]) -> Vec<Code> {
    let tables = format!("The tables and views of {}", schemas(&module.schemas));
    let reached = |level: usize| {
        let relations = module.relations.iter();
        relations.filter_map(move |relation| Some((relation, reach(relation, level, scopes)?)))
    };
    let accessors = |level: usize| {
        reached(level).map(|(relation, body)| accessor(relation, &body)).collect::<Vec<_>>()
    };
    let shared = module.relations.iter().filter(|relation| relation.access == Access::Shared);
    let shared: Vec<_> =
        shared.map(|relation| accessor(relation, &quote!(Table::on(self.link)))).collect();
    let whole = module.relations.iter();
    let whole = whole
        .map(|relation| accessor(relation, &whole_of(quote!(self.link.unscoped(self.reason)))));
    let mut items = vec![root(&docs_with(&module.comment, &format!("{tables}.")))];
    items.push(ways(scopes, !shared.is_empty()));
    for (at, level) in scopes.iter().enumerate() {
        let about = format!("{tables}, for one value of {}.", code(&level.column));
        items.extend(handle(scopes, at, &about, &accessors(at)));
    }
    items.extend(shared_handle(&format!("{tables} that all share."), &shared));
    items.extend(unscoped_handle(&format!("{tables}, whole."), &whole.collect::<Vec<_>>()));
    items.push(schema::of_module(module, &quote!(self.link)));
    items
}

/// The types of the scope's values.
pub(super) fn ids(scopes: &[ScopeLevel]) -> Vec<Code> {
    scopes.iter().map(|level| newtypes::item(&level.id)).collect()
}

/// The handles that lead to those of the modules, and the types of the scope's values.
pub(super) fn root_items(modules: &[Module], scopes: &[ScopeLevel]) -> Vec<Code> {
    let with_tables = || modules.iter().filter(|module| !module.relations.is_empty());
    let is_shared = |module: &&Module| {
        module.relations.iter().any(|relation| relation.access == Access::Shared)
    };
    let lead = |modules: &mut dyn Iterator<Item = &Module>, of: &Ident, way: Code| {
        let accessors = modules.map(|module| {
            let name = &module.name;
            let about = docs([&capitalised(&format!("{}.", schemas(&module.schemas)))]);
            quote! {
                #about
                pub fn #name(&self) -> #name::#of<'e> {
                    #name::Db::on(self.link) #way
                }
            }
        });
        accessors.collect::<Vec<_>>()
    };
    let mut items = vec![root(&quote!(#[doc = " The schemas."]))];
    items.push(ways(scopes, modules.iter().any(|module| is_shared(&module))));
    for (at, level) in scopes.iter().enumerate() {
        let way = scopes[..=at].iter().enumerate().map(|(at, level)| {
            let (method, value) = (narrowing(at, level), value(level));
            quote!(.#method(#value))
        });
        let leads = lead(&mut with_tables(), &level.handle, quote!(#(#way)*));
        let about = format!("The schemas, for one value of {}.", code(&level.column));
        items.extend(handle(scopes, at, &about, &leads));
    }
    let leads = lead(&mut with_tables().filter(is_shared), &ident("SharedDb"), quote!(.shared()));
    items.extend(shared_handle("The tables of the schemas that all share.", &leads));
    let leads = lead(&mut with_tables(), &ident("UnscopedDb"), quote!(.unscoped(self.reason)));
    items.extend(unscoped_handle("The tables of the schemas, whole.", &leads));
    items.push(schema::of_modules(modules, &quote!(self.link)));
    items
}

/// What a handle of the level does to reach the relation; none where it takes a further level.
fn reach(relation: &Relation, level: usize, scopes: &[ScopeLevel]) -> Option<Code> {
    let columns = match &relation.access {
        Access::Scoped(columns) => columns,
        Access::Shared | Access::Open => return Some(quote!(Table::on(self.link))),
    };
    if columns.iter().any(|(at, _)| *at > level) {
        return None;
    }
    let row = &relation.row;
    let narrowed = columns.iter().map(|(at, column)| {
        let (constant, scope) = (&relation.columns[*column].constant, &scopes[*at]);
        let value = value(scope);
        match &scope.guard {
            Some(setting) => quote!(.xtra_guarded(#row::#constant, #value, #setting)),
            None => quote!(.xtra(#row::#constant, #value)),
        }
    });
    let checked = relation.references.iter().flat_map(|reference| {
        let Reference { constant, parent, open_scope, .. } = reference;
        open_scope.iter().map(move |(own, theirs)| {
            let own = &relation.columns[*own].constant;
            quote!(.within(#row::#constant, #row::#own, #parent::#theirs))
        })
    });
    let whole = whole_of(quote!(self.link));
    Some(quote!(#whole #(#narrowed)* #(#checked)*))
}

fn whole_of(link: Code) -> Code {
    quote!(pgdc::__private::whole_table(#link))
}

fn accessor(relation: &Relation, body: &Code) -> Code {
    let (accessor, row) = (&relation.accessor, &relation.row);
    let about = about_accessor(relation);
    quote! {
        #about
        #[inline]
        pub fn #accessor(&self) -> Table<'e, #row> {
            #body
        }
    }
}

fn root(about: &Code) -> Code {
    quote! {
        #about
        ///
        /// Tables are reached by way of a scope.
        #[derive(Clone, Copy)]
        pub struct Db<'e> {
            link: pgdc::Link<'e>,
        }
    }
}

/// What leads from `Db` to the handles.
fn ways(scopes: &[ScopeLevel], has_shared: bool) -> Code {
    let outer = scopes.first().map(|level| {
        let ScopeLevel { method, handle, id, column, .. } = level;
        let id = &id.ident;
        let about = docs([&format!(
            "The rows of one value of {} alone, whatever is done with them.",
            code(column)
        )]);
        quote! {
            #about
            pub fn #method(self, #method: #id) -> #handle<'e> {
                #handle { link: self.link, #method }
            }
        }
    });
    let shared = has_shared.then(|| {
        quote! {
            /// The tables that all share.
            pub fn shared(self) -> SharedDb<'e> {
                SharedDb { link: self.link }
            }
        }
    });
    quote! {
        impl<'e> Db<'e> {
            /// On a pool, a connection or a transaction.
            pub fn new<E: pgdc::Executor + ?Sized>(exec: &'e E) -> Self {
                Db { link: exec.link() }
            }

            /// On the link of one.
            pub fn on(link: pgdc::Link<'e>) -> Self {
                Db { link }
            }

            #outer

            #shared

            /// Every row of every table. The reason is told to those who watch the statements.
            pub fn unscoped(self, reason: &'static str) -> UnscopedDb<'e> {
                UnscopedDb { link: self.link, reason }
            }
        }
    }
}

/// The handle of a level.
fn handle(scopes: &[ScopeLevel], at: usize, about: &str, accessors: &[Code]) -> [Code; 2] {
    let handle = &scopes[at].handle;
    let bound = &scopes[..=at];
    let is_copy = bound.iter().all(|level| level.id.traits.is_copy);
    let copy = is_copy.then(|| quote!(, Copy));
    let fields = bound.iter().map(|ScopeLevel { method, id, .. }| {
        let id = &id.ident;
        quote!(#method: #id)
    });
    let further = scopes.get(at + 1).map(|next| {
        let ScopeLevel { method: argument, handle: further, id, column, .. } = next;
        let id = &id.ident;
        let method = narrowing(at + 1, next);
        let kept = bound.iter().map(|level| {
            let (field, value) = (&level.method, value(level));
            quote!(#field: #value)
        });
        let about = docs([&format!("Those of one value of {} alone.", code(column))]);
        quote! {
            #about
            pub fn #method(&self, #argument: #id) -> #further<'e> {
                #further { link: self.link, #(#kept,)* #argument }
            }
        }
    });
    let about = docs([&about.to_owned()]);
    [
        quote! {
            #about
            #[derive(Clone #copy)]
            pub struct #handle<'e> {
                link: pgdc::Link<'e>,
                #(#fields),*
            }
        },
        quote! {
            impl<'e> #handle<'e> {
                #further
                #(#accessors)*
            }
        },
    ]
}

fn shared_handle(about: &str, accessors: &[Code]) -> Vec<Code> {
    if accessors.is_empty() {
        return Vec::new();
    }
    let about = docs([&about.to_owned()]);
    vec![
        quote! {
            #about
            #[derive(Clone, Copy)]
            pub struct SharedDb<'e> {
                link: pgdc::Link<'e>,
            }
        },
        quote!(impl<'e> SharedDb<'e> { #(#accessors)* }),
    ]
}

fn unscoped_handle(about: &str, accessors: &[Code]) -> [Code; 2] {
    let about = docs([&about.to_owned()]);
    [
        quote! {
            #about
            #[derive(Clone, Copy)]
            pub struct UnscopedDb<'e> {
                link: pgdc::Link<'e>,
                reason: &'static str,
            }
        },
        quote!(impl<'e> UnscopedDb<'e> { #(#accessors)* }),
    ]
}

/// The method that narrows to one value of the level. `Db` has no tables for it to be confused with; the handles
/// have.
fn narrowing(at: usize, level: &ScopeLevel) -> Ident {
    let method = &level.method;
    match at {
        0 => method.clone(),
        _ => ident(&format!("in_{}", method.to_string().trim_start_matches("r#"))),
    }
}

/// The value of the level that a handle holds.
fn value(level: &ScopeLevel) -> Code {
    let field = &level.method;
    let clone = (!level.id.traits.is_copy).then(|| quote!(.clone()));
    quote!(self.#field #clone)
}
