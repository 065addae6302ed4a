//! What a foreign key points at.

use pgdc_catalog::{ForeignKey, KeyAction, KeyMatch, QualifiedName};
use proc_macro2::Span;
use syn::ext::IdentExt as _;

use crate::entries::Entry;

/// `references = "artist(artist_id)"`, with what else is said of it.
pub(crate) struct Reference {
    pub(crate) span: Span,
    pub(crate) table: QualifiedName,
    pub(crate) columns: Vec<String>,
    on_delete: KeyAction,
    on_update: KeyAction,
}

impl Reference {
    /// A table without a schema is of `schema`.
    pub(crate) fn read(entry: Entry, schema: &str) -> syn::Result<Self> {
        let text = entry.text("references = \"artist(artist_id)\"")?;
        let value = text.value();
        let (table, columns) = parts(&value, schema).ok_or_else(|| {
            let why = "a table and its columns are meant, `artist(artist_id)` or `music.artist(artist_id)`";
            syn::Error::new(text.span(), why)
        })?;
        let (on_delete, on_update) = (KeyAction::NoAction, KeyAction::NoAction);
        Ok(Reference { span: text.span(), table, columns, on_delete, on_update })
    }

    /// `on_delete = "cascade"`, `on_update = "set null"`.
    pub(crate) fn act(&mut self, entry: Entry) -> syn::Result<()> {
        let of_delete = entry.name.unraw() == "on_delete";
        let text = entry.text("on_delete = \"cascade\"")?;
        let action = match text.value().to_lowercase().as_str() {
            "no action" => KeyAction::NoAction,
            "restrict" => KeyAction::Restrict,
            "cascade" => KeyAction::Cascade,
            "set null" => KeyAction::SetNull,
            "set default" => KeyAction::SetDefault,
            _ => {
                let why =
                    "there is `no action`, `restrict`, `cascade`, `set null` and `set default`";
                return Err(syn::Error::new(text.span(), why));
            }
        };
        *if of_delete { &mut self.on_delete } else { &mut self.on_update } = action;
        Ok(())
    }

    pub(crate) fn foreign_key(&self) -> ForeignKey {
        ForeignKey {
            table: self.table.clone(),
            columns: self.columns.clone(),
            on_delete: self.on_delete,
            set_columns: Vec::new(),
            on_update: self.on_update,
            matching: KeyMatch::Simple,
        }
    }
}

fn parts(text: &str, schema: &str) -> Option<(QualifiedName, Vec<String>)> {
    let (table, columns) = text.trim().strip_suffix(')')?.split_once('(')?;
    let (schema, table) = table.trim().split_once('.').unwrap_or((schema, table.trim()));
    let columns: Vec<String> = columns.split(',').map(|column| column.trim().to_owned()).collect();
    let is_named = ![schema, table].contains(&"") && columns.iter().all(|name| !name.is_empty());
    is_named.then(|| (QualifiedName::new(schema, table), columns))
}
