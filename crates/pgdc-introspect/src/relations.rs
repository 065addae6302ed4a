use std::collections::HashMap;

use pgdc_catalog::{Foreign, QualifiedName, Relation, RelationKind};

use crate::Error;
use crate::query::{Columns, FromColumns, Query};

pub(crate) struct RelationRow {
    oid: u32,
    schema: String,
    name: String,
    kind: String,
    comment: Option<String>,
    is_partition: bool,
    parent_schemas: Vec<String>,
    parent_names: Vec<String>,
    row_security: bool,
    force_row_security: bool,
    updatable_view: bool,
    read_only: Vec<String>,
    denied: Vec<String>,
    read_schemas: Vec<String>,
    read_names: Vec<String>,
    security_invoker: bool,
    owner_bypasses_row_security: bool,
    query: Option<String>,
    partition_key: Option<String>,
    partition_bound: Option<String>,
    unlogged: bool,
    options: Vec<String>,
    server: Option<String>,
    foreign_options: Vec<String>,
}

impl FromColumns for RelationRow {
    const QUERY: Query = Query { what: "relations", sql: include_str!("queries/relations.sql") };

    fn from_columns(columns: &mut Columns<'_>) -> Result<Self, Error> {
        Ok(RelationRow {
            oid: columns.take()?,
            schema: columns.take()?,
            name: columns.take()?,
            kind: columns.take()?,
            comment: columns.take()?,
            is_partition: columns.take()?,
            parent_schemas: columns.take()?,
            parent_names: columns.take()?,
            row_security: columns.take()?,
            force_row_security: columns.take()?,
            updatable_view: columns.take()?,
            read_only: columns.take()?,
            denied: columns.take()?,
            read_schemas: columns.take()?,
            read_names: columns.take()?,
            security_invoker: columns.take()?,
            owner_bypasses_row_security: columns.take()?,
            query: columns.take()?,
            partition_key: columns.take()?,
            partition_bound: columns.take()?,
            unlogged: columns.take()?,
            options: columns.take()?,
            server: columns.take()?,
            foreign_options: columns.take()?,
        })
    }
}

/// The relations read so far. The other queries name a relation by its OID, and they also return rows
/// of relations that were left out here (an extension's), for which [`Relations::get_mut`] has none.
pub(crate) struct Relations {
    list: Vec<Relation>,
    places: HashMap<u32, usize>,
}

impl Relations {
    pub(crate) fn new(rows: Vec<RelationRow>) -> Result<Self, Error> {
        let places = rows.iter().enumerate().map(|(place, row)| (row.oid, place)).collect();
        let list = rows.into_iter().map(relation).collect::<Result<_, _>>()?;
        Ok(Relations { list, places })
    }

    pub(crate) fn get_mut(&mut self, oid: u32) -> Option<&mut Relation> {
        let place = *self.places.get(&oid)?;
        self.list.get_mut(place)
    }

    pub(crate) fn into_list(self) -> Vec<Relation> {
        self.list
    }
}

fn relation(row: RelationRow) -> Result<Relation, Error> {
    let mut parents = names(row.parent_schemas, row.parent_names);
    let mut reads = names(row.read_schemas, row.read_names);
    reads.sort();
    let partition_of = if row.is_partition { parents.pop() } else { None };
    Ok(Relation {
        name: QualifiedName::new(row.schema, row.name),
        kind: kind(&row.kind)?,
        comment: row.comment,
        attributes: Vec::new(),
        constraints: Vec::new(),
        indexes: Vec::new(),
        partition_of,
        inherits: parents,
        row_security: row.row_security,
        force_row_security: row.force_row_security,
        updatable_view: row.updatable_view,
        // Of another view it is every attribute.
        read_only: if row.updatable_view { row.read_only } else { Vec::new() },
        denied: row.denied,
        reads,
        security_invoker: row.security_invoker,
        owner_bypasses_row_security: row.owner_bypasses_row_security,
        // The server begins it with a blank.
        query: row.query.map(|query| query.trim().trim_end_matches(';').to_owned()),
        partition_key: row.partition_key,
        partition_bound: row.partition_bound,
        unlogged: row.unlogged,
        options: row.options,
        foreign: row.server.map(|server| Foreign { server, options: row.foreign_options }),
    })
}

fn names(schemas: Vec<String>, names: Vec<String>) -> Vec<QualifiedName> {
    let pairs = schemas.into_iter().zip(names);
    pairs.map(|(schema, name)| QualifiedName::new(schema, name)).collect()
}

fn kind(relkind: &str) -> Result<RelationKind, Error> {
    match relkind {
        "r" => Ok(RelationKind::Table),
        "p" => Ok(RelationKind::PartitionedTable),
        "v" => Ok(RelationKind::View),
        "m" => Ok(RelationKind::MaterializedView),
        "f" => Ok(RelationKind::ForeignTable),
        other => Err(Error::unexpected(RelationRow::QUERY.what, "relkind", other)),
    }
}
