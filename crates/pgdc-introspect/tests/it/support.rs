use pgdc_catalog::{Attribute, Catalog, Constraint, Index, QualifiedName, Relation, TypeRef};
use pgdc_introspect::{Selection, introspect};
use pgdc_server::{Database, Server};

pub(crate) const RICH: &str = include_str!("rich.sql");
pub(crate) const ODD: &str = "Odd \"schema\", {}";

/// A database made by `ddl`.
pub(crate) async fn database(ddl: &str) -> Database {
    Server::shared().database_from(ddl).await.expect("the DDL loads")
}

pub(crate) fn selection(schemas: &[&str]) -> Selection {
    Selection { schemas: schemas.iter().map(|name| (*name).to_owned()).collect() }
}

/// The catalog of a database made by `ddl`; no schemas stand for all of them.
pub(crate) async fn catalog(ddl: &str, schemas: &[&str]) -> Catalog {
    let mut client = database(ddl).await.connect().await.expect("it connects");
    introspect(&mut client, &selection(schemas)).await.expect("it can be read")
}

/// The catalog of `rich.sql`, less the schemas that it makes for others to leave out.
pub(crate) async fn rich() -> Catalog {
    catalog(RICH, &["stock", "shop", ODD]).await
}

pub(crate) fn name(schema: &str, name: &str) -> QualifiedName {
    QualifiedName::new(schema, name)
}

pub(crate) fn relation<'a>(catalog: &'a Catalog, schema: &str, table: &str) -> &'a Relation {
    catalog.find_relation(&name(schema, table)).expect("the relation is there")
}

pub(crate) fn attribute<'a>(relation: &'a Relation, name: &str) -> &'a Attribute {
    relation.attribute(name).expect("the attribute is there")
}

pub(crate) fn constraint<'a>(relation: &'a Relation, name: &str) -> &'a Constraint {
    relation.constraints.iter().find(|c| c.name == name).expect("the constraint is there")
}

pub(crate) fn index<'a>(relation: &'a Relation, name: &str) -> &'a Index {
    relation.indexes.iter().find(|i| i.name == name).expect("the index is there")
}

/// A type of PostgreSQL's own, without a modifier.
pub(crate) fn plain(name: &str, sql: &str) -> TypeRef {
    user("pg_catalog", name, sql)
}

pub(crate) fn user(schema: &str, type_name: &str, sql: &str) -> TypeRef {
    TypeRef { name: name(schema, type_name), dimensions: 0, modifier: None, sql: sql.to_owned() }
}
