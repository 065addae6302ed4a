//! What is said to mistakes: `fixtures/errors/CASE` holds the arguments, the files they are about and the
//! text on standard error. `UPDATE=1` writes what is found instead. A case without arguments is run by a
//! test of its own.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;

use pgdc_server::{Database, Server};
use tokio_postgres::config::Host;

use crate::{fixtures, is_golden, pgdc, text};

#[test]
fn mistakes_are_told_clearly_and_change_nothing() {
    let given = Given::new();
    let mut fine = true;
    let mut cases = 0;
    for entry in fs::read_dir(fixtures().join("errors")).expect("fixtures/errors") {
        let case = entry.expect("an entry").path();
        let Ok(args) = fs::read_to_string(case.join("args")) else { continue };
        let folder = tempfile::tempdir().expect("a folder");
        let inputs = copy(&case, folder.path());
        let mut command = pgdc(folder.path());
        if args.contains("--pg-bin") {
            // What is told of binaries depends on these too.
            command.env_remove("PGDC_PG_VERSION").env_remove("PGDC_OFFLINE");
        }
        let args = given.fill_in(&args);
        let output = command.args(args.lines()).output().expect("pgdc runs");

        let stderr = given.take_out(&text(&output.stderr));
        assert_eq!(output.status.code(), Some(2), "{}: {stderr}", case.display());
        assert_eq!(text(&output.stdout), "", "{}", case.display());
        assert!(!stderr.contains("s3c"), "{}: {stderr}", case.display());
        let after = files(folder.path());
        assert_eq!(after, inputs, "{}: files were changed", case.display());
        fine &= is_golden(&case.join("stderr"), &stderr);
        cases += 1;
    }
    drop(given.database);
    assert!(fine && cases >= 60, "{cases} cases");
}

/// Copies the files that a case is about, and returns what they hold.
fn copy(case: &Path, folder: &Path) -> Vec<(String, Vec<u8>)> {
    for (name, content) in files(case) {
        if name != "args" && name != "stderr" {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder of the copy");
            fs::write(path, content).expect("a copy");
        }
    }
    files(folder)
}

/// The files of a folder and of those within it.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        match path.is_dir() {
            true => {
                let within = self::files(&path).into_iter();
                files.extend(within.map(|(file, content)| (format!("{name}/{file}"), content)));
            }
            false => files.push((name, fs::read(&path).expect("readable"))),
        }
    }
    files.sort();
    files
}

/// A database for the cases that name one, on a server that knows a role without any right.
struct Given {
    database: Database,
    socket: String,
    port: String,
    name: String,
}

impl Given {
    fn new() -> Self {
        let ddl = "CREATE TABLE album (id integer); CREATE ROLE errors_visitor LOGIN;";
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let database = runtime.block_on(Server::shared().database_from(ddl)).expect("a database");
        runtime.block_on(async {
            let client = database.connect().await.expect("a connection");
            let revoke = "DO $$ BEGIN EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', \
                          current_database()); END $$";
            client.batch_execute(revoke).await.expect("the right is revoked");
        });
        let config = database.config();
        let Some(Host::Unix(socket)) = config.get_hosts().first() else { panic!("no socket") };
        let socket = socket.display().to_string();
        let port = config.get_ports().first().expect("a port").to_string();
        let name = config.get_dbname().expect("a name").to_owned();
        Given { database, socket, port, name }
    }

    fn fill_in(&self, args: &str) -> String {
        let args = args.replace("{socket}", &self.socket).replace("{port}", &self.port);
        args.replace("{database}", &self.name)
    }

    /// What differs from run to run and from machine to machine.
    fn take_out(&self, said: &str) -> String {
        let said = said.replace(&self.socket, "[SOCKET]").replace(&self.name, "[DATABASE]");
        // Where there is no resolver at all.
        said.replace("Temporary failure in name resolution", "Name or service not known")
    }
}

/// A server without TLS, asked for it: it answers `N` to the question, and that is all that is asked of it.
#[test]
fn tls_that_the_server_lacks_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut question = [0; 8];
            stream.read_exact(&mut question).expect("the question for TLS");
            stream.write_all(b"N").expect("the answer");
        }
    });
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("postgres://app:s3cret@127.0.0.1:{port}/shop?sslmode=require");
    let output = pgdc(folder.path()).args(["generate", "--db", &url]).output().expect("pgdc runs");
    let stderr = text(&output.stderr).replace(&port.to_string(), "[PORT]");
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(is_golden(&fixtures().join("errors/no_tls/stderr"), &stderr));
}

/// What is printed does not fit.
#[test]
fn a_full_standard_output_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("schema.sql"), "CREATE TABLE album (id integer);")
        .expect("a file");
    let full = fs::File::options().write(true).open("/dev/full").expect("the full device");
    let mut command = pgdc(folder.path());
    let output = command.args(["generate", "--schema", "schema.sql"]).stdout(full).output();
    let output = output.expect("pgdc runs");
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(is_golden(&fixtures().join("errors/full_output/stderr"), &stderr));
}
