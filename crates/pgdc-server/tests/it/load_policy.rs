//! What a load skips, forgives and includes.

use std::fs;

use pgdc_server::load::load_file;
use pgdc_server::{LoadError, LoadOptions, Server};
use tokio_postgres::Client;

pub(crate) async fn client() -> Client {
    Server::shared().database().await.unwrap().connect().await.unwrap()
}

/// Loads a text into a new database; the notes as lines.
async fn load(script: &str, options: &LoadOptions) -> (Client, Result<Vec<String>, LoadError>) {
    let client = client().await;
    let notes = pgdc_server::load::load_text(&client, "s.sql", script, options).await;
    (client, notes.map(|notes| notes.iter().map(ToString::to_string).collect()))
}

async fn count(client: &Client, from: &str) -> i64 {
    client.query_one(&format!("SELECT count(*) FROM {from}"), &[]).await.unwrap().get(0)
}

const NO_OPTIONS: LoadOptions = LoadOptions { with_data: false, skip_extension: Vec::new() };

#[tokio::test]
async fn talk_to_psql_is_skipped_without_a_word() {
    let script = "\\restrict key\n\\set ON_ERROR_STOP on\n\\echo hello\n\\pset pager off\n\\timing\n\\encoding UTF8\nCREATE TABLE t ();\n\\unrestrict key\n";
    let (client, notes) = load(script, &NO_OPTIONS).await;
    assert_eq!(notes.unwrap(), Vec::<String>::new());
    assert_eq!(count(&client, "t").await, 0);
}

#[tokio::test]
async fn what_lies_outside_of_the_database_is_skipped_with_a_note() {
    let script = "CREATE DATABASE shop;\n\\connect shop\nALTER DATABASE shop SET x = 1;\nCOMMENT ON DATABASE shop IS 'c';\n\
                  GRANT CONNECT, TEMPORARY ON DATABASE shop TO PUBLIC;\nCREATE TABLESPACE s LOCATION '/s';\nALTER SYSTEM SET a = 1;\n\
                  CREATE SUBSCRIPTION s CONNECTION 'host=nowhere' PUBLICATION p;\nSET client_encoding = 'LATIN1';\nDROP DATABASE shop;\n\
                  COPY (SELECT 1) TO STDOUT;\n";
    let (_, notes) = load(script, &NO_OPTIONS).await;
    let expected = [
        "s.sql:1: CREATE DATABASE skipped: everything is loaded into one database",
        "s.sql:2: \\connect skipped: everything is loaded into one database",
        "s.sql:3: ALTER DATABASE skipped: everything is loaded into one database",
        "s.sql:4: COMMENT ON DATABASE skipped: everything is loaded into one database",
        "s.sql:5: GRANT ON DATABASE skipped: everything is loaded into one database",
        "s.sql:6: CREATE TABLESPACE skipped: everything is loaded into one database",
        "s.sql:7: ALTER SYSTEM skipped: everything is loaded into one database",
        "s.sql:8: CREATE SUBSCRIPTION skipped: everything is loaded into one database",
        "s.sql:9: client encoding LATIN1 skipped: the file is UTF-8",
        "s.sql:10: DROP DATABASE skipped: everything is loaded into one database",
        "s.sql:11: COPY TO STDOUT skipped: nobody would read it",
    ];
    assert_eq!(notes.unwrap(), expected);
}

#[tokio::test]
async fn missing_roles_are_made() {
    let script = "CREATE TABLE t ();\nALTER TABLE t OWNER TO \"load Owner\";\nGRANT SELECT ON t TO load_reader, \"load\"\"writer\";\n\
                  CREATE ROLE load_reader;\nCREATE POLICY p ON t TO load_reader USING (true);\n";
    let (client, notes) = load(script, &NO_OPTIONS).await;
    let expected = [
        "s.sql:2: role load Owner did not exist and was made",
        "s.sql:3: role load_reader did not exist and was made",
        "s.sql:3: role load\"writer did not exist and was made",
        "s.sql:4: role \"load_reader\" already exists",
    ];
    assert_eq!(notes.unwrap(), expected);
    assert_eq!(count(&client, "pg_tables WHERE tableowner = 'load Owner'").await, 1);
}

