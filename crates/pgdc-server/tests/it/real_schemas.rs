//! Schemas that other projects publish, where they lie beside the repository.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use pgdc_server::load::load_file;
use pgdc_server::{LoadOptions, Server};

use crate::load_policy::client;

/// These need PostGIS, which no ladder brings along.
const NEED_POSTGIS: [&str; 2] = ["citydb", "dhis2"];

/// These use what only some versions of PostgreSQL accept: 14 lacks unlogged sequences, and since 17
/// no parameter may be called `json`.
const NEED_VERSION: [(&str, RangeInclusive<u32>); 1] = [("graphile_kitchen_sink", 15..=16)];

fn schemas() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/schemas");
    let Ok(entries) = folder.read_dir() else { return Vec::new() };
    let mut schemas: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .filter(|path| !NEED_POSTGIS.iter().any(|name| is_called(path, name)))
        .filter(|path| {
            let major = Server::shared().version().major;
            NEED_VERSION.iter().all(|(name, fits)| !is_called(path, name) || fits.contains(&major))
        })
        .collect();
    schemas.sort();
    schemas
}

fn is_called(path: &Path, name: &str) -> bool {
    path.file_stem() == Some(name.as_ref())
}

#[tokio::test]
async fn every_schema_loads() {
    let mut errors = Vec::new();
    for path in schemas() {
        let client = client().await;
        errors.extend(load_file(&client, &path, &LoadOptions::default()).await.err());
    }
    assert!(errors.is_empty(), "{errors:#?}");
}

#[tokio::test]
async fn chinook_loads_with_its_rows() {
    let Some(path) = schemas().into_iter().find(|path| path.ends_with("chinook.sql")) else {
        return;
    };
    let ddl = std::fs::read_to_string(path).unwrap();
    let database = Server::shared().database_from(&ddl).await.unwrap();
    let client = database.connect().await.unwrap();
    let row = client.query_one("SELECT count(*) FROM track", &[]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 3503);
}
