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
    Entry {
        name: "sqlx",
        packages: &["sqlx"],
        open: |url| Box::pin(by_sqlx::open(with_host(url))),
    },
    Entry {
        name: "diesel-async",
        packages: &["diesel", "diesel-async"],
        open: |url| Box::pin(diesel_async::open(with_host(url))),
    },
    Entry {
        name: "SeaORM",
        packages: &["sea-orm"],
        open: |url| Box::pin(sea_orm::open(with_host(url))),
    },
];

fn main() -> Result<ExitCode, AnyError> {
    let entries = [OWN, PEERS].concat();
    pgdc_bench::run(&Args::parse(), &entries, include_str!("../Cargo.lock"))
}

/// The same with the folder of the socket as its host, in a form that sqlx reads.
fn with_host(url: String) -> String {
    let parts = || {
        let (start, rest) = url.split_once("@/")?;
        let (name, rest) = rest.split_once("?host=")?;
        let (host, port) = rest.split_once("&port=")?;
        Some(format!("{start}@{}:{port}/{name}", host.replace('/', "%2F")))
    };
    parts().unwrap_or_else(|| url.clone())
}
