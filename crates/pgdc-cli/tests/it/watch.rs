//! `pgdc generate --watch`.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::{pgdc, run, text};

const FIRST: &str = "CREATE TABLE a (id integer PRIMARY KEY);";
const SECOND: &str = "CREATE TABLE a (id integer PRIMARY KEY, title text);";

const UNCHANGED: &str = "db.rs: unchanged";

/// Longer than a busy machine takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// The command, and the lines that it says.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(folder: &Path, args: &[&str]) -> Self {
        let mut command = pgdc(folder);
        command.args(["generate", "--watch"]).args(args).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            stderr.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Watching { child, lines }
    }

    /// Waits for a line that begins so, and returns those before it. A write may be told in two steps; there is
    /// nothing new in the second one.
    fn until(&self, begin: &str) -> Vec<String> {
        let mut before = Vec::new();
        loop {
            let line = self.lines.recv_timeout(PATIENCE);
            match line.unwrap_or_else(|_| panic!("no {begin}: {before:?}")) {
                line if line.starts_with(begin) => return before,
                line if line == UNCHANGED => {}
                line => before.push(line),
            }
        }
    }

    /// Ctrl-C, and how it ended.
    fn interrupt(mut self) -> (Option<i32>, Vec<String>) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        let status = self.child.wait().unwrap();
        (status.code(), self.lines.iter().filter(|line| line != UNCHANGED).collect())
    }
}

#[test]
fn a_file_that_changes_is_generated_from_again() {
    let folder = tempfile::tempdir().unwrap();
    let (schema, module) = (folder.path().join("schema.sql"), folder.path().join("db.rs"));
    let holds = |what: &str| fs::read_to_string(&module).unwrap().contains(what);
    fs::write(&schema, FIRST).unwrap();
    let watching = Watching::start(folder.path(), &["--schema", "schema.sql", "--out", "db.rs"]);
    watching.until("db.rs: 1 table");
    watching.until("watching");
    assert!(!holds("title"));

    fs::write(&schema, SECOND).unwrap();
    assert_eq!(watching.until("db.rs: 1 table").len(), 0, "one line a run");
    assert!(holds("title"));

    // As editors save: another file in its place. It is broken, and the module stays whole.
    let whole = fs::read_to_string(&module).unwrap();
    fs::write(folder.path().join("new"), "CREATE TABEL a ();").unwrap();
    fs::rename(folder.path().join("new"), &schema).unwrap();
    watching.until("error: ");
    assert_eq!(fs::read_to_string(&module).unwrap(), whole);

    fs::write(&schema, FIRST).unwrap();
    watching.until("db.rs: 1 table");
    assert!(!holds("title"));

    // The settings count too, from the moment that they are there.
    fs::write(folder.path().join("pgdc.toml"), "[generate]\nbranded_keys = true\n").unwrap();
    watching.until("db.rs: 1 table");
    assert!(holds("struct AId"));
    let (code, said) = watching.interrupt();
    assert_eq!((code, said), (Some(0), Vec::new()));
}

#[test]
fn a_folder_of_migrations_is_watched_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("migrations")).unwrap();
    fs::write(folder.path().join("migrations/1_a.sql"), FIRST).unwrap();
    let args = ["--schema", "migrations", "--out", "db.rs"];
    let watching = Watching::start(folder.path(), &args);
    watching.until("watching");
    let next = "CREATE TABLE b (id integer PRIMARY KEY);";
    fs::write(folder.path().join("migrations/2_b.sql"), next).unwrap();
    watching.until("db.rs: 2 tables");
    assert_eq!(watching.interrupt().0, Some(0));
}

#[test]
fn a_database_is_looked_at_again_and_again() {
    let server = pgdc_server::Server::shared();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = runtime.block_on(server.database()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let change = |sql: &str| {
        runtime.block_on(async {
            database.connect().await.unwrap().batch_execute(sql).await.unwrap();
        });
    };
    change(FIRST);
    let args = ["--db", &database.url(), "--out", "db.rs", "--every", "1"];
    let watching = Watching::start(folder.path(), &args);
    watching.until("watching");
    change("ALTER TABLE a ADD title text");
    assert_eq!(watching.until("db.rs: 1 table").len(), 0);
    // Nothing is said of looks at a database that is as it was.
    std::thread::sleep(Duration::from_millis(2500));
    let (code, said) = watching.interrupt();
    assert_eq!((code, said), (Some(0), Vec::new()));
}

#[test]
fn there_must_be_a_file_to_write() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("schema.sql"), FIRST).unwrap();
    let output = run(folder.path(), &["generate", "--watch", "--schema", "schema.sql"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).starts_with("error: --watch needs a file to write: give --out"));
}
