use pgdc_catalog::{Extension, Other, Part, QualifiedName};

use crate::Error;
use crate::query::{Columns, FromColumns, Query};

pub(crate) struct OtherRow {
    of: QualifiedName,
    is_needed: bool,
    kind: String,
    name: String,
    /// The extension that owns it, and where that has its objects.
    extension: Option<Extension>,
}

impl FromColumns for OtherRow {
    const QUERY: Query =
        Query { what: "objects of other kinds", sql: include_str!("queries/others.sql") };

    fn from_columns(columns: &mut Columns<'_>) -> Result<Self, Error> {
        Ok(OtherRow {
            of: QualifiedName { schema: columns.take()?, name: columns.take()? },
            is_needed: columns.take()?,
            kind: columns.take()?,
            name: columns.take()?,
            extension: {
                let (name, schema): (Option<String>, Option<String>) =
                    (columns.take()?, columns.take()?);
                name.zip(schema).map(|(name, schema)| Extension { name, schema })
            },
        })
    }
}

/// The extensions that are needed, and what no extension brings.
pub(crate) fn lists(rows: Vec<OtherRow>) -> (Vec<Extension>, Vec<Other>) {
    let (mut extensions, mut others) = (Vec::new(), Vec::new());
    for OtherRow { of, is_needed, kind, name, extension } in rows {
        let part = if is_needed { Part::Needed } else { Part::Belongs };
        match extension {
            Some(extension) => extensions.push(extension),
            None => others.push(Other { of, part, kind, name }),
        }
    }
    (extensions, others)
}
