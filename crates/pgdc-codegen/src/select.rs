//! Which relations were asked for.

use std::collections::BTreeMap;

use pgdc_catalog::{Catalog, QualifiedName, Relation, Schema};
use pgdc_ddl::Ddl;

use crate::{Config, Diagnostic, Mistake, Refused};

/// What was asked for, in the order of the catalog.
pub(crate) struct Selected<'c> {
    pub(crate) schemas: Vec<(&'c Schema, Vec<&'c Relation>)>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

pub(crate) fn select<'c>(catalog: &'c Catalog, config: &Config) -> Result<Selected<'c>, Refused> {
    check(catalog, config)?;
    let mut partitions = BTreeMap::<&QualifiedName, usize>::new();
    let mut wanted = |relation: &&'c Relation| {
        if !is_asked_for(config, relation) {
            return false;
        }
        match &relation.partition_of {
            Some(parent) => {
                *partitions.entry(parent).or_default() += 1;
                false
            }
            None => true,
        }
    };
    let mut schemas: Vec<_> = catalog
        .schemas
        .iter()
        .filter(|schema| config.schemas.contains(&schema.name))
        .map(|schema| {
            let of_schema = |relation: &&Relation| relation.name.schema == schema.name;
            let relations = catalog.relations.iter().filter(of_schema).filter(&mut wanted);
            (schema, relations.collect())
        })
        .collect();
    if config.flat {
        // The first schema asked for keeps its names.
        schemas.sort_by_key(|(schema, _): &(&Schema, _)| {
            config.schemas.iter().position(|name| *name == schema.name)
        });
    }
    let mut diagnostics = left_out_schemas(catalog, config);
    diagnostics.extend(
        partitions
            .into_iter()
            .map(|(parent, count)| Diagnostic::PartitionsLeftOut { parent: parent.clone(), count }),
    );
    Ok(Selected { schemas, diagnostics })
}

/// The schemas and relations of a catalog that were asked for, partitions included.
///
/// # Errors
/// A schema that was asked for is not there, or a pattern matches nothing.
pub fn narrowed(mut catalog: Catalog, config: &Config) -> Result<Catalog, Refused> {
    check(&catalog, config)?;
    let is_of_schemas = |name: &String| config.schemas.contains(name);
    catalog.schemas.retain(|schema| is_of_schemas(&schema.name));
    catalog
        .relations
        .retain(|relation| is_of_schemas(&relation.name.schema) && is_asked_for(config, relation));
    Ok(catalog)
}

/// The DDL of the schemas and relations of a catalog that were asked for, partitions included.
///
/// # Errors
/// As [`narrowed`].
pub fn ddl(catalog: &Catalog, config: &Config) -> Result<Ddl, Refused> {
    check(catalog, config)?;
    let wanted = |relation: &Relation| {
        config.schemas.contains(&relation.name.schema) && is_asked_for(config, relation)
    };
    Ok(pgdc_ddl::ddl(&pgdc_ddl::narrowed(catalog, wanted)))
}

fn check(catalog: &Catalog, config: &Config) -> Result<(), Refused> {
    let mistakes: Vec<Mistake> =
        [unknown_schemas(catalog, config), idle_patterns(catalog, config)].concat();
    if mistakes.is_empty() { Ok(()) } else { Err(Refused { mistakes }) }
}

fn unknown_schemas(catalog: &Catalog, config: &Config) -> Vec<Mistake> {
    let known: Vec<String> = catalog.schemas.iter().map(|schema| schema.name.clone()).collect();
    let unknown = config.schemas.iter().filter(|schema| !known.contains(schema));
    unknown
        .map(|schema| {
            let known = known.iter().chain(&catalog.other_schemas).cloned().collect();
            Mistake::UnknownSchema { schema: schema.clone(), known }
        })
        .collect()
}

fn idle_patterns(catalog: &Catalog, config: &Config) -> Vec<Mistake> {
    let relations = || {
        catalog.relations.iter().filter(|relation| config.schemas.contains(&relation.name.schema))
    };
    let lists = [("include", &config.include), ("exclude", &config.exclude)];
    lists
        .into_iter()
        .flat_map(|(list, patterns)| patterns.iter().map(move |pattern| (list, pattern)))
        .filter(|(_, pattern)| !relations().any(|relation| relation.name.matches(pattern)))
        .map(|(list, pattern)| Mistake::PatternWithoutMatch { list, pattern: pattern.clone() })
        .collect()
}

fn left_out_schemas(catalog: &Catalog, config: &Config) -> Vec<Diagnostic> {
    let has_relations =
        |schema: &&Schema| catalog.relations.iter().any(|r| r.name.schema == schema.name);
    let in_catalog = catalog.schemas.iter().filter(has_relations).map(|schema| &schema.name);
    let mut left_out: Vec<String> = in_catalog
        .chain(&catalog.other_schemas)
        .filter(|schema| !config.schemas.contains(schema))
        .cloned()
        .collect();
    left_out.sort();
    if left_out.is_empty() { Vec::new() } else { vec![Diagnostic::SchemasLeftOut(left_out)] }
}

fn is_asked_for(config: &Config, relation: &Relation) -> bool {
    let matches_any = |patterns: &[String]| patterns.iter().any(|p| relation.name.matches(p));
    (config.views || !relation.kind.is_view())
        && (config.include.is_empty() || matches_any(&config.include))
        && !matches_any(&config.exclude)
}
