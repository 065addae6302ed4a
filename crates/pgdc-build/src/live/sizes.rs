//! How large relations are.

use std::collections::BTreeMap;

use pgdc::Executor as _;
use pgdc_catalog::{Catalog, QualifiedName};

use super::{Live, failed};
use crate::{Error, Size};

impl Live {
    /// How large the relations of a catalog's schemas are, as far as they store rows: views and foreign tables are left
    /// out.
    ///
    /// # Errors
    /// The server's.
    pub fn sizes(&mut self, catalog: &Catalog) -> Result<BTreeMap<QualifiedName, Size>, Error> {
        let schemas: Vec<String> =
            catalog.schemas.iter().map(|schema| schema.name.clone()).collect();
        self.run("count rows and bytes", async |connection| {
            let rows: Vec<(String, String, Option<i64>, Option<i64>)> = connection
                .sql(include_str!("queries/sizes.sql"), (schemas,))
                .all()
                .await
                .map_err(|error| failed("the sizes of tables", &error))?;
            let size = |(schema, name, rows, bytes): (_, _, _, Option<i64>)| {
                let name: QualifiedName = QualifiedName { schema, name };
                // It was dropped meanwhile where there is no size.
                bytes.map(|bytes| (name, Size { rows, bytes }))
            };
            Ok(rows.into_iter().filter_map(size).collect())
        })
    }
}
