//! The bench with all peers: `cargo run --release -p pgdc-bench -- --peers`.

mod by_sqlx;
mod clorinde_style;
mod diesel_async;
mod sea_orm;

use std::process::ExitCode;

use clap::Parser as _;
use pgdc_bench::AnyError;
use pgdc_bench::args::Args;
use pgdc_bench::contestant::Entry;
use pgdc_bench::contestants::OWN;

const PEERS: &[Entry] = &[
    Entry {
        name: "clorinde-style",
        packages: &[],
        open: |url| Box::pin(clorinde_style::open(url)),
    },
    Entry { name: "sqlx", packages: &["sqlx"], open: |url| Box::pin(by_sqlx::open(url)) },
    Entry {
        name: "diesel-async",
        packages: &["diesel", "diesel-async"],
        open: |url| Box::pin(diesel_async::open(url)),
    },
    Entry { name: "SeaORM", packages: &["sea-orm"], open: |url| Box::pin(sea_orm::open(url)) },
];

fn main() -> Result<ExitCode, AnyError> {
    let entries = [OWN, PEERS].concat();
    pgdc_bench::run(&Args::parse(), &entries, include_str!("../Cargo.lock"))
}
