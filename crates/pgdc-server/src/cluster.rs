//! One running server: initialise or copy a data folder, start, wait, stop.

mod restart;

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::cache::Cache;
use crate::engine::Engine;
use crate::identity::Identity;
use crate::surroundings::Surroundings;
use crate::template;
use crate::workdir::{PORT, WorkDir};
use crate::{Error, Options};

const SUPERVISOR: &str = include_str!("supervisor.sh");

/// A start takes some 20 ms; a machine under heavy load a few seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// Settings of a server that nobody needs to survive a crash.
const SETTINGS: &[&str] = &[
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "shared_buffers=16MB",
    "max_connections=100",
    // A schema of thousands of tables loads in one transaction.
    "max_locks_per_transaction=512",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=64MB",
    "min_wal_size=32MB",
    "jit=off",
    // Segments inside the data folder: /dev/shm may be tiny, and nothing is left behind there.
    "dynamic_shared_memory_type=mmap",
    "timezone=UTC",
    "log_min_messages=fatal",
];

/// A server and its folder. Dropping it stops the one and removes the other.
#[derive(Debug)]
pub(crate) struct Cluster {
    /// The shell that runs the server. It acts when its standard input is closed.
    supervisor: Child,
    folder: WorkDir,
    run: Run,
}

/// How a server is run.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    engine: Engine,
    identity: Identity,
    /// Each as `name=value`; of two, the later one holds.
    settings: Vec<String>,
}

impl Run {
    pub(crate) fn new(engine: &Engine, identity: &Identity, options: &Options) -> Run {
        let addresses = options.listen_addresses.as_deref().unwrap_or_default();
        let mut settings = vec![format!("listen_addresses={addresses}")];
        settings.extend(SETTINGS.iter().map(ToString::to_string));
        settings.extend(options.settings.iter().cloned());
        Run { engine: engine.clone(), identity: identity.clone(), settings }
    }
}

impl Cluster {
    /// Starts a server on these binaries, from a cached template where there is one.
    pub(crate) fn start(
        run: Run,
        surroundings: &Surroundings,
        cache: Option<&Cache>,
    ) -> Result<Cluster, Error> {
        let folder = WorkDir::create(surroundings, &run.identity)?;
        template::fill(&folder.data(), &run.engine, &run.identity, cache)?;
        Cluster::run(run, folder)
    }

    /// Runs a server on the data of a folder.
    fn run(run: Run, folder: WorkDir) -> Result<Cluster, Error> {
        let supervisor = supervise(&run, &folder)?;
        let cluster = Cluster { supervisor, folder, run };
        cluster.wait_until(Cluster::is_ready)?;
        Ok(cluster)
    }

    /// Stops the server as a clean shutdown does, and starts it again on the same data, socket and port.
    pub(crate) fn restart(&mut self) -> Result<(), Error> {
        let before = self.postmaster();
        let told = self.supervisor.stdin.as_mut().map(|stdin| stdin.write_all(b"restart\n"));
        told.unwrap_or_else(|| Err(io::ErrorKind::BrokenPipe.into()))
            .map_err(|error| Error::caused("the shell that runs the server is gone", error))?;
        self.wait_until(|cluster| cluster.is_ready() && cluster.postmaster() != before)
    }

    /// The folder of the socket.
    pub(crate) fn socket_folder(&self) -> &Path {
        self.folder.path()
    }

    fn wait_until(&self, is_ready: impl Fn(&Cluster) -> bool) -> Result<(), Error> {
        let deadline = Instant::now() + PATIENCE;
        while !is_ready(self) {
            if self.folder.path().join("exited").exists() {
                return Err(Error::new(format!("the server did not start: {}", self.log())));
            }
            if Instant::now() > deadline {
                let seconds = PATIENCE.as_secs();
                return Err(Error::new(format!(
                    "the server was not ready after {seconds} s: {}",
                    self.log()
                )));
            }
            sleep(Duration::from_millis(2));
        }
        Ok(())
    }

    /// The eighth line of `postmaster.pid` is the server's state.
    fn is_ready(&self) -> bool {
        fs::read_to_string(self.folder.data().join("postmaster.pid"))
            .is_ok_and(|text| text.lines().nth(7).is_some_and(|state| state.trim() == "ready"))
    }

    /// The first line of `postmaster.pid` is the server's process; none while it is down.
    fn postmaster(&self) -> Option<String> {
        let text = fs::read_to_string(self.folder.data().join("postmaster.pid")).ok()?;
        text.lines().next().map(str::to_owned)
    }

    fn log(&self) -> String {
        let log = fs::read(self.folder.path().join("log")).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        match log.trim() {
            "" => "it wrote nothing to its log".to_owned(),
            text => text.to_owned(),
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Closes the supervisor's standard input, which is the sign to stop. There is nobody to tell
        // about a failure, and the sweep of a later start removes what is left.
        let _ = self.supervisor.wait();
    }
}

/// Starts the shell that runs the server. It is in a process group of its own: Ctrl-C in a terminal
/// reaches the owner alone, and then the supervisor tidies up.
fn supervise(run: &Run, folder: &WorkDir) -> Result<Child, Error> {
    let mut command = run.identity.command(Path::new("/bin/sh"));
    command.arg("-c").arg(SUPERVISOR).arg("pgdc-supervisor").arg(folder.path());
    command.arg(run.engine.bin.join("postgres"));
    command.arg("-D").arg(folder.data()).arg("-k").arg(folder.path());
    command.arg("-p").arg(PORT.to_string());
    for setting in &run.settings {
        command.arg("-c").arg(setting);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let spawned = command.process_group(0).spawn();
    spawned.map_err(|error| Error::caused("cannot run /bin/sh to start the server", error))
}
