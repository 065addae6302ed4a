//! A pgbouncer of the tests' own, in transaction mode.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use pgdc::Config;
use pgdc_server::Database;
use tempfile::TempDir;
use tokio_postgres::config::Host;

/// How many server processes there are for all clients together.
pub(super) const SERVERS: u32 = 4;
const PORT: u16 = 6432;

/// A pgbouncer before a database. Dropping it stops it.
pub(super) struct Bouncer {
    process: Child,
    folder: TempDir,
    dbname: String,
}

impl Bouncer {
    /// None where there is no pgbouncer, and none can be installed.
    pub(super) fn start(database: &Database) -> Option<Self> {
        let program = program()?;
        let config = database.config();
        let [Host::Unix(server)] = config.get_hosts() else { panic!("the server is on a socket") };
        // As the user of the server, who is not root, and who alone may use its socket.
        let owner = fs::metadata(server).expect("the server's folder");
        let folder = tempfile::Builder::new().prefix("bouncer-").tempdir().expect("a folder");
        let dbname = config.get_dbname().expect("a name").to_owned();
        let settings = format!(
            "[databases]\n* = host={} port={} user={}\n[pgbouncer]\npool_mode = transaction\n\
             default_pool_size = {SERVERS}\nmax_client_conn = 100\nlisten_port = {PORT}\nlisten_addr =\n\
             unix_socket_dir = {}\nauth_type = any\nserver_reset_query =\n",
            server.display(),
            config.get_ports()[0],
            config.get_user().expect("a user"),
            folder.path().display(),
        );
        let file = folder.path().join("pgbouncer.ini");
        fs::write(&file, settings).expect("the settings");
        let mut command = Command::new(program);
        command.arg(&file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mine = fs::metadata(folder.path()).expect("the folder").uid();
        if mine != owner.uid() {
            chown(folder.path(), Some(owner.uid()), Some(owner.gid()))
                .expect("the folder is given");
            command.uid(owner.uid()).gid(owner.gid());
        }
        let process = command.spawn().expect("pgbouncer starts");
        let mut bouncer = Bouncer { process, folder, dbname };
        bouncer.wait();
        Some(bouncer)
    }

    fn wait(&mut self) {
        let socket = self.folder.path().join(format!(".s.PGSQL.{PORT}"));
        let started = Instant::now();
        while UnixStream::connect(&socket).is_err() {
            assert_eq!(self.process.try_wait().expect("its state"), None, "pgbouncer has ended");
            assert!(started.elapsed() < Duration::from_secs(20), "pgbouncer does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// A connection through it, in no mode yet.
    pub(super) fn config(&self) -> Config {
        let folder = self.folder.path().to_str().expect("a plain name");
        Config::new().host(folder).port(PORT).user("app").dbname(&self.dbname)
    }
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The pgbouncer of the machine; installed first, where there is none and that is possible.
///
/// # Panics
/// Where there is none in continuous integration (`CI` is set), where no test may be passed over.
fn program() -> Option<&'static Path> {
    static PROGRAM: OnceLock<Option<PathBuf>> = OnceLock::new();
    let found = PROGRAM.get_or_init(|| {
        installed().or_else(|| {
            for (program, arguments) in INSTALL {
                let done = Command::new(program).args(*arguments).stdout(Stdio::null()).status();
                if done.is_ok_and(|status| status.success()) {
                    break;
                }
            }
            installed()
        })
    });
    if found.is_none() {
        let line = "no pgbouncer on this machine, and it cannot be installed; \
                    apt-get install pgbouncer, as root";
        assert!(std::env::var_os("CI").is_none(), "{line}");
        eprintln!("SKIPPED, the tests of poolers: {line}");
    }
    found.as_deref()
}

/// The system's package, which upgrades nothing that is there.
const INSTALL: &[(&str, &[&str])] = &[
    ("apt-get", &["install", "-y", "--no-upgrade", "pgbouncer"]),
    ("sudo", &["-n", "apt-get", "install", "-y", "--no-upgrade", "pgbouncer"]),
];

fn installed() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into()]);
    folders.map(|folder| folder.join("pgbouncer")).find(|file| file.is_file())
}
