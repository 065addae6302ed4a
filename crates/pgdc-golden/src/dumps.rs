//! Whether what `pg_dump` makes of a schema gives the same module as the schema itself.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use pgdc_codegen::{Config, Form, generate};
use pgdc_introspect::{Selection, introspect};
use pgdc_server::load::{load_file, load_text};
use pgdc_server::{Database, LoadOptions, Server};

/// What came of one schema.
pub struct Compared {
    /// How many lines the module has.
    pub lines: usize,
    /// The first line that differs: of the schema, and of the dump.
    pub difference: Option<(String, String)>,
}

/// `pg_dump` of the server, or the one in `PATH`: packages of npm and pip have a server alone.
///
/// # Errors
/// There is neither.
pub fn pg_dump(server: &Server) -> Result<PathBuf, String> {
    let own = server.bin_dir().join("pg_dump");
    let tried = [own, PathBuf::from("pg_dump")];
    let runs = |path: &&PathBuf| Command::new(path).arg("--version").output().is_ok();
    let found = tried.iter().find(runs);
    found.cloned().ok_or_else(|| format!("no pg_dump in {} or PATH", server.bin_dir().display()))
}

/// Of `integer[][]`, PostgreSQL keeps the number of dimensions as a remark that nothing goes by and no dump has.
const FORGET_DIMENSIONS: &str = "\
SET allow_system_table_mods = on; UPDATE pg_catalog.pg_attribute SET attndims = 1 WHERE attndims > 1";

/// Loads a DDL file, dumps what came of it, loads the dump elsewhere, and compares the modules of all schemas.
///
/// # Errors
/// Something does not load; the dump is named so in the error.
pub async fn compare(
    server: &Server,
    pg_dump: &Path,
    ddl: &Path,
) -> Result<Compared, Box<dyn Error>> {
    let original = server.database().await?;
    load_file(&original.connect().await?, ddl, &LoadOptions::default()).await?;
    original.connect().await?.batch_execute(FORGET_DIMENSIONS).await?;
    let output = Command::new(pg_dump).arg("--schema-only").arg(original.url()).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let dump = String::from_utf8(output.stdout)?;
    let again = server.database().await?;
    load_text(&again.connect().await?, "dump", &dump, &LoadOptions::default()).await?;
    let (before, after) = (module(&original).await?, module(&again).await?);
    let pairs = before.lines().zip(after.lines());
    let difference = pairs
        .into_iter()
        .find(|(a, b)| a != b)
        .or_else(|| (before != after).then_some(("the modules end", "at different lines")));
    let difference = difference.map(|(a, b)| (a.to_owned(), b.to_owned()));
    Ok(Compared { lines: before.lines().count(), difference })
}

/// The module of all schemas of the database.
async fn module(database: &Database) -> Result<String, Box<dyn Error>> {
    let mut client = database.connect().await?;
    let public = introspect(&mut client, &Selection::default()).await?;
    let own = public.schemas.iter().map(|schema| schema.name.clone());
    let schemas: Vec<String> = own.chain(public.other_schemas).collect();
    let catalog = introspect(&mut client, &Selection { schemas: schemas.clone() }).await?;
    Ok(generate(&catalog, &Config { schemas, ..Config::default() }, Form::Module)?.text)
}
