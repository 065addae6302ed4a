//! The struct and its attributes, read.

use heck::ToSnakeCase as _;
use pgdc_catalog::QualifiedName;
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;
use syn::{Fields, Item, ItemStruct, LitStr};

use crate::column::Column;
use crate::entries::{Entry, Value, comment, entries, unknown};
use crate::names::LONGEST;
use crate::reference::Reference;

/// What may be said of a struct.
const KNOWN: &[&str] = &["table", "schema", "unique", "index", "check", "foreign_key"];

/// A table as the struct has it.
pub(crate) struct Table {
    pub(crate) item: ItemStruct,
    pub(crate) name: QualifiedName,
    pub(crate) comment: Option<String>,
    pub(crate) columns: Vec<Column>,
    pub(crate) said: Vec<Said>,
}

/// What the struct says of several columns, which are named by their fields.
pub(crate) enum Said {
    Unique(Vec<Ident>),
    Index(Vec<Ident>),
    Check(LitStr),
    ForeignKey(Vec<Ident>, Reference),
}

impl Table {
    /// # Errors
    /// Every mistake that is found, each where it is.
    pub(crate) fn read(item: Item) -> syn::Result<Self> {
        let item = plain_struct(item)?;
        let mut table = Table {
            name: QualifiedName::new("public", item.ident.unraw().to_string().to_snake_case()),
            comment: comment(&item.attrs),
            columns: Vec::new(),
            said: Vec::new(),
            item,
        };
        let mut mistakes = Vec::new();
        match entries(&table.item.attrs) {
            Ok(entries) => {
                let said = entries.into_iter().map(|entry| table.say(entry));
                mistakes.extend(said.filter_map(Result::err));
            }
            Err(mistake) => mistakes.push(mistake),
        }
        for field in &table.item.fields {
            match Column::read(field, &table.name.schema) {
                Ok(column) => table.columns.push(column),
                Err(mistake) => mistakes.push(mistake),
            }
        }
        match mistakes.into_iter().reduce(with) {
            Some(mistakes) => Err(mistakes),
            None => Ok(table),
        }
    }

    fn say(&mut self, entry: Entry) -> syn::Result<()> {
        match entry.name.unraw().to_string().as_str() {
            "table" => self.name.name = name(&entry.text("table = \"album\"")?)?,
            "schema" => self.name.schema = name(&entry.text("schema = \"music\"")?)?,
            "unique" => {
                let columns = columns(entry, "unique(artist_id, title)")?;
                self.said.push(Said::Unique(columns));
            }
            "index" => {
                let columns = columns(entry, "index(artist_id, title)")?;
                self.said.push(Said::Index(columns));
            }
            "check" => self.said.push(Said::Check(entry.text("check = \"price > 0\"")?)),
            "foreign_key" => {
                let (columns, reference) = foreign_key(entry, &self.name.schema)?;
                self.said.push(Said::ForeignKey(columns, reference));
            }
            _ => return Err(unknown(&entry.name, "attribute of a table", KNOWN)),
        }
        Ok(())
    }
}

/// Both mistakes.
pub(crate) fn with(mut one: syn::Error, other: syn::Error) -> syn::Error {
    one.combine(other);
    one
}

fn plain_struct(item: Item) -> syn::Result<ItemStruct> {
    let Item::Struct(item) = item else {
        return Err(syn::Error::new(Span::call_site(), "a row is a struct"));
    };
    if !matches!(item.fields, Fields::Named(_)) {
        return Err(syn::Error::new_spanned(
            &item.ident,
            "a row has a named field for each column",
        ));
    }
    if let Some(parameter) = item.generics.params.first() {
        let why = "a row owns its values, and each is of one type: it has no parameters";
        return Err(syn::Error::new_spanned(parameter, why));
    }
    Ok(item)
}

/// A name of the database.
pub(crate) fn name(text: &LitStr) -> syn::Result<String> {
    let name = text.value();
    let mistake = match name.len() {
        0 => "a name has a letter at least".to_owned(),
        len if len > LONGEST => {
            format!("PostgreSQL cuts names after {LONGEST} bytes, and this one has {len}")
        }
        _ if name.contains('\0') => "no name holds a NUL".to_owned(),
        _ => return Ok(name),
    };
    Err(syn::Error::new(text.span(), mistake))
}

/// `(a, b)`.
fn columns(entry: Entry, example: &str) -> syn::Result<Vec<Ident>> {
    let wrong = entry.wrong(example);
    let Value::List(list) = entry.value else { return Err(wrong) };
    let columns = list.into_iter().map(|column| {
        let name = column.name.clone();
        column.flag().map(|()| name)
    });
    let columns = columns.collect::<syn::Result<Vec<Ident>>>()?;
    if columns.is_empty() { Err(wrong) } else { Ok(columns) }
}

/// `(album_id, number, references = "track(album_id, number)", on_delete = "cascade")`.
fn foreign_key(entry: Entry, schema: &str) -> syn::Result<(Vec<Ident>, Reference)> {
    let wrong =
        entry.wrong("foreign_key(album_id, number, references = \"track(album_id, number)\")");
    let Value::List(list) = entry.value else { return Err(wrong) };
    let (columns, rest): (Vec<Entry>, Vec<Entry>) =
        list.into_iter().partition(|entry| matches!(entry.value, Value::None));
    let columns: Vec<Ident> = columns.into_iter().map(|column| column.name).collect();
    let (mut reference, mut actions) = (None, Vec::new());
    for entry in rest {
        match entry.name.unraw().to_string().as_str() {
            "references" => reference = Some(Reference::read(entry, schema)?),
            "on_delete" | "on_update" => actions.push(entry),
            _ => {
                let known = &["references", "on_delete", "on_update"];
                return Err(unknown(&entry.name, "part of a foreign key", known));
            }
        }
    }
    let Some(mut reference) = reference.filter(|_| !columns.is_empty()) else { return Err(wrong) };
    for action in actions {
        reference.act(action)?;
    }
    if reference.columns.len() != columns.len() {
        let (own, other) = (columns.len(), reference.columns.len());
        let why = format!("both sides have as many columns, and here it is {own} and {other}");
        return Err(syn::Error::new(reference.span, why));
    }
    Ok((columns, reference))
}
