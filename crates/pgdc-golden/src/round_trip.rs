//! Whether the DDL of a catalog makes a database with the same catalog.

use std::error::Error;
use std::path::Path;

use pgdc_catalog::Catalog;
use pgdc_ddl::{Ddl, Owner, Step, ddl};
use pgdc_introspect::{Selection, introspect};
use pgdc_server::load::load_file;
use pgdc_server::{Database, LoadOptions, Server};
use serde_json::Value;
use tokio_postgres::{Client, SimpleQueryMessage};

/// What came of one schema.
#[derive(Debug, Default)]
pub struct RoundTrip {
    /// How many steps the DDL has.
    pub steps: usize,
    /// How many objects of other kinds were copied from the original, since a step failed without them.
    pub copied: usize,
    /// The steps that failed for want of objects of other kinds that were not copied, each with what it needs.
    pub needs: Vec<String>,
    /// Where the catalogs differ, and steps that failed without such a need.
    pub differences: Vec<String>,
}

/// Loads a DDL file, makes the DDL of its catalog, runs that in an empty database, and compares the catalogs.
///
/// Functions, aggregates, triggers of views, rules and foreign servers are no part of a catalog: they are copied where a
/// step fails without them, as far as steps need.
///
/// # Errors
/// The file does not load, or a catalog cannot be read.
pub async fn round_trip(server: &Server, file: &Path) -> Result<RoundTrip, Box<dyn Error>> {
    let original = server.database().await?;
    load_file(&original.connect().await?, file, &LoadOptions::default()).await?;
    let mut before = catalog(&original).await?;
    let ddl = ddl(&before);
    let copy = server.database().await?;
    let others = statements(&original.connect().await?).await?;
    let mut maker = Maker { client: copy.connect().await?, others, copied: 0 };
    let mut found = RoundTrip { steps: ddl.steps.len(), ..RoundTrip::default() };
    maker.client.batch_execute(SETTINGS).await?;
    for step in &ddl.steps {
        let Err(error) = maker.make(step).await else { continue };
        let error = error.as_db_error().map_or("no answer", |error| error.message());
        match needs(&ddl, step) {
            Some(needs) => found.needs.push(format!("{}: {error}: {needs}", step.object)),
            None => found.differences.push(format!("{} failed: {error}", step.object)),
        }
        if let Owner::Relation(name) = &step.owner {
            before.relations.retain(|relation| relation.name != *name);
        }
    }
    found.copied = maker.copied;
    maker.copy_others().await;
    let after = catalog(&copy).await?;
    differ("", &facts(before)?, &facts(after)?, &mut found.differences);
    Ok(found)
}

/// As in the head of the script, and for functions whose bodies name what is not there yet.
const SETTINGS: &str = "\
SET search_path = ''; SET standard_conforming_strings = on; SET datestyle = 'ISO, MDY';
SET intervalstyle = 'postgres'; SET check_function_bodies = off";

/// What is not of the kinds of a catalog, as statements.
const OTHERS: &str = "\
SET search_path = '';
SELECT pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND prokind IN ('f', 'p')
  AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = p.tableoid AND objid = p.oid AND deptype = 'e')
UNION ALL
SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
WHERE relkind = 'v' AND NOT tgisinternal
UNION ALL
SELECT pg_get_ruledef(r.oid) FROM pg_rewrite r JOIN pg_class c ON c.oid = ev_class
WHERE rulename <> '_RETURN' AND r.oid >= 16384
UNION ALL
SELECT format('CREATE AGGREGATE %I.%I (%s) (SFUNC = %s, STYPE = %s)',
              nspname, proname, pg_get_function_arguments(p.oid), aggtransfn, aggtranstype::regtype)
FROM pg_aggregate JOIN pg_proc p ON p.oid = aggfnoid JOIN pg_namespace n ON n.oid = pronamespace
WHERE nspname !~ '^pg_'
UNION ALL
SELECT format('CREATE EXTENSION IF NOT EXISTS %I WITH SCHEMA %I', extname, extnamespace::regnamespace)
FROM pg_extension
UNION ALL
SELECT format('CREATE SERVER %I FOREIGN DATA WRAPPER %I', srvname, fdwname)
FROM pg_foreign_server JOIN pg_foreign_data_wrapper w ON w.oid = srvfdw;";

async fn statements(client: &Client) -> Result<Vec<String>, Box<dyn Error>> {
    let messages = client.simple_query(OTHERS).await?.into_iter();
    let rows = messages.filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    });
    Ok(rows.collect())
}

/// Makes the copy.
struct Maker {
    client: Client,
    /// Not copied yet.
    others: Vec<String>,
    copied: usize,
}

impl Maker {
    async fn make(&mut self, step: &Step) -> Result<(), tokio_postgres::Error> {
        if self.client.batch_execute(&step.sql).await.is_ok() {
            return Ok(());
        }
        self.copy_others().await;
        self.client.batch_execute(&step.sql).await
    }

    /// Copies what can be copied by now: some of it takes tables, and some takes others of its own.
    async fn copy_others(&mut self) {
        loop {
            let (before, mut rest) = (self.others.len(), Vec::new());
            for sql in std::mem::take(&mut self.others) {
                if self.client.batch_execute(&sql).await.is_err() {
                    rest.push(sql);
                } else {
                    self.copied += 1;
                }
            }
            self.others = rest;
            if self.others.is_empty() || self.others.len() == before {
                return;
            }
        }
    }
}

/// What the step needs of other kinds.
fn needs(ddl: &Ddl, step: &Step) -> Option<String> {
    let about = ddl
        .unmade
        .iter()
        .filter(|unmade| unmade.is_needed && step.object.contains(&unmade.of.to_string()));
    let needs: Vec<&str> = about.map(|unmade| unmade.what.as_str()).collect();
    (!needs.is_empty()).then(|| needs.join(", "))
}

/// The catalog of all schemas.
async fn catalog(database: &Database) -> Result<Catalog, Box<dyn Error>> {
    Ok(introspect(&mut database.connect().await?, &Selection::default()).await?)
}

/// What is compared: all but the objects of other kinds, and the comment on `public`, which takes its owner's rights.
fn facts(mut catalog: Catalog) -> Result<Value, serde_json::Error> {
    catalog.others.clear();
    let public = catalog.schemas.iter_mut().find(|schema| schema.name == "public");
    public.into_iter().for_each(|schema| schema.comment = None);
    serde_json::to_value(catalog)
}

/// Tells where two values differ, by their paths.
fn differ(path: &str, before: &Value, after: &Value, told: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            let pairs = a.iter().zip(b.values());
            pairs.for_each(|((key, a), b)| differ(&format!("{path}.{key}"), a, b, told));
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (at, (a, b)) in a.iter().zip(b).enumerate() {
                let name = a.pointer("/name/name").or(a.pointer("/name"));
                let name = name.map_or_else(|| at.to_string(), Value::to_string);
                differ(&format!("{path}[{name}]"), a, b, told);
            }
        }
        _ if before == after => {}
        _ => told.push(format!("{path}: {before} became {after}")),
    }
}
