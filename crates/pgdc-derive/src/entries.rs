//! `#[pgdc(…)]` as it is written: names, with texts or with lists.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, LitStr, Token};

/// `key`, `default = "now()"` or `unique(a, b)`.
pub(crate) struct Entry {
    pub(crate) name: Ident,
    pub(crate) value: Value,
}

pub(crate) enum Value {
    None,
    Text(LitStr),
    List(Vec<Entry>),
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.call(Ident::parse_any)?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            if !input.peek(LitStr) {
                let why = format!("a text is meant, `{} = \"…\"`", name.unraw());
                return Err(input.error(why));
            }
            Value::Text(input.parse()?)
        } else if input.peek(syn::token::Paren) {
            let list;
            syn::parenthesized!(list in input);
            Value::List(
                Punctuated::<Entry, Token![,]>::parse_terminated(&list)?.into_iter().collect(),
            )
        } else {
            Value::None
        };
        Ok(Entry { name, value })
    }
}

impl Entry {
    pub(crate) fn span(&self) -> Span {
        self.name.span()
    }

    /// Its text.
    pub(crate) fn text(self, example: &str) -> syn::Result<LitStr> {
        match self.value {
            Value::Text(text) => Ok(text),
            _ => Err(self.wrong(example)),
        }
    }

    /// That it stands alone.
    pub(crate) fn flag(self) -> syn::Result<()> {
        match self.value {
            Value::None => Ok(()),
            _ => Err(self.wrong(&self.name.unraw().to_string())),
        }
    }

    pub(crate) fn wrong(&self, example: &str) -> syn::Error {
        let name = self.name.unraw();
        syn::Error::new(self.span(), format!("`{name}` is written `{example}`"))
    }
}

/// All that stands in the `#[pgdc(…)]` of an item.
pub(crate) fn entries(attributes: &[Attribute]) -> syn::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("pgdc")) {
        let list = attribute.parse_args_with(Punctuated::<Entry, Token![,]>::parse_terminated)?;
        entries.extend(list);
    }
    Ok(entries)
}

/// The doc comment, a line each; none where there is none.
pub(crate) fn comment(attributes: &[Attribute]) -> Option<String> {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(doc) if doc.path.is_ident("doc") => match &doc.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(line), .. }) => Some(line.value()),
            _ => None,
        },
        _ => None,
    });
    let lines: Vec<String> =
        lines.map(|line| line.strip_prefix(' ').unwrap_or(&line).to_owned()).collect();
    let text = lines.join("\n").trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// What is said to an entry that nothing is known of.
pub(crate) fn unknown(name: &Ident, what: &str, known: &[&str]) -> syn::Error {
    let text = name.unraw().to_string();
    let near = nearest(&text, known.iter().copied());
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there is `{}`", known.join("`, `")),
    };
    syn::Error::new(name.span(), format!("no {what} is called `{text}`; {hint}"))
}

/// What a misspelt word was meant to be.
fn nearest<'k>(text: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let near = known.map(|known| (strsim::damerau_levenshtein(text, known), known));
    near.filter(|(distance, known)| *distance <= known.len() / 3 + 1).min().map(|(_, known)| known)
}
