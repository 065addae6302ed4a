//! Leaves out each clause of the runtime that holds a scope, one after the other, and shows that the suite of
//! `src/scope_suite` fails without it:
//!
//! ```sh
//! cargo run --release -p pgdc-golden --bin scope-mutants
//! ```
//!
//! Prints `killed N of N`, and exits with 1 where the suite did not notice. The clauses can be left out in a
//! build with `--cfg pgdc_mutants` alone, which this makes for itself in a target folder of its own.
//! `PGDC_SCOPE_OPERATIONS` and `PGDC_SCOPE_SEED` are those of the suite.

#![allow(clippy::print_stdout, reason = "it is a program of the terminal")]

use std::error::Error;
use std::process::ExitCode;

#[cfg(not(pgdc_mutants))]
fn main() -> Result<ExitCode, Box<dyn Error>> {
    let target = std::env::current_exe()?.with_file_name("../scope-mutants");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = std::process::Command::new(cargo)
        .args(["run", "--quiet", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .args(["--bin", "scope-mutants"])
        .env("RUSTFLAGS", "--cfg pgdc_mutants")
        .env("CARGO_TARGET_DIR", target)
        .status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(pgdc_mutants)]
#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error + Send + Sync>> {
    use std::panic::AssertUnwindSafe;

    use futures_util::FutureExt as _;
    use pgdc::__mutants::{leave_out, names};
    use pgdc_golden::scope_suite::{Settings, TENANTS, run_in, world::World};

    let settings = Settings::from_env();
    let mut world = World::new(TENANTS.to_vec()).await?;
    run_in(&world, settings).await.map_err(|error| format!("with every clause: {error}"))?;
    let mut survivors = Vec::new();
    let clauses = names();
    for (n, clause) in clauses.iter().enumerate() {
        world.begin().await?;
        leave_out(Some(n));
        let outcome = AssertUnwindSafe(run_in(&world, settings)).catch_unwind().await;
        leave_out(None);
        match outcome {
            Ok(Ok(_)) => {
                println!("{clause}: survived");
                survivors.push(clause);
            }
            Err(_) => println!("{clause}: killed by an assertion"),
            Ok(Err(error)) => {
                let text = error.to_string();
                println!("{clause}: killed by {}", text.lines().next().unwrap_or_default());
            }
        }
    }
    println!("killed {} of {}", clauses.len() - survivors.len(), clauses.len());
    Ok(if survivors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
