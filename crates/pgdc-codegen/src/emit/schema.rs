//! What a module says of the database, as lists, and the method of `Db` that looks whether it is so.

use crate::code::{Code, quote};
use crate::ident::Ident;

use crate::model::{Composite, Enum, Field, Module};

/// In the module itself; `link` is how statements are sent.
pub(super) fn of_module(module: &Module, link: &Code) -> Code {
    facts(&relations(module, None), &types(module, None), link)
}

/// Above the modules of schemas: what all of them say.
pub(super) fn of_modules(modules: &[Module], link: &Code) -> Code {
    let all = |list: fn(&Module, Option<&Ident>) -> Vec<Code>| {
        let lists = modules.iter().flat_map(|module| list(module, module.name.as_ref()));
        lists.collect::<Vec<_>>()
    };
    facts(&all(relations), &all(types), link)
}

fn relations(module: &Module, within: Option<&Ident>) -> Vec<Code> {
    let path = within.map(|module| quote!(#module::));
    let rows = module.relations.iter().map(|relation| &relation.row);
    rows.map(|row| quote!(<#path #row as pgdc::Row>::RELATION)).collect()
}

fn types(module: &Module, within: Option<&Ident>) -> Vec<Code> {
    let path = within.map(|module| quote!(#module::));
    let enums = module
        .enums
        .iter()
        .map(|Enum { ident, .. }| quote!(pgdc::TypeDef::enumeration::<#path #ident>()));
    let composites = module.composites.iter().map(|Composite { schema, name, fields, .. }| {
        let fields = fields.iter().map(|Field { name, sql_type, .. }| quote!((#name, #sql_type)));
        quote!(pgdc::TypeDef::composite(#schema, #name, &[#(#fields),*]))
    });
    enums.chain(composites).collect()
}

fn facts(relations: &[Code], types: &[Code], link: &Code) -> Code {
    quote! {
        impl<'e> Db<'e> {
            /// Every relation of this module, in the order of their names.
            pub const RELATIONS: &'static [&'static pgdc::Relation] = &[#(#relations),*];

            /// Every enum and composite type of this module.
            pub const TYPES: &'static [pgdc::TypeDef] = &[#(#types),*];

            /// Looks whether the database is as this module says. What changed since, and breaks this program,
            /// is an error that names it.
            pub fn verify_schema(self) -> pgdc::VerifySchema<'e> {
                pgdc::VerifySchema::new(#link, Self::RELATIONS, Self::TYPES)
            }
        }
    }
}
