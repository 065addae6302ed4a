//! A field and its attributes, read.

use pgdc_catalog::{Identity, TypeRef};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::{Field, LitStr, Type};

use crate::entries::{Entry, Value, comment, entries, unknown};
use crate::reference::Reference;
use crate::{sql_type, table};

/// What may be said of a field.
const KNOWN: &[&str] = &[
    "key",
    "identity",
    "default",
    "generated",
    "unique",
    "index",
    "check",
    "references",
    "on_delete",
    "on_update",
    "type",
    "column",
];

/// A column as a field has it.
pub(crate) struct Column {
    pub(crate) field: Ident,
    /// The type of its values that are not NULL.
    pub(crate) value: Type,
    pub(crate) name: String,
    pub(crate) sql_type: TypeRef,
    pub(crate) not_null: bool,
    pub(crate) is_key: bool,
    pub(crate) identity: Option<Identity>,
    pub(crate) default: Option<String>,
    pub(crate) generated: Option<String>,
    pub(crate) is_unique: bool,
    pub(crate) is_indexed: bool,
    pub(crate) checks: Vec<String>,
    pub(crate) references: Option<Reference>,
    pub(crate) comment: Option<String>,
}

/// What is said of a field, before it is known to fit together.
#[derive(Default)]
struct Said {
    key: bool,
    identity: Option<Identity>,
    default: Option<LitStr>,
    generated: Option<LitStr>,
    unique: bool,
    index: bool,
    checks: Vec<String>,
    references: Option<Reference>,
    actions: Vec<Entry>,
    sql_type: Option<LitStr>,
    column: Option<String>,
}

impl Column {
    /// Of a table in `schema`.
    pub(crate) fn read(field: &Field, schema: &str) -> syn::Result<Self> {
        let said = Said::read(field, schema)?;
        let (value, not_null) = match inside_option(&field.ty) {
            Some(value) => (value, false),
            None => (&field.ty, true),
        };
        said.check(field, not_null)?;
        let Some(ident) = field.ident.clone() else {
            return Err(syn::Error::new_spanned(&field.ty, "a column has a name"));
        };
        let sql_type = match &said.sql_type {
            Some(text) => {
                let wrong = |why| syn::Error::new(text.span(), why);
                sql_type::parse(&text.value()).map_err(wrong)?
            }
            None => inferred(value)?,
        };
        held(value, &sql_type)?;
        own_names(value.to_token_stream())?;
        Ok(Column {
            name: said.column.unwrap_or_else(|| ident.unraw().to_string()),
            field: ident,
            value: syn::parse2(value.to_token_stream())?,
            sql_type,
            not_null,
            is_key: said.key,
            identity: said.identity,
            default: said.default.map(|text| text.value()),
            generated: said.generated.map(|text| text.value()),
            is_unique: said.unique,
            is_indexed: said.index,
            checks: said.checks,
            references: said.references,
            comment: comment(&field.attrs),
        })
    }
}

impl Said {
    fn read(field: &Field, schema: &str) -> syn::Result<Self> {
        let mut said = Said::default();
        for entry in entries(&field.attrs)? {
            said.say(entry, schema)?;
        }
        for action in std::mem::take(&mut said.actions) {
            let Some(reference) = &mut said.references else {
                let why = "nothing is referenced; say `references = \"artist(artist_id)\"`";
                return Err(syn::Error::new(action.span(), why));
            };
            reference.act(action)?;
        }
        Ok(said)
    }

