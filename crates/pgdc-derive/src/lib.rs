//! `#[derive(pgdc::Table)]`.

mod catalog;
mod column;
mod entries;
mod expand;
mod names;
mod reference;
mod sql_type;
mod table;

use proc_macro2::TokenStream;

/// Everything that a generated module has for a table, for a struct that you write.
#[proc_macro_derive(Table, attributes(pgdc))]
pub fn table(item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    derived(item.into()).unwrap_or_else(|mistakes| mistakes.to_compile_error()).into()
}

fn derived(item: TokenStream) -> syn::Result<TokenStream> {
    let table = table::Table::read(syn::parse2(item)?)?;
    let catalog = catalog::catalog(&table)?;
    expand::expand(&table, &catalog)
}
