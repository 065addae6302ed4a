//! Four workers, until Ctrl-C: `DATABASE_URL=postgres://… cargo run -p pgdc-examples --example worker`.
#![allow(clippy::print_stderr, reason = "it tells what it did")]

use pgdc::{Config, Pool};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = Config::from_env()?;
    // Each worker takes one connection; the listener has one of its own.
    let pool = Pool::new(config.clone(), 4)?;
    let stop = async { drop(tokio::signal::ctrl_c().await) };
    let count = pgdc_examples::worker::run(&config, &pool, 4, stop).await?;
    eprintln!("{count} jobs");
    Ok(())
}
