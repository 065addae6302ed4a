//! Structs around one value: the types of keys and of domains.

use crate::code::{Code, quote};

use super::{derives, docs};
use crate::model::Newtype;

pub(super) fn item(newtype: &Newtype) -> Code {
    let Newtype { ident, docs: lines, value, traits, .. } = newtype;
    let (about, derives) = (docs(lines), derives(*traits));
    quote! {
        #about
        #derives
        pub struct #ident(pub #value);
    }
}
