//! Whether pgdc can do with real schemas what it promises: `corpus DIR…` loads every `.sql` file of the
//! folders into a throw-away server, generates a module, compiles all modules with warnings denied, and
//! for every table reads rows and writes them back. It prints a table and ends with 1 when a schema falls
//! short.
//!
//! `corpus --random TABLES SEED` does the same with two random schemas of that many tables together; the same
//! seed gives the same schemas. The second is generated with what a configuration can choose.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]

mod program;
mod random;
mod report;
mod rows;
mod spatial;
mod values;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use pgdc_catalog::Catalog;
use pgdc_codegen::{Config, Diagnostic, Form, Generated, generate};
use pgdc_introspect::{Selection, introspect};
use pgdc_server::{Database, LoadOptions, Options, Server, load};

use report::Line;

/// A schema that was loaded and generated, waiting to be compiled and run.
struct Prepared {
    name: String,
    database: Database,
    catalog: Catalog,
    generated: Generated,
    refused: Vec<String>,
    seconds: f64,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

async fn run() -> Result<bool, Box<dyn Error>> {
    let schemas = schemas()?;
    let server = Server::start(&Options::from_env()?)?;
    println!("{}", server.describe());
    let mut prepared = Vec::new();
    let mut lines = Vec::new();
    for schema in schemas {
        match prepare(&server, &schema).await {
            Ok(schema) => prepared.push(schema),
            Err(error) => lines.push(Line::not_loaded(schema.name, error.to_string())),
        }
    }
    let program = program::write(&prepared)?;
    let failures = program::run(&program, &prepared)?;
    for schema in &prepared {
        lines.push(line(schema, &failures));
    }
    Ok(report::print(lines))
}

/// Where the DDL of a schema is.
enum Ddl {
    File(PathBuf),
    Text(String),
}

/// A schema that was asked for.
struct Asked {
    name: String,
    ddl: Ddl,
    /// The configuration that suits its catalog.
    config: Box<dyn Fn(&Catalog) -> Config>,
}

/// The schemas that the arguments ask for.
fn schemas() -> Result<Vec<Asked>, Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [random, tables, seed] = args.as_slice()
        && random == "--random"
    {
        let (tables, seed): (usize, u64) = (tables.parse()?, seed.parse()?);
        let text = |tables, seed| Ddl::Text(random::schema(tables, seed));
        let plain = Asked {
            name: format!("random_{seed}"),
            ddl: text(tables.div_ceil(2), seed),
            config: Box::new(everything),
        };
        let chosen = Asked {
            name: format!("random_{seed}_chosen"),
            ddl: text(tables / 2, seed ^ u64::MAX),
            config: Box::new(move |catalog| random::choose(everything(catalog), catalog, seed)),
        };
        return Ok(vec![plain, chosen]);
    }
    let of_file = |file: PathBuf| Asked {
        name: name(&file),
        ddl: Ddl::File(file),
        config: Box::new(everything),
    };
    Ok(files(&args)?.into_iter().map(of_file).collect())
}

/// All schemas, as they are.
fn everything(catalog: &Catalog) -> Config {
    let schemas = catalog.schemas.iter().map(|schema| schema.name.clone()).collect();
    Config { schemas, ..Config::default() }
}

fn files(folders: &[String]) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for folder in folders {
        for entry in std::fs::read_dir(folder).map_err(|error| format!("{folder}: {error}"))? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "sql") {
                files.push(path);
            }
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(
            "usage: corpus DIR… (folders with .sql files) or corpus --random TABLES SEED".into()
        );
    }
    Ok(files)
}

/// The name of the file as that of a module.
fn name(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

async fn prepare(server: &Server, asked: &Asked) -> Result<Prepared, Box<dyn Error>> {
    let Asked { name, ddl, config } = asked;
    let database = server.database().await?;
    let loader = database.connect().await?;
    let options = LoadOptions::default();
    match ddl {
        Ddl::File(file) => load::load_file(&loader, file, &options).await?,
        Ddl::Text(text) => load::load_text(&loader, name, text, &options).await?,
    };
    drop(loader);
    let mut client = database.connect().await?;
    let started = Instant::now();
    let public = introspect(&mut client, &Selection::default()).await?;
    let catalog = match public.other_schemas.is_empty() {
        true => public,
        false => {
            let public_too = public.schemas.into_iter().map(|schema| schema.name);
            let schemas = public_too.chain(public.other_schemas).collect();
            introspect(&mut client, &Selection { schemas }).await?
        }
    };
    let generated = generate(&catalog, &config(&catalog), Form::Module)?;
    let seconds = started.elapsed().as_secs_f64();
    let refused = rows::insert(&client, &catalog).await?;
    let name = name.clone();
    Ok(Prepared { name, database, catalog, generated, refused, seconds })
}

fn line(schema: &Prepared, failures: &[(String, String)]) -> Line {
    let is_fallback = |d: &&Diagnostic| matches!(d, Diagnostic::TextFallback { .. });
    let fallbacks: Vec<String> =
        schema.generated.diagnostics.iter().filter(is_fallback).map(ToString::to_string).collect();
    let failures = failures.iter().filter(|(of, _)| *of == schema.name);
    Line {
        name: schema.name.clone(),
        relations: schema.generated.tables + schema.generated.views,
        columns: schema.catalog.relations.iter().map(|relation| relation.attributes.len()).sum(),
        diagnostics: schema.generated.diagnostics.len(),
        seconds: schema.seconds,
        fallbacks,
        refused: schema.refused.clone(),
        failures: failures.map(|(_, failure)| failure.clone()).collect(),
        not_loaded: None,
    }
}
