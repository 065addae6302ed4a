use pgdc_catalog::{Attribute, Generated, Identity, QualifiedName};

use crate::Error;
use crate::query::{Columns, FromColumns, Query};
use crate::relations::Relations;
use crate::type_rows::TypeUse;
use crate::types::Types;

pub(crate) struct AttributeRow {
    relation: u32,
    name: String,
    type_use: TypeUse,
    not_null: bool,
    expression: Option<String>,
    identity: String,
    generated: String,
    collation: Option<QualifiedName>,
    foreign_options: Vec<String>,
    comment: Option<String>,
}

impl FromColumns for AttributeRow {
    const QUERY: Query = Query { what: "attributes", sql: include_str!("queries/attributes.sql") };

    fn from_columns(columns: &mut Columns<'_>) -> Result<Self, Error> {
        Ok(AttributeRow {
            relation: columns.take()?,
            name: columns.take()?,
            type_use: TypeUse {
                oid: columns.take()?,
                modifier: columns.take()?,
                dimensions: columns.take()?,
            },
            not_null: columns.take()?,
            expression: columns.take()?,
            identity: columns.take()?,
            generated: columns.take()?,
            collation: columns.take_name()?,
            foreign_options: columns.take()?,
            comment: columns.take()?,
        })
    }
}

/// Gives each relation its attributes; `rows` are in the order of their numbers.
pub(crate) fn attach(
    rows: Vec<AttributeRow>,
    relations: &mut Relations,
    types: &mut Types,
) -> Result<(), Error> {
    for row in rows {
        if let Some(relation) = relations.get_mut(row.relation) {
            relation.attributes.push(attribute(row, types)?);
        }
    }
    Ok(())
}

fn attribute(row: AttributeRow, types: &mut Types) -> Result<Attribute, Error> {
    let (default, generated) = value(row.expression, &row.generated)?;
    Ok(Attribute {
        name: row.name,
        type_ref: types.refer(row.type_use)?,
        not_null: row.not_null,
        default,
        identity: identity(&row.identity)?,
        generated,
        collation: row.collation,
        foreign_options: row.foreign_options,
        comment: row.comment,
    })
}

/// `pg_attrdef` holds defaults and the expressions of generated attributes alike.
fn value(
    expression: Option<String>,
    attgenerated: &str,
) -> Result<(Option<String>, Option<Generated>), Error> {
    match (attgenerated, expression) {
        ("", default) => Ok((default, None)),
        ("s", Some(expression)) => Ok((None, Some(Generated::Stored(expression)))),
        ("v", Some(expression)) => Ok((None, Some(Generated::Virtual(expression)))),
        (other, _) => Err(Error::unexpected(AttributeRow::QUERY.what, "attgenerated", other)),
    }
}

fn identity(attidentity: &str) -> Result<Option<Identity>, Error> {
    match attidentity {
        "" => Ok(None),
        "a" => Ok(Some(Identity::Always)),
        "d" => Ok(Some(Identity::ByDefault)),
        other => Err(Error::unexpected(AttributeRow::QUERY.what, "attidentity", other)),
    }
}
