//! The service: `DATABASE_URL=postgres://… cargo run -p pgdc-examples --example service`, then
//! `curl -H 'Authorization: Bearer TOKEN' localhost:3000/products`.
#![allow(clippy::print_stderr, reason = "a program without a logger")]

use std::time::Duration;

use pgdc::{Config, Pool};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pool = Pool::builder(Config::from_env()?)?
        .max_size(16)
        // A request that waits longer is answered by 503.
        .acquire_timeout(Duration::from_secs(2))
        .build()?
        .on_statement(|event| {
            if let Some(error) = event.error {
                eprintln!("{error}\n  {}", event.text);
            }
        });
    let listener = tokio::net::TcpListener::bind("localhost:3000").await?;
    axum::serve(listener, pgdc_examples::service::router(pool)).await?;
    Ok(())
}
