use pgdc_catalog::{DomainCheck, QualifiedName, RangeParts};

use crate::Error;
use crate::query::{Columns, FromColumns, Query};

/// A use of a type as the system catalogs write it down.
#[derive(Clone, Copy)]
pub(crate) struct TypeUse {
    pub(crate) oid: u32,
    /// -1 for none.
    pub(crate) modifier: i32,
    /// As declared, of an array; 0 may stand there for an array too.
    pub(crate) dimensions: i32,
}

impl TypeUse {
    fn plain(oid: u32) -> Self {
        TypeUse { oid, modifier: -1, dimensions: 0 }
    }
}

/// A type with one of the modifiers it is used with.
pub(crate) struct TypeRow {
    pub(crate) oid: u32,
    pub(crate) modifier: i32,
    /// As SQL spells the two.
    pub(crate) sql: String,
    pub(crate) facts: TypeFacts,
}

/// What does not depend on the modifier.
pub(crate) struct TypeFacts {
    pub(crate) name: QualifiedName,
    /// The element type, of array types alone.
    pub(crate) element: Option<u32>,
    pub(crate) row_type: bool,
    pub(crate) shape: Shape,
    pub(crate) extension: Option<String>,
    pub(crate) comment: Option<String>,
}

/// A `TypeKind` whose parts are still OIDs.
pub(crate) enum Shape {
    Base,
    Enum(Vec<String>),
    Domain {
        base: TypeUse,
        collation: Option<QualifiedName>,
        not_null: bool,
        default: Option<String>,
        checks: Vec<DomainCheck>,
    },
    Composite(Vec<FieldFacts>),
    Range(TypeUse, RangeParts),
    Multirange(TypeUse),
}

pub(crate) struct FieldFacts {
    pub(crate) name: String,
    pub(crate) type_use: TypeUse,
    pub(crate) collation: Option<QualifiedName>,
    pub(crate) comment: Option<String>,
}

impl FromColumns for TypeRow {
    const QUERY: Query = Query { what: "types", sql: include_str!("queries/types.sql") };

    fn from_columns(columns: &mut Columns<'_>) -> Result<Self, Error> {
        Ok(TypeRow {
            oid: columns.take()?,
            modifier: columns.take()?,
            sql: columns.take()?,
            facts: TypeFacts {
                name: QualifiedName { schema: columns.take()?, name: columns.take()? },
                element: columns.take()?,
                row_type: columns.take()?,
                extension: columns.take()?,
                comment: columns.take()?,
                shape: shape(columns)?,
            },
        })
    }
}

fn shape(columns: &mut Columns<'_>) -> Result<Shape, Error> {
    let kind: String = columns.take()?;
    let labels: Option<Vec<String>> = columns.take()?;
    let base =
        TypeUse { oid: columns.take()?, modifier: columns.take()?, dimensions: columns.take()? };
    let collation = columns.take_name()?;
    let not_null = columns.take()?;
    let default = columns.take()?;
    let checks = checks(columns)?;
    let fields = fields(columns)?;
    let range_of: Option<u32> = columns.take()?;
    let made_by = RangeParts {
        multirange: columns.take_name()?,
        operator_class: columns.take_name()?,
        collation: columns.take_name()?,
        canonical: columns.take_name()?,
        difference: columns.take_name()?,
    };
    match (kind.as_str(), range_of) {
        // A pseudo-type outside pg_catalog is one that was declared and never defined.
        ("b" | "p", _) => Ok(Shape::Base),
        ("e", _) => Ok(Shape::Enum(labels.unwrap_or_default())),
        ("d", _) => Ok(Shape::Domain { base, collation, not_null, default, checks }),
        ("c", _) => Ok(Shape::Composite(fields)),
        ("r", Some(subtype)) => Ok(Shape::Range(TypeUse::plain(subtype), made_by)),
        ("m", Some(range)) => Ok(Shape::Multirange(TypeUse::plain(range))),
        (other, _) => Err(Error::unexpected(TypeRow::QUERY.what, "typtype", other)),
    }
}

fn checks(columns: &mut Columns<'_>) -> Result<Vec<DomainCheck>, Error> {
    let names: Option<Vec<String>> = columns.take()?;
    let expressions: Option<Vec<String>> = columns.take()?;
    let pairs = names.into_iter().flatten().zip(expressions.into_iter().flatten());
    Ok(pairs.map(|(name, expression)| DomainCheck { name, expression }).collect())
}

fn fields(columns: &mut Columns<'_>) -> Result<Vec<FieldFacts>, Error> {
    let names: Option<Vec<String>> = columns.take()?;
    let types: Option<Vec<u32>> = columns.take()?;
    let modifiers: Option<Vec<i32>> = columns.take()?;
    let dimensions: Option<Vec<i32>> = columns.take()?;
    let collations = (columns.take()?, columns.take()?);
    let comments: Option<Vec<Option<String>>> = columns.take()?;
    let uses = types
        .into_iter()
        .flatten()
        .zip(modifiers.into_iter().flatten())
        .zip(dimensions.into_iter().flatten())
        .map(|((oid, modifier), dimensions)| TypeUse { oid, modifier, dimensions });
    let collations = collations_of(collations.0, collations.1);
    let fields = names.into_iter().flatten().zip(uses).zip(collations);
    let fields = fields.zip(comments.into_iter().flatten());
    let field = |(((name, type_use), collation), comment)| FieldFacts {
        name,
        type_use,
        collation,
        comment,
    };
    Ok(fields.map(field).collect())
}

/// Two lists of the same length: schemas, and names in them.
fn collations_of(
    schemas: Option<Vec<Option<String>>>,
    names: Option<Vec<Option<String>>>,
) -> impl Iterator<Item = Option<QualifiedName>> {
    let pairs = schemas.into_iter().flatten().zip(names.into_iter().flatten());
    pairs.map(|(schema, name)| Some(QualifiedName::new(schema?, name?)))
}
