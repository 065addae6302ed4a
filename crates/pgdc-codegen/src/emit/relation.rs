//! The readable half of a relation: its structs and its constants.

use crate::code::{Code, quote};
use crate::ident::Ident;

use super::{derives, docs, docs_with, field_type, newtypes};
use crate::layout::TRAILING;
use crate::model::{Arbiter, Column, Direction, Finder, Forms, Key, Reference, Relation, Road};
use crate::resolve::Traits;

pub(super) fn items(relation: &Relation) -> Vec<Code> {
    let mut items = vec![row(relation)];
    items.extend(forms(relation, &quote!(Set)));
    items.extend(impls(relation));
    items
}

/// The structs beside the row; `set` is how the type of a patch's fields is named.
pub(super) fn forms(relation: &Relation, set: &Code) -> Vec<Code> {
    let mut items = Vec::new();
    if let Some(Key { name, columns, traits, brand }) = &relation.key {
        items.extend(brand.as_ref().map(newtypes::item));
        items.extend(name.as_ref().map(|name| key(relation, name, columns, *traits)));
    }
    if let Some(forms) = &relation.forms {
        items.extend([new(relation, forms), patch(relation, forms, set)]);
    }
    items
}

/// The methods and constants of the structs.
pub(super) fn impls(relation: &Relation) -> Vec<Code> {
    let mut items: Vec<Code> = relation.forms.iter().map(with).collect();
    items.extend(constants(relation));
    items.extend(methods(relation));
    items
}

fn row(relation: &Relation) -> Code {
    let name = &relation.row;
    let about = docs_with(&relation.comment, &format!("A row of {}.", relation.title));
    let fields = relation.columns.iter().map(|column| {
        let (about, field, ty) = (docs(&column.docs), &column.field, field_type(column));
        let setting = column.setting.iter().map(|setting| format!("{TRAILING} {setting}"));
        quote!(#about #(#[doc = #setting])* pub #field: #ty)
    });
    quote! {
        #about
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name { #(#fields),* }
    }
}

fn key(relation: &Relation, name: &Ident, columns: &[usize], traits: Traits) -> Code {
    let about = docs([&format!("The primary key of {}.", relation.title)]);
    let fields = columns.iter().map(|at| {
        let Column { field, value, .. } = &relation.columns[*at];
        quote!(pub #field: #value)
    });
    let derives = derives(traits);
    quote! {
        #about
        #derives
        pub struct #name { #(#fields),* }
    }
}

fn new(relation: &Relation, forms: &Forms) -> Code {
    let name = &forms.new;
    let about = docs([&format!("What a new row of {} must be given.", relation.title)]);
    let required = relation.columns.iter().filter(|column| column.is_required);
    let fields = required.map(|Column { field, value, .. }| quote!(pub #field: #value));
    quote! {
        #about
        #[derive(Clone)]
        pub struct #name { #(#fields),* }
    }
}

fn patch(relation: &Relation, forms: &Forms, set: &Code) -> Code {
    let name = &forms.patch;
    let about = docs([&format!(
        "Columns of {} to write; the rest keep their value or take their default.",
        relation.title
    )]);
    let writable = relation.columns.iter().filter(|column| column.is_writable());
    let fields = writable.map(|column| {
        let (field, ty) = (&column.field, field_type(column));
        quote!(pub #field: #set<#ty>)
    });
    quote! {
        #about
        #[derive(Clone, Default)]
        pub struct #name { #(#fields),* }
    }
}

fn with(forms: &Forms) -> Code {
    let Forms { new, patch } = forms;
    quote! {
        impl #new {
            /// The new row with values for optional columns too.
            #[inline]
            pub fn with(self, rest: #patch) -> With<Self, #patch> {
                With(self, rest)
            }
        }
    }
}

fn constants(relation: &Relation) -> Option<Code> {
    let row = &relation.row;
    let columns = relation.columns.iter().enumerate().map(|(at, column)| {
        let Column { constant, value, .. } = column;
        let nullable = (!column.not_null).then(|| quote!(, Nullable));
        quote!(pub const #constant: Column<Self, #value #nullable> = column(#at);)
    });
    let constraints = relation.constraints.iter().map(|constraint| {
        let (constant, name) = (&constraint.constant, &constraint.name);
        let about = docs([&constraint.doc]);
        quote!(#about pub const #constant: Constraint<'static> = Constraint::on::<Self>(#name);)
    });
    let references = relation.references.iter().map(|reference| {
        let Reference { constant, parent, pairs, .. } = reference;
        let pairs = pairs.iter().map(|(own, other)| {
            quote!((#own, #other))
        });
        let about = docs([&reference.doc]);
        quote!(#about pub const #constant: Reference<Self, #parent> = Reference::new(&[#(#pairs),*]);)
    });
    let arbiters = relation.arbiters.iter().map(|arbiter| {
        let Arbiter { constant, doc, elements, predicate } = arbiter;
        let predicate = predicate.as_ref().map(|sql| quote!(.predicate(#sql)));
        let about = docs([&format!("To upsert by {}", doc.replacen('U', "u", 1))]);
        quote!(#about pub const #constant: pgdc::Arbiter<Self> = pgdc::Arbiter::new(#elements) #predicate;)
    });
    let items = columns.chain(constraints).chain(references).chain(arbiters).collect::<Vec<_>>();
    (!items.is_empty()).then(|| quote!(impl #row { #(#items)* }))
}

/// The functions and methods that lead to a query.
fn methods(relation: &Relation) -> Option<Code> {
    let row = &relation.row;
    let roads = relation.roads.iter().map(|road| {
        let Road { method, argument, row, reference: (of, constant), .. } = road;
        let follow = match road.direction {
            Direction::Parent => quote!(parent),
            Direction::Children => quote!(children),
        };
        let about = docs([&road.doc]);
        quote! {
            #about
            #[inline]
            pub fn #method<'e>(&self, #argument: &Table<'e, #row>) -> Query<'e, #row> {
                #of::#constant.#follow(self, #argument)
            }
        }
    });
    let finders = relation.finders.iter().map(|finder| self::finder(relation, finder));
    let methods: Vec<_> = finders.chain(roads).collect();
    (!methods.is_empty()).then(|| quote!(impl #row { #(#methods)* }))
}

fn finder(relation: &Relation, finder: &Finder) -> Code {
    let Finder { function, doc, predicate, .. } = finder;
    let (row, table) = (&relation.row, &relation.accessor);
    let columns: Vec<_> = finder.columns.iter().map(|at| &relation.columns[*at]).collect();
    let arguments = columns
        .iter()
        .map(|Column { field, value, .. }| quote!(#field: impl pgdc::IntoValue<#value>));
    let conditions = columns
        .iter()
        .map(|Column { constant, field, .. }| quote!(.filter(Self::#constant.eq(#field))));
    let predicate = predicate.as_ref().map(|sql| quote!(.rows_where(#sql, ())));
    let about = docs([&format!("The row by {}", doc.replacen('U', "u", 1))]);
    let handle = finder_handle(&columns, table);
    quote! {
        #about
        #[inline]
        pub fn #function<'e>(#handle: &Table<'e, #row>, #(#arguments),*) -> Query<'e, #row> {
            #handle #(#conditions)* #predicate
        }
    }
}

/// What the handle is called: as the table, if no column is.
fn finder_handle(columns: &[&Column], table: &Ident) -> Ident {
    match columns.iter().any(|column| column.field == *table) {
        true => {
            crate::ident::ident(&format!("{}_table", table.to_string().trim_start_matches("r#")))
        }
        false => table.clone(),
    }
}
