//! Client and server on a processor each, for as long as calls are timed.
//!
//! Left to itself, the system puts a session of the server now beside its client and now on another processor, and leaves it
//! there for seconds. That is a fifth of what a call takes, more than contestants differ by.

use std::process::{Command, Stdio};

use tokio_postgres::Client;

use crate::AnyError;

/// The process of the server that starts all its others, and those that it has.
const SERVERS: &str = "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::integer
    UNION SELECT pid FROM pg_stat_activity";

/// Processes that are held to a processor until this is dropped; what they start is held to it too.
pub(crate) struct Pinned {
    pids: Vec<u32>,
    /// The processors that they may run on otherwise, as taskset(1) takes them.
    allowed: String,
}

impl Pinned {
    /// This process and the server of the client; none where there is one processor only, or no `taskset`.
    pub(crate) async fn apart(client: &Client) -> Result<Option<Self>, AnyError> {
        let Some((allowed, ours, theirs)) = processors() else { return Ok(None) };
        let mut pinned = Pinned { pids: Vec::new(), allowed };
        if !pinned.hold(std::process::id(), &ours) {
            return Ok(None);
        }
        for row in client.query(SERVERS, &[]).await? {
            let pid = row.try_get::<_, i32>(0)?.unsigned_abs();
            // One that has ended since, or is another user's, stays where it is.
            pinned.hold(pid, &theirs);
        }
        Ok(Some(pinned))
    }

    fn hold(&mut self, pid: u32, to: &str) -> bool {
        let is_held = taskset(pid, to);
        if is_held {
            self.pids.push(pid);
        }
        is_held
    }
}

impl Drop for Pinned {
    fn drop(&mut self) {
        for pid in &self.pids {
            taskset(*pid, &self.allowed);
        }
    }
}

/// Those that this process may run on, and the first and the last of them: `Cpus_allowed_list` of proc(5).
fn processors() -> Option<(String, String, String)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"))?.trim();
    let (first, last) = (list.split([',', '-']).next()?, list.rsplit([',', '-']).next()?);
    (first != last).then(|| (list.to_owned(), first.to_owned(), last.to_owned()))
}

fn taskset(pid: u32, processors: &str) -> bool {
    let mut command = Command::new("taskset");
    command.args(["--all-tasks", "--cpu-list", "--pid", processors, &pid.to_string()]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
