//! A server that asks for a password.

use std::fs;
use std::process::Output;
use std::time::Duration;

use pgdc_server::{Options, Server};

use crate::{fixtures, is_golden, run, text};

const RIGHT: &str = "right%20s3cret";
const WRONG: &str = "wrong%20s3cret";

#[test]
fn a_wrong_password_is_told_and_never_shown() {
    let server = Server::start(&Options::from_env().unwrap()).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = runtime.block_on(server.database()).unwrap();
    runtime.block_on(async {
        let client = database.connect().await.unwrap();
        client.batch_execute("CREATE ROLE app LOGIN PASSWORD 'right s3cret'").await.unwrap();
        let row = client.query_one("SHOW hba_file", &[]).await.unwrap();
        let path: String = row.get(0);
        let rules = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("local all app scram-sha-256\n{rules}")).unwrap();
        client.query_one("SELECT pg_reload_conf()", &[]).await.unwrap();
    });
    let folder = tempfile::tempdir().unwrap();
    let generate = |password: &str| {
        let url = database.url().replace("postgres@", &format!("app:{password}@"));
        run(folder.path(), &["generate", "--db", &url, "--out", "db.rs"])
    };

    let output = refused(|| generate(WRONG));
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(!stderr.contains("s3cret"), "{stderr}");
    let (before, rest) = stderr.split_once("database ").expect("the database is named");
    let (_, after) = rest.split_once(": ").expect("and what is wrong");
    let told = format!("{before}database [DATABASE]: {after}");
    assert!(is_golden(&fixtures().join("errors/wrong_password/stderr"), &told));

    let output = generate(RIGHT);
    assert!(output.status.success(), "{}", text(&output.stderr));
}

/// The server reads its rules again when it comes to it, and trusts everybody until then.
fn refused(generate: impl Fn() -> Output) -> Output {
    for _ in 0..100 {
        let output = generate();
        if !output.status.success() {
            return output;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the server still trusts everybody");
}
