//! Whether factories fill real schemas: `filling DIR…` takes every `.sql` file of the folders, loads it, and makes ten
//! rows for each table. It prints a line for each schema and for each table that has fewer, with the reason, and ends
//! with 1 when less than 95 % of the tables of a schema with foreign keys are filled.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]

use std::error::Error;
use std::process::ExitCode;
use std::time::Instant;

use pgdc_golden::filling::fill;
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
    println!("{}", server.describe());
    let mut is_enough = true;
    for file in &files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let started = Instant::now();
        match fill(&server, file).await {
            Ok(found) => {
                is_enough &= found.keys == 0 || found.is_enough();
                println!(
                    "{name}: {} of {} tables filled, {} foreign keys, {} foreign tables, {:.1} s{}",
                    found.tables - found.unfilled.len(),
                    found.tables,
                    found.keys,
                    found.foreign,
                    started.elapsed().as_secs_f64(),
                    if found.is_enough() { "" } else { ": TOO FEW" },
                );
                for (table, problem) in found.unfilled {
                    println!("  {table}: {problem}");
                }
            }
            Err(error) => {
                is_enough = false;
                println!("{name}: FAILED: {error}");
            }
        }
    }
    Ok(is_enough)
}
