//! `pgdc generate` from a live database, by the clock.

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::{TIMES, models, pgdc};
use crate::AnyError;
use crate::child::peak_of;
use crate::report::Compile;

/// A database of which a module is generated.
pub(super) struct Work {
    /// The target's number.
    pub(super) id: &'static str,
    name: &'static str,
    tables: usize,
    columns: usize,
}

pub(super) const WORKS: [Work; 2] = [
    Work { id: "G1", name: "generate 600 tables", tables: 600, columns: 10 },
    Work { id: "G2", name: "generate 10,000 tables", tables: 10_000, columns: 12 },
];

/// How often a process is asked how much memory it has taken.
const PAUSE: Duration = Duration::from_millis(2);

/// The least seconds by the clock, and the most memory of the command.
pub(super) async fn measure(folder: &Path, work: &Work) -> Result<Compile, AnyError> {
    let server = pgdc_server::Server::shared();
    let database = server.database_from(&models::ddl(work.tables, work.columns)).await?;
    fs::create_dir_all(folder)?;
    let module = folder.join("generated.rs");
    let (mut least, mut most) = (f64::INFINITY, 0);
    for _ in 0..TIMES {
        let mut command = pgdc()?;
        command.args(["generate", "--quiet", "--db"]).arg(database.url()).arg("--out").arg(&module);
        let started = Instant::now();
        let peak = peak_until_end(command.stderr(Stdio::piped()).spawn()?)?;
        least = least.min(started.elapsed().as_secs_f64());
        most = most.max(peak);
        fs::remove_file(&module)?;
    }
    let mib = Some(most as f64 / 1024.0);
    Ok(Compile { mib, ..Compile::of(work.id, work.name, "pgdc", least, "") })
}

/// Waits for the process, and gives the most memory that was seen to be resident, in KiB.
fn peak_until_end(mut child: Child) -> Result<u64, AnyError> {
    let mut peak = 0;
    while child.try_wait()?.is_none() {
        // None of a process that has just ended.
        peak = peak_of(&child.id().to_string()).unwrap_or_default().max(peak);
        std::thread::sleep(PAUSE);
    }
    let output = child.wait_with_output()?;
    match output.status.success() {
        true => Ok(peak),
        false => Err(String::from_utf8_lossy(&output.stderr).into()),
    }
}
