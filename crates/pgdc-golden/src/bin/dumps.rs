//! Whether `pg_dump` output of real schemas gives the same modules as the schemas: `dumps DIR…` takes every `.sql`
//! file of the folders, loads it, dumps it, loads the dump and compares. It prints a line for each and ends with 1
//! when one differs or does not load.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]

use std::error::Error;
use std::process::ExitCode;

use pgdc_golden::dumps::{compare, pg_dump};
use pgdc_golden::folders::sql_files;
use pgdc_server::{Options, Server};

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
    let files = sql_files()?;
    let server = Server::start(&Options::from_env()?)?;
    let pg_dump = pg_dump(&server)?;
    println!("{}, {}", server.describe(), pg_dump.display());
    let mut same = 0;
    for file in &files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        match compare(&server, &pg_dump, file).await {
            Ok(found) => match found.difference {
                None => {
                    same += 1;
                    println!("{name}: the same {} lines", found.lines);
                }
                Some((before, after)) => println!("{name}: DIFFERS\n  {before}\n  {after}"),
            },
            Err(error) => println!("{name}: FAILED: {error}"),
        }
    }
    println!("{same} of {} are the same", files.len());
    Ok(same == files.len())
}
