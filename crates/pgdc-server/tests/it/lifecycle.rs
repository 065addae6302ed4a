//! Servers come up by their socket alone and leave nothing behind, however their owner ends.

use std::fs::Permissions;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use pgdc_server::{Options, Server};
use tokio_postgres::config::Host;

/// Set in a child process that is this test binary again.
const ROLE: &str = "PGDC_TEST_CHILD";

async fn folder_of(server: &Server) -> PathBuf {
    let config = server.database().await.unwrap().config();
    match &config.get_hosts()[0] {
        Host::Unix(folder) => folder.clone(),
        host => panic!("{host:?}"),
    }
}

fn start() -> Server {
    Server::start(&Options::from_env().unwrap()).unwrap()
}

/// The processes whose arguments name this folder: server and supervisor.
fn processes_of(folder: &Path) -> Vec<String> {
    let output = Command::new("ps").args(["-eo", "pid,stat,args"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let name = folder.display().to_string();
    text.lines().filter(|line| line.contains(&name)).map(str::to_owned).collect()
}

#[track_caller]
fn assert_gone(folder: &Path) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while folder.exists() || !processes_of(folder).is_empty() {
        assert!(Instant::now() < deadline, "left: {folder:?} {:?}", processes_of(folder));
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[tokio::test]
async fn dropping_a_server_leaves_nothing() {
    let server = start();
    let folder = folder_of(&server).await;
    assert!(folder.join(".s.PGSQL.5433").exists() && !processes_of(&folder).is_empty());
    drop(server);
    assert!(!folder.exists());
    assert_eq!(processes_of(&folder), Vec::<String>::new());
}

#[tokio::test]
async fn a_server_has_no_tcp_port_and_says_what_it_is() {
    let server = start();
    let client = server.database().await.unwrap().connect().await.unwrap();
    let show = async |name: &str| -> String {
        client.query_one(&format!("SHOW {name}"), &[]).await.unwrap().get(0)
    };
    assert_eq!(show("listen_addresses").await, "");
    assert_eq!(show("TimeZone").await, "UTC");
    assert_eq!(show("max_connections").await, "100");
    assert_eq!(show("lc_messages").await, "C");
    assert!(show("server_version").await.starts_with(&server.version().text));
    assert!(server.describe().starts_with(&format!("PostgreSQL {} from /", server.version())));
}

/// What the child process does: starts a server, says where, and waits to be killed.
#[tokio::test]
async fn child_process() {
    if std::env::var_os(ROLE).is_none() {
        return;
    }
    let server = Server::shared();
    writeln!(std::io::stdout(), "folder={}", folder_of(server).await.display()).unwrap();
    std::thread::sleep(Duration::from_secs(60));
}

fn child_with_server(vars: &[(&str, &str)]) -> (Child, PathBuf) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "lifecycle::child_process", "--nocapture"])
        .env(ROLE, "1")
        .envs(vars.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let folder = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .find_map(|line| Some(PathBuf::from(line.unwrap().split_once("folder=")?.1)))
        .expect("the child starts a server");
    (child, folder)
}

#[test]
fn a_killed_process_leaves_nothing() {
    let (mut child, folder) = child_with_server(&[]);
    assert!(!processes_of(&folder).is_empty());
    // SIGKILL: the process cannot tidy up.
    child.kill().unwrap();
    child.wait().unwrap();
    assert_gone(&folder);
}

#[test]
fn a_server_whose_supervisor_was_killed_too_is_swept_by_a_later_start() {
    let (mut child, folder) = child_with_server(&[]);
    for process in processes_of(&folder).iter().filter(|line| line.contains("pgdc-supervisor")) {
        let pid = process.split_whitespace().next().unwrap();
        assert!(Command::new("kill").args(["-KILL", pid]).status().unwrap().success());
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(folder.exists() && !processes_of(&folder).is_empty());

    let deadline = Instant::now() + Duration::from_secs(20);
    while folder.exists() {
        assert!(Instant::now() < deadline, "left: {folder:?} {:?}", processes_of(&folder));
        drop(start());
    }
    assert_gone(&folder);
}

#[test]
fn variables_of_postgresql_and_locales_do_not_reach_the_server() {
    let cache = empty_cache();
    let vars = [
        ("PGDATA", "/nonexistent"),
        ("PGPORT", "1"),
        ("PGHOST", "nowhere.invalid"),
        ("LANG", "xx_XX.UTF-8"),
        ("LC_ALL", "xx_XX.UTF-8"),
        ("TZ", "Mars/Olympus"),
        // An empty cache, so that initdb runs too.
        ("XDG_CACHE_HOME", cache.path().to_str().unwrap()),
        // The binaries may come from the usual cache.
        ("PGDC_PG_BIN", Server::shared().bin_dir().to_str().unwrap()),
    ];
    let (mut child, folder) = child_with_server(&vars);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_gone(&folder);
    assert_eq!(cache.path().join("pgdc").read_dir().unwrap().count(), 1);
}

#[test]
fn several_processes_may_start_at_once() {
    let cache = empty_cache();
    let cache_path = cache.path().display().to_string();
    let starts: Vec<_> = (0..3)
        .map(|_| {
            let cache_path = cache_path.clone();
            let bin = Server::shared().bin_dir().display().to_string();
            std::thread::spawn(move || {
                child_with_server(&[("XDG_CACHE_HOME", &cache_path), ("PGDC_PG_BIN", &bin)])
            })
        })
        .collect();
    for start in starts {
        let (mut child, folder) = start.join().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        assert_gone(&folder);
    }
    let entries: Vec<String> = std::fs::read_dir(cache.path().join("pgdc"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(entries.len(), 1, "{entries:?}");
    assert!(entries[0].starts_with("template-"), "{entries:?}");
}

/// A folder that the user may enter to whom root steps down.
fn empty_cache() -> tempfile::TempDir {
    let everybody = Permissions::from_mode(0o755);
    tempfile::Builder::new().permissions(everybody).tempdir_in("/tmp").unwrap()
}

#[test]
fn binaries_that_do_not_work_are_an_error_that_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { pg_bin: Some(folder.path().to_path_buf()), ..Options::default() };
    let error = Server::start(&options).unwrap_err();
    assert_eq!(error.attempts().len(), 1);
    let text = error.to_string();
    assert!(text.contains(&folder.path().display().to_string()), "{text}");
    assert!(text.contains("apt-get install postgresql") && text.contains("PGDC_PG_BIN"), "{text}");
}