#[tokio::test]
async fn a_transaction_survives_what_is_forgiven() {
    let script = "BEGIN;\nCREATE TABLE t ();\nSET no_such_parameter = 1;\nALTER TABLE t OWNER TO load_tx_owner;\nCREATE SCHEMA public;\nCOMMIT;\n";
    let (client, notes) = load(script, &NO_OPTIONS).await;
    let expected = [
        "s.sql:3: unrecognized configuration parameter \"no_such_parameter\": this server is older than the file",
        "s.sql:4: role load_tx_owner did not exist and was made",
        "s.sql:5: schema \"public\" already exists",
    ];
    assert_eq!(notes.unwrap(), expected);
    assert_eq!(count(&client, "pg_tables WHERE tableowner = 'load_tx_owner'").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn loads_at_the_same_time_may_make_the_same_roles() {
    let script: String = (0..20)
        .map(|n| format!("CREATE TABLE t{n} ();\nALTER TABLE t{n} OWNER TO load_same_{n};\n"))
        .collect();
    for script in [script.clone(), format!("BEGIN;{}COMMIT;", script.replace("same", "both"))] {
        let loads: Vec<_> = (0..4)
            .map(|_| {
                let script = script.clone();
                tokio::spawn(async move { load(&script, &NO_OPTIONS).await.1.map(drop) })
            })
            .collect();
        for load in loads {
            load.await.unwrap().unwrap();
        }
    }
}

#[tokio::test]
async fn statements_that_refuse_a_transaction_work() {
    let script = "CREATE TABLE t (a int);\nCREATE INDEX CONCURRENTLY ON t (a);\nVACUUM t;\n";
    load(script, &NO_OPTIONS).await.1.unwrap();
}

#[tokio::test]
async fn extensions_are_left_out_when_asked() {
    let script = "CREATE EXTENSION IF NOT EXISTS no_such WITH SCHEMA public;\nCOMMENT ON EXTENSION no_such IS 'c';\n";
    let options = LoadOptions { skip_extension: vec!["no_such".into()], ..NO_OPTIONS };
    let (_, notes) = load(script, &options).await;
    let expected = [
        "s.sql:1: extension no_such skipped as asked",
        "s.sql:2: extension no_such skipped as asked",
    ];
    assert_eq!(notes.unwrap(), expected);
}

#[tokio::test]
async fn rows_of_copy_are_loaded_when_asked_only() {
    let script = "CREATE TABLE t (a int, b text);\nCOPY t (a, b) FROM stdin;\n1\tone;\n2\t\\N\n\\.\nCREATE TABLE u ();\n";
    let (client, notes) = load(script, &NO_OPTIONS).await;
    assert_eq!(notes.unwrap(), ["s.sql:2: rows of COPY skipped, here and in what follows"]);
    assert_eq!(count(&client, "t").await, 0);

    let (client, notes) = load(script, &LoadOptions { with_data: true, ..NO_OPTIONS }).await;
    assert_eq!(notes.unwrap(), Vec::<String>::new());
    assert_eq!(count(&client, "t WHERE a = 2 AND b IS NULL").await, 1);
    assert_eq!(count(&client, "u").await, 0);
}

#[tokio::test]
async fn files_are_included_relative_to_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    fs::create_dir(file("sub")).unwrap();
    fs::write(file("main.sql"), "\u{feff}\\i 'sub/a b.sql'\n\\ir sub/c.sql\nCREATE TABLE d ();\n")
        .unwrap();
    fs::write(file("sub/a b.sql"), "CREATE TABLE a ();\n\\q\nthis is never read").unwrap();
    fs::write(file("sub/c.sql"), "\\ir 'a c.sql'\n").unwrap();
    fs::write(file("sub/a c.sql"), "CREATE TABLE c ();").unwrap();
    let client = client().await;
    assert_eq!(load_file(&client, &file("main.sql"), &NO_OPTIONS).await.unwrap(), []);
    assert_eq!(count(&client, "pg_tables WHERE schemaname = 'public'").await, 3);
}
