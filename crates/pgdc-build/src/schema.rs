//! Reading a catalog from a DDL file, by way of a server that loads it.

use std::path::Path;

use pgdc_server::load::load_file;
use pgdc_server::{Database, LoadOptions, Options, Server, scratch};
use tokio_postgres::NoTls;

use crate::database::{block_on, parse, read_schemas};
use crate::{Error, Reading, ServerSettings};

pub(crate) fn read(
    path: &Path,
    server: &ServerSettings,
    schemas: &[String],
) -> Result<Reading, Error> {
    // Before a server is started for nothing.
    std::fs::metadata(path).map_err(|error| {
        Error::caused(format!("cannot read the schema {}", path.display()), error)
    })?;
    match &server.url {
        Some(url) => {
            let config = parse(url)?;
            block_on(async {
                let database = scratch(&config, NoTls)
                    .await
                    .map_err(|error| Error::caused("cannot use the server given", error))?;
                let origin = format!("schema {} (in a scratch database)", path.display());
                read_loaded(&database, path, server, schemas, origin).await
            })?
        }
        None => {
            // Outlives the database on it.
            let started = Server::start(&options(server)?).map_err(|error| {
                Error::caused("cannot start a server to load the schema", error)
            })?;
            block_on(async {
                let database = started
                    .database()
                    .await
                    .map_err(|error| Error::caused("the throw-away server failed", error))?;
                let origin = format!("schema {} ({})", path.display(), started.describe());
                read_loaded(&database, path, server, schemas, origin).await
            })?
        }
    }
}

/// What the environment says, but for what is set.
fn options(server: &ServerSettings) -> Result<Options, Error> {
    let environment = Options::from_env().map_err(|error| Error::new(error.to_string()))?;
    Ok(Options {
        pg_bin: server.pg_bin.clone().or(environment.pg_bin),
        pg_version: server.pg_version.or(environment.pg_version),
        offline: server.offline || environment.offline,
        listen_addresses: None,
        settings: Vec::new(),
        on_notice: server.on_notice,
    })
}

async fn read_loaded(
    database: &Database,
    path: &Path,
    server: &ServerSettings,
    schemas: &[String],
    origin: String,
) -> Result<Reading, Error> {
    let failed = |error| Error::caused("the database for the schema cannot be used", error);
    // No table needs rows for its type.
    let options = LoadOptions { with_data: false, skip_extension: server.skip_extension.clone() };
    let loader = database.connect().await.map_err(failed)?;
    let notes =
        load_file(&loader, path, &options).await.map_err(|error| Error::new(error.to_string()))?;
    // Another connection: a dump leaves its settings behind.
    let mut client = database.connect().await.map_err(failed)?;
    let catalog = read_schemas(&mut client, schemas).await?;
    Ok(Reading { catalog, origin, notes: notes.iter().map(ToString::to_string).collect() })
}
