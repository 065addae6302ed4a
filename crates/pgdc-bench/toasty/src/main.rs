//! toasty as a contestant of pgdc-bench: `pgdc-bench-toasty URL` does what it is told on its standard input.
//!
//! Of the kinds of tasks, these are left out:
//! - `GetTogether`: a connection takes one call at a time (`exec` wants it exclusively), and pipelines nothing;
//! - `GetGathered`: concurrent gets are not gathered;
//! - `CopyIn`: it has no COPY;
//! - `UpdateMany`: an update gives all rows one value, and `toasty::batch` of many updates sends them one after the other, each
//!   when the one before is answered, in a transaction;
//! - `Stream`: what it reads is in memory as a whole, or comes page by page.

mod by_toasty;

use pgdc_bench::AnyError;
use pgdc_bench::contestants::process;

fn main() -> Result<(), AnyError> {
    let url = std::env::args().nth(1).ok_or("which database? pgdc-bench-toasty URL")?;
    // One thread, as all contestants have.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async { process::serve(&by_toasty::open(&url).await?).await })
}
