//! Composite types.

use crate::code::{Code, quote};

use super::{docs, docs_with};
use crate::model::{Composite, Field};
use crate::resolve::code;

pub(super) fn item(found: &Composite) -> Code {
    let ident = &found.ident;
    let about = docs_with(&found.comment, &format!("Composite type {}.", code(&found.name)));
    let fields = found.fields.iter().map(|Field { field, value, docs: lines, .. }| {
        let about = docs(lines);
        quote!(#about pub #field: Option<#value>)
    });
    quote! {
        #about
        #[derive(Clone, Debug, PartialEq)]
        pub struct #ident { #(#fields),* }
    }
}
