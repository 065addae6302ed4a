use std::collections::{HashMap, HashSet};

use pgdc_catalog::{Field, Type, TypeKind, TypeRef};

use crate::Error;
use crate::query::FromColumns;
use crate::type_rows::{Shape, TypeFacts, TypeRow, TypeUse};

/// The types that were read, and which of them the catalog turns out to use.
pub(crate) struct Types {
    facts: HashMap<u32, TypeFacts>,
    spellings: HashMap<(u32, i32), String>,
    used: HashSet<u32>,
    /// Used, but not yet looked into.
    pending: Vec<u32>,
}

impl Types {
    pub(crate) fn new(rows: Vec<TypeRow>) -> Self {
        let mut types = Types {
            facts: HashMap::with_capacity(rows.len()),
            spellings: HashMap::with_capacity(rows.len()),
            used: HashSet::new(),
            pending: Vec::new(),
        };
        for row in rows {
            types.spellings.insert((row.oid, row.modifier), row.sql);
            types.facts.insert(row.oid, row.facts);
        }
        types
    }

    /// Spells a use of a type by names, and notes that the type is used.
    pub(crate) fn refer(&mut self, type_use: TypeUse) -> Result<TypeRef, Error> {
        let TypeUse { oid, modifier, dimensions } = type_use;
        let sql = self.spellings.get(&(oid, modifier)).ok_or_else(|| missing(oid))?.clone();
        let element = self.facts(oid)?.element;
        let named = element.unwrap_or(oid);
        let name = self.facts(named)?.name.clone();
        if name.schema != "pg_catalog" && self.used.insert(named) {
            self.pending.push(named);
        }
        Ok(TypeRef {
            name,
            dimensions: match element {
                Some(_) => dimensions.max(1).unsigned_abs(),
                None => 0,
            },
            modifier: (modifier != -1).then_some(modifier),
            sql,
        })
    }

    /// The types referred to, and those that they in turn consist of.
    pub(crate) fn into_used(mut self) -> Result<Vec<Type>, Error> {
        let mut list = Vec::with_capacity(self.used.len());
        while let Some(oid) = self.pending.pop() {
            // Each type is pending once, and nothing asks for more than its name afterwards.
            let facts = self.facts.get_mut(&oid).ok_or_else(|| missing(oid))?;
            let shape = std::mem::replace(&mut facts.shape, Shape::Base);
            let (name, row_type) = (facts.name.clone(), facts.row_type);
            let (extension, comment) = (facts.extension.take(), facts.comment.take());
            list.push(Type { name, kind: self.kind(shape)?, row_type, extension, comment });
        }
        Ok(list)
    }

    fn kind(&mut self, shape: Shape) -> Result<TypeKind, Error> {
        Ok(match shape {
            Shape::Base => TypeKind::Base,
            Shape::Enum(labels) => TypeKind::Enum(labels),
            Shape::Domain { base, collation, not_null, default, checks } => {
                TypeKind::Domain { base: self.refer(base)?, collation, not_null, default, checks }
            }
            Shape::Composite(fields) => TypeKind::Composite(
                fields
                    .into_iter()
                    .map(|field| {
                        let type_ref = self.refer(field.type_use)?;
                        Ok(Field {
                            name: field.name,
                            type_ref,
                            collation: field.collation,
                            comment: field.comment,
                        })
                    })
                    .collect::<Result<_, Error>>()?,
            ),
            Shape::Range(subtype, made_by) => {
                TypeKind::Range { subtype: self.refer(subtype)?, made_by }
            }
            Shape::Multirange(range) => TypeKind::Multirange { range: self.refer(range)? },
        })
    }

    fn facts(&self, oid: u32) -> Result<&TypeFacts, Error> {
        self.facts.get(&oid).ok_or_else(|| missing(oid))
    }
}

/// The query follows every use there is, so this takes a damaged catalog.
fn missing(oid: u32) -> Error {
    Error::unexpected(TypeRow::QUERY.what, "oid", oid)
}
