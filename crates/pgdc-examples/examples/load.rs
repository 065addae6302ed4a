//! The loader: `DATABASE_URL=postgres://… cargo run -p pgdc-examples --example load -- TENANT FILE.csv`.
#![allow(clippy::print_stderr, reason = "it tells how far it is")]

use std::path::Path;
use std::process::ExitCode;

use pgdc::{Config, Pool};
use pgdc_examples::{db::TenantId, load::load};

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [tenant, file] = args.as_slice() else { return Err("usage: load TENANT FILE.csv".into()) };
    let pool = Pool::new(Config::from_env()?, 1)?;
    let tell = |lines| eprint!("\r{lines} lines");
    match load(&pool, TenantId(tenant.parse()?), Path::new(file), tell).await {
        Ok(count) => {
            eprintln!("\r{count} products loaded");
            Ok(ExitCode::SUCCESS)
        }
        Err(failure) => {
            eprintln!("\r{failure}");
            Ok(ExitCode::FAILURE)
        }
    }
}
