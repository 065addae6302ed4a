//! From the table to the code beside its struct.

use pgdc_catalog::Catalog;
use pgdc_codegen::{OwnColumn, OwnRow};
use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::ext::IdentExt as _;
use syn::{Item, Visibility};

use crate::table::Table;

/// Begins the words that stand for the types of fields until the code is there: the generator writes text, in which the
/// places would be lost that the compiler points at.
const STANDS_FOR: &str = "__pgdc_type_";

/// # Errors
/// The struct's name is one that the code uses itself.
pub(crate) fn expand(table: &Table, catalog: &Catalog) -> syn::Result<TokenStream> {
    let wrong = |why: String| syn::Error::new(table.item.ident.span(), why);
    let text = pgdc_codegen::beside(catalog, &own_row(table))
        .map_err(|refused| wrong(refused.to_string()))?;
    let code: TokenStream = text.parse().map_err(|error| wrong(format!("{error} in {text}")))?;
    let file: syn::File = syn::parse2(code)?;
    let items = file.items.into_iter().map(|item| seen_as(item, &table.item.vis));
    let items = items.map(|item| {
        quote! {
            #[allow(
                dead_code, missing_docs, nonstandard_style, unreachable_pub, unused_imports, clippy::all,
                clippy::pedantic
            )]
            #item
        }
    });
    Ok(with_types(items.collect(), table))
}

fn own_row(table: &Table) -> OwnRow {
    let columns = table.columns.iter().enumerate().map(|(at, column)| OwnColumn {
        field: column.field.unraw().to_string(),
        value: column.value.to_token_stream().to_string(),
        stands_for_value: format!("{STANDS_FOR}{at}"),
    });
    OwnRow {
        relation: table.name.clone(),
        row: table.item.ident.to_string(),
        columns: columns.collect(),
    }
}

/// The structs of the other forms are seen by whom the row is.
fn seen_as(mut item: Item, visibility: &Visibility) -> Item {
    if let Item::Struct(item) = &mut item {
        item.vis = copy(visibility);
        item.fields.iter_mut().for_each(|field| field.vis = copy(visibility));
    }
    item
}

fn copy(visibility: &Visibility) -> Visibility {
    syn::parse2(visibility.to_token_stream()).unwrap_or(Visibility::Inherited)
}

/// The types as the user wrote them.
fn with_types(code: TokenStream, table: &Table) -> TokenStream {
    let replaced = code.into_iter().flat_map(|tree| match tree {
        TokenTree::Group(group) => {
            let mut inside = Group::new(group.delimiter(), with_types(group.stream(), table));
            inside.set_span(group.span());
            TokenStream::from(TokenTree::Group(inside))
        }
        TokenTree::Ident(word) => match stands_for(&word, table) {
            Some(value) => value,
            None => TokenStream::from(TokenTree::Ident(word)),
        },
        other => TokenStream::from(other),
    });
    replaced.collect()
}

fn stands_for(word: &Ident, table: &Table) -> Option<TokenStream> {
    let at: usize = word.to_string().strip_prefix(STANDS_FOR)?.parse().ok()?;
    Some(table.columns.get(at)?.value.to_token_stream())
}