    fn say(&mut self, entry: Entry, schema: &str) -> syn::Result<()> {
        match entry.name.unraw().to_string().as_str() {
            "key" => {
                self.key = true;
                entry.flag()?;
            }
            "identity" => self.identity = Some(identity(entry)?),
            "default" => self.default = Some(entry.text("default = \"now()\"")?),
            "generated" => self.generated = Some(entry.text("generated = \"price * count\"")?),
            "unique" => {
                self.unique = true;
                entry.flag()?;
            }
            "index" => {
                self.index = true;
                entry.flag()?;
            }
            "check" => self.checks.push(entry.text("check = \"price > 0\"")?.value()),
            "references" => self.references = Some(single(entry, schema)?),
            "on_delete" | "on_update" => self.actions.push(entry),
            "type" => self.sql_type = Some(entry.text("type = \"varchar(160)\"")?),
            "column" => self.column = Some(table::name(&entry.text("column = \"album_id\"")?)?),
            _ => return Err(unknown(&entry.name, "attribute of a column", KNOWN)),
        }
        Ok(())
    }

    /// Whether it fits together, as the server would say it.
    fn check(&self, field: &Field, not_null: bool) -> syn::Result<()> {
        let filled = [self.identity.is_some(), self.default.is_some(), self.generated.is_some()];
        let why = if filled.iter().filter(|is_so| **is_so).count() > 1 {
            "a column has one of `identity`, `default` and `generated`"
        } else if self.key && !not_null {
            "a part of the key cannot be NULL: its type is no `Option`"
        } else if self.identity.is_some() && !not_null {
            "an identity column cannot be NULL: its type is no `Option`"
        } else {
            return Ok(());
        };
        Err(syn::Error::new_spanned(&field.ident, why))
    }
}

fn identity(entry: Entry) -> syn::Result<Identity> {
    let wrong = entry.wrong("identity` or `identity = \"always\"");
    match entry.value {
        Value::None => Ok(Identity::ByDefault),
        Value::Text(text) if text.value() == "always" => Ok(Identity::Always),
        _ => Err(wrong),
    }
}

/// What one column references.
fn single(entry: Entry, schema: &str) -> syn::Result<Reference> {
    let reference = Reference::read(entry, schema)?;
    match reference.columns.len() {
        1 => Ok(reference),
        _ => {
            let why = "a column references one; say `foreign_key(…)` of the struct for several";
            Err(syn::Error::new(reference.span, why))
        }
    }
}

/// What a column of the Rust type is.
fn inferred(value: &Type) -> syn::Result<TypeRef> {
    let text = value.to_token_stream().to_string();
    let (name, dimensions) = pgdc_codegen::built_in_of(&text).ok_or_else(|| {
        let text = text.replace(' ', "");
        let why = format!(
            "no type of PostgreSQL is known for `{text}`: say which one it is, \
             `#[pgdc(type = \"public.mood\")]`"
        );
        syn::Error::new_spanned(value, why)
    })?;
    Ok(sql_type::built_in(name, dimensions))
}

/// That the Rust type holds the values of the type that was asked for, as far as that is known.
fn held(value: &Type, sql_type: &TypeRef) -> syn::Result<()> {
    let TypeRef { name, dimensions, sql, .. } = sql_type;
    let text = value.to_token_stream().to_string();
    if name.schema != "pg_catalog" || pgdc_codegen::may_hold(&text, &name.name, *dimensions) {
        return Ok(());
    }
    let why = format!("`{}` does not hold the values of `{sql}`", text.replace(' ', ""));
    Err(syn::Error::new_spanned(value, why))
}

/// That no type is called as what the derived code names itself.
fn own_names(tokens: TokenStream) -> syn::Result<()> {
    let mut is_inside = false;
    for tree in tokens {
        match &tree {
            TokenTree::Group(group) => own_names(group.stream())?,
            TokenTree::Ident(word)
                if !is_inside && pgdc_codegen::IMPORTED.iter().any(|name| word == name) =>
            {
                let why = format!("the derived code names pgdc's `{word}`: write `self::{word}`");
                return Err(syn::Error::new(word.span(), why));
            }
            _ => {}
        }
        is_inside = matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == ':');
    }
    Ok(())
}

/// The `T` of `Option<T>`.
fn inside_option(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Option")?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        syn::GenericArgument::Type(inside) => Some(inside),
        _ => None,
    }
}
