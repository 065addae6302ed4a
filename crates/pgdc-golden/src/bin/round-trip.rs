//! Whether the DDL of real schemas makes the same schemas: `round-trip DIR…` takes every `.sql` file of the folders,
//! loads it, makes the DDL of its catalog, runs that in an empty database and compares the catalogs. It prints a line
//! for each and ends with 1 when one differs or does not load.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]

use std::error::Error;
use std::process::ExitCode;

use pgdc_golden::folders::sql_files;
use pgdc_golden::round_trip::round_trip;
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
    let mut is_fine = true;
    for file in &files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let found = match round_trip(&server, file).await {
            Ok(found) => found,
            Err(error) => {
                is_fine = false;
                println!("{name}: FAILED: {error}");
                continue;
            }
        };
        is_fine &= found.differences.is_empty();
        let copied = match found.copied {
            0 => String::new(),
            copied => format!(", with {copied} objects of other kinds copied"),
        };
        let result = match (found.differences.as_slice(), found.needs.as_slice()) {
            ([], []) => "the same",
            ([], _) => "needs more",
            _ => "DIFFERS",
        };
        println!("{name}: {result}, {} steps{copied}", found.steps);
        found.needs.iter().chain(&found.differences).for_each(|line| println!("  {line}"));
    }
    Ok(is_fine)
}
