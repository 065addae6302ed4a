//! The half nobody needs to read: the traits that connect the structs to pgdc.

use crate::code::{Code, quote};
use crate::ident::Ident;
use pgdc_catalog::RelationKind;

use super::field_type;
use crate::model::{
    Access, Column, Composite, Enum, Field, Fill, Forms, Key, Newtype, Relation, Transport,
};

pub(super) fn relation(relation: &Relation) -> Vec<Code> {
    let mut items = vec![row(relation), all_values(relation)];
    if let Some(key) = &relation.key {
        items.extend(key.brand.as_ref().map(newtype));
        items.push(keyed(relation, key));
    }
    if let Some(forms) = &relation.forms {
        items.extend(writing(relation, forms));
    }
    if !matches!(relation.access, Access::Scoped(_)) {
        let row = &relation.row;
        items.push(quote!(impl pgdc::Unscoped for #row {}));
    }
    if relation.kind == RelationKind::MaterializedView {
        let row = &relation.row;
        items.push(quote!(impl pgdc::Materialized for #row {}));
    }
    items
}

fn row(relation: &Relation) -> Code {
    let Relation { row, schema, name, columns, .. } = relation;
    let defs = columns.iter().map(definition);
    let key = relation.key.as_ref().map(|key| {
        let columns = &key.columns;
        quote!(.key(&[#(#columns),*]))
    });
    let kind = match relation.kind {
        RelationKind::Table => None,
        RelationKind::PartitionedTable => Some(quote!(PartitionedTable)),
        RelationKind::View => Some(quote!(View)),
        RelationKind::MaterializedView => Some(quote!(MaterializedView)),
        RelationKind::ForeignTable => Some(quote!(ForeignTable)),
    };
    let kind = kind.map(|kind| quote!(.kind(pgdc::RelationKind::#kind)));
    let constraints = relation.constraints.iter().map(|constraint| {
        let (name, words) = (&constraint.name, &constraint.words);
        quote!((#name, #words))
    });
    let constraints =
        (!relation.constraints.is_empty()).then(|| quote!(.constraints(&[#(#constraints),*])));
    let written = (relation.kind == RelationKind::View && relation.forms.is_some())
        .then(|| quote!(.updatable()));
    let (values, fields) = decoding(columns);
    let fields_of = if columns.is_empty() { quote!(_) } else { quote!(row) };
    quote! {
        impl pgdc::Row for #row {
            const RELATION: &'static pgdc::Relation =
                &pgdc::Relation::new(#schema, #name, &[#(#defs),*]) #key #kind #written #constraints;

            #[inline]
            fn decode(#fields_of: &pgdc::Fields<'_>) -> pgdc::Result<Self> {
                #(#values)*
                Ok(#row { #(#fields),* })
            }
        }
    }
}

/// How many values are read at once: one `?` for all of them, since each is another way out for the compiler to follow.
const READ_AT_ONCE: usize = 16;

/// The statements that read the columns, and the fields that hold what they read. What is read is named by its place: a
/// pattern with the name of a column could be that of a constant.
fn decoding(columns: &[Column]) -> (Vec<Code>, Vec<Code>) {
    let name = |at: usize| crate::ident::ident(&format!("v{at}"));
    let statements = columns.chunks(READ_AT_ONCE).enumerate().map(|(chunk, columns)| {
        let first = chunk * READ_AT_ONCE;
        let names: Vec<_> = (first..first + columns.len()).map(name).collect();
        match names.as_slice() {
            [one] => quote!(let #one = row.get(#first)?;),
            several => quote!(let (#(#several),*) = row.values(#first)?;),
        }
    });
    let fields = columns.iter().enumerate().map(|(at, column)| {
        let (field, value) = (&column.field, name(at));
        quote!(#field: #value)
    });
    (statements.collect(), fields.collect())
}

fn definition(column: &Column) -> Code {
    let Column { name, sql_type, .. } = column;
    let transport = match &column.transport {
        Transport::Plain { cast: None } => None,
        Transport::Plain { cast: Some(cast) } => Some(quote!(.cast(#cast))),
        Transport::Domain { base } => Some(quote!(.domain_over(#base))),
        Transport::Composite { own } => Some(quote!(.composite(#own))),
        Transport::Via(other) => Some(quote!(.via(#other))),
        Transport::Text { cast, is_array } => {
            let cast = cast.as_ref().map(|cast| quote!(.cast(#cast)));
            let texts = if *is_array { quote!(.as_texts()) } else { quote!(.as_text()) };
            Some(quote!(#cast #texts))
        }
    };
    let facts = match (column.not_null, column.is_never_null) {
        (false, _) => quote!(pgdc::NULLABLE),
        (true, false) => quote!(pgdc::NOT_NULL),
        (true, true) => quote!(pgdc::NOT_NULL.never_null()),
    };
    let fill = match &column.fill {
        Fill::Null => None,
        Fill::Default(sql) => Some(quote!(.fill(pgdc::Fill::Default(#sql)))),
        Fill::IdentityByDefault => Some(quote!(.fill(pgdc::Fill::IdentityByDefault))),
        Fill::IdentityAlways => Some(quote!(.fill(pgdc::Fill::IdentityAlways))),
        Fill::ReadOnly => Some(quote!(.fill(pgdc::Fill::ReadOnly))),
        Fill::Generated(sql) => Some(quote!(.fill(pgdc::Fill::Generated(#sql)))),
    };
    let facts = quote!(#facts #transport #fill);
    quote!(pgdc::ColumnDef(#name, #sql_type, #facts))
}

fn keyed(relation: &Relation, key: &Key) -> Code {
    let row = &relation.row;
    let columns: Vec<&Column> = key.columns.iter().map(|at| &relation.columns[*at]).collect();
    let clone = (!key.traits.is_copy).then(|| quote!(.clone()));
    let fields = &columns.iter().map(|column| &column.field).collect::<Vec<_>>();
    let (ty, value, parts) = match (&key.name, columns.as_slice()) {
        (None, [column]) => {
            let (ty, field) = (field_type(column), &column.field);
            (ty, quote!(self.#field #clone), vec![quote!(key)])
        }
        (name, _) => {
            let value = quote!(#name { #(#fields: self.#fields #clone),* });
            (quote!(#name), value, fields.iter().map(|field| quote!(&key.#field)).collect())
        }
    };
    quote! {
        impl pgdc::Keyed for #row {
            type Key = #ty;

            #[inline]
            fn key(&self) -> #ty {
                #value
            }

            #[inline]
            fn bind_key<'v>(key: &'v #ty, parts: &mut pgdc::KeyParts<'v>) {
                #(parts.push(#parts);)*
            }
        }
    }
}

fn writing(relation: &Relation, forms: &Forms) -> Vec<Code> {
    let row = &relation.row;
    let Forms { new, patch } = forms;
    let required = given(relation, |column| column.is_required);
    let writable = given(relation, Column::is_writable);
    let mut items = vec![
        quote! {
            impl pgdc::Writable for #row {
                type Patch = #patch;
            }
        },
        values(relation, new, &quote!(put_all), &required),
        quote!(impl pgdc::Insert<#row> for #new {}),
        values(relation, patch, &quote!(put_sets), &writable),
        quote!(pgdc::by_values!(#row: #new, #patch);),
    ];
    // A view may show a column twice, or one that its table alone may write.
    if relation.kind != RelationKind::View {
        items.push(quote!(impl pgdc::Insert<#row> for #row {}));
    }
    if required.is_empty() {
        items.push(quote!(impl pgdc::Insert<#row> for #patch {}));
    }
    items
}

/// A row gives all it has: what a write may not hold is left out when it is sent, and foreign keys and the
/// keys of an upsert need the rest.
fn all_values(relation: &Relation) -> Code {
    values(relation, &relation.row, &quote!(put_all), &given(relation, |_| true))
}

/// The columns that a form holds, each by its place.
fn given(relation: &Relation, is_held: fn(&Column) -> bool) -> Vec<Code> {
    let held = relation.columns.iter().enumerate().filter(|(_, column)| is_held(column));
    held.map(|(at, Column { field, .. })| quote!((#at, &self.#field))).collect()
}

fn values(relation: &Relation, form: &Ident, put: &Code, given: &[Code]) -> Code {
    let row = &relation.row;
    let name = if given.is_empty() { quote!(_) } else { quote!(row) };
    let put = (!given.is_empty()).then(|| quote!(row.#put(&[#(#given),*]);));
    quote! {
        impl pgdc::Values<#row> for #form {
            #[inline]
            fn write<'v>(&'v self, #name: &mut pgdc::Assignments<'v, #row>) {
                #put
            }
        }
    }
}

pub(super) fn enumeration(found: &Enum) -> Vec<Code> {
    let Enum { ident, schema, name, variants, .. } = found;
    let open = found.is_open.then(|| {
        quote! {
            fn other(label: &str) -> Option<Self> {
                Some(#ident::Other(label.to_owned()))
            }

            fn other_label(&self) -> Option<&str> {
                match self {
                    #ident::Other(label) => Some(label),
                    _ => None,
                }
            }
        }
    });
    let labels = variants.iter().map(|(variant, label)| quote!((#ident::#variant, #label)));
    vec![
        quote! {
            impl pgdc::Enum for #ident {
                const SCHEMA: &'static str = #schema;
                const NAME: &'static str = #name;
                const LABELS: &'static [(Self, &'static str)] = &[#(#labels),*];

                #open
            }
        },
        quote!(pgdc::sql_enum!(#ident);),
    ]
}

pub(super) fn composite(found: &Composite) -> Code {
    let Composite { ident, schema, name, fields, .. } = found;
    let fields = fields.iter().map(|Field { field, name, .. }| quote!(#field: #name));
    quote!(pgdc::sql_composite!(#ident, #schema, #name, { #(#fields),* });)
}

pub(super) fn newtype(newtype: &Newtype) -> Code {
    let Newtype { ident, value, traits, .. } = newtype;
    let text = traits.is_plain.then(|| quote!(, text));
    quote!(pgdc::sql_newtype!(#ident(#value) #text);)
}
