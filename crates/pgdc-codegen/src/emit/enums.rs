//! Enumerated types.

use crate::code::{Code, quote};

use super::{docs, docs_with};
use crate::model::Enum;

pub(super) fn item(found: &Enum) -> Code {
    let ident = &found.ident;
    let about = docs_with(&found.comment, &format!("Enum {}.", crate::resolve::code(&found.name)));
    let copy = (!found.is_open).then(|| quote!(Copy,));
    let other = found.is_open.then(|| {
        quote! {
            /// A label that this build does not know.
            Other(String),
        }
    });
    let variants = found.variants.iter().map(|(variant, label)| {
        let about = docs([&crate::resolve::code(label)]);
        quote!(#about #variant)
    });
    quote! {
        #about
        #[derive(Clone, #copy Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum #ident { #(#variants,)* #other }
    }
}
