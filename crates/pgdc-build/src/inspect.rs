//! What is in a database: its relations, and how large they are.

use std::collections::BTreeMap;

use pgdc_catalog::{Catalog, QualifiedName, Relation};
use serde::Serialize;

#[cfg(feature = "database")]
use crate::Source;
use crate::nearest::did_you_mean;
use crate::{Error, Reading, Settings};

/// The relations that were asked for, and where they are from.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The relations, sorted by schema and name.
    pub relations: Vec<Inspected>,
    /// As [`Reading::origin`].
    pub origin: String,
    /// As [`Reading::notes`].
    pub notes: Vec<String>,
}

/// A relation, and how large it is.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Inspected {
    /// The relation.
    #[serde(flatten)]
    pub relation: Relation,
    /// How large it is; known of what stores rows in a live database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<Size>,
}

/// How large a relation is, by what the server keeps count of.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Size {
    /// About how many rows; none where the server has never counted (`ANALYZE`).
    pub rows: Option<i64>,
    /// How many bytes, with indexes and long values.
    pub bytes: i64,
}

impl Settings {
    /// Looks at the relations that a pattern matches: `album`, `sales.*`, `*_log`; all where there is none. Blocks.
    ///
    /// # Errors
    /// As [`Settings::read_catalog`]; a pattern that matches nothing.
    pub fn inspect(&self, patterns: &[String]) -> Result<Inspection, Error> {
        let Reading { mut catalog, origin, notes } = self.read_catalog()?;
        // A snapshot may hold more.
        let schemas = &self.generate.schemas;
        catalog
            .relations
            .retain(|relation| schemas.is_empty() || schemas.contains(&relation.name.schema));
        if let Some(idle) = patterns.iter().find(|pattern| {
            !catalog.relations.iter().any(|relation| relation.name.matches(pattern))
        }) {
            return Err(matches_nothing(idle, &catalog.relations, &catalog.other_schemas));
        }
        let is_asked = |relation: &Relation| {
            patterns.is_empty() || patterns.iter().any(|pattern| relation.name.matches(pattern))
        };
        let sizes = self.sizes(&catalog)?;
        let inspected = |relation: Relation| {
            let size = sizes.get(&relation.name).copied();
            Inspected { relation, size }
        };
        let relations = catalog.relations.into_iter().filter(is_asked).map(inspected).collect();
        Ok(Inspection { relations, origin, notes })
    }
}

/// The relations as JSON.
///
/// # Errors
/// As [`snapshot_text`](crate::snapshot_text).
pub fn relations_json(relations: &[Inspected]) -> Result<String, Error> {
    let text = serde_json::to_string_pretty(relations)
        .map_err(|error| Error::caused("the relations cannot be written as JSON", error))?;
    Ok(text + "\n")
}

impl Settings {
    #[cfg(feature = "database")]
    fn sizes(&self, catalog: &Catalog) -> Result<BTreeMap<QualifiedName, Size>, Error> {
        match self.source()? {
            Source::Database(_) => self.connect()?.sizes(catalog),
            _ => Ok(BTreeMap::new()),
        }
    }

    #[cfg(not(feature = "database"))]
    fn sizes(&self, _: &Catalog) -> Result<BTreeMap<QualifiedName, Size>, Error> {
        Ok(BTreeMap::new())
    }
}

fn matches_nothing(pattern: &str, relations: &[Relation], others: &[String]) -> Error {
    let names: Vec<String> = relations
        .iter()
        .flat_map(|relation| [relation.name.name.clone(), relation.name.to_string()])
        .collect();
    let message = format!("no table or view matches `{pattern}`");
    let error = Error::new(did_you_mean(message, pattern, &names));
    match others {
        [] => error,
        others => error.with_help(format!(
            "relations of other schemas were not looked at: {}; ask for them by --namespace",
            others.join(", ")
        )),
    }
}
