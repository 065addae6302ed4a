//! The texts of a load's errors.

use std::fs;
use std::path::Path;

use pgdc_server::load::{load_file, load_text};
use pgdc_server::{LoadOptions, Server};

use crate::load_policy::client;

async fn error(script: &str) -> String {
    let options = LoadOptions { with_data: true, ..LoadOptions::default() };
    load_text(&client().await, "s.sql", script, &options).await.unwrap_err().to_string()
}

/// The error of a folder's `main.sql`, with the folder as `DIR`.
async fn file_error(files: &[(&str, &[u8])]) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    let main = folder.path().join("main.sql");
    let error = load_file(&client().await, &main, &LoadOptions::default()).await.unwrap_err();
    error.to_string().replace(&folder.path().display().to_string(), "DIR")
}

#[tokio::test]
async fn a_syntax_error_has_its_exact_line() {
    assert_eq!(
        error("CREATE TABLE a ();\n\n-- ä\nCREATE TABLE b (\n  name text, -- ä\n  other txt\n);\n")
            .await,
        "s.sql:6: type \"txt\" does not exist (42704)\n  statement: CREATE TABLE b (\n  line: other txt\n  hint: make the type before this statement, in the file or by `\\i` of the file that has it; where it is an extension's, put CREATE EXTENSION there"
    );
    assert_eq!(
        error("SELECT 1;\nSELEKT 2;").await,
        "s.sql:2: syntax error at or near \"SELEKT\" (42601)\n  statement: SELEKT 2"
    );
    assert_eq!(
        error("SELECT 1;\nSELECT 'open;\n").await,
        "s.sql:2: unterminated quoted string at or near \"'open;\" (42601)\n  statement: SELECT 'open;"
    );
}

#[tokio::test]
async fn detail_and_hint_are_given() {
    assert_eq!(
        error("CREATE TABLE t (a int PRIMARY KEY);\nINSERT INTO t VALUES (1);\nINSERT INTO t\nVALUES (1);").await,
        "s.sql:3: duplicate key value violates unique constraint \"t_pkey\" (23505)\n  statement: INSERT INTO t\n  detail: Key (a)=(1) already exists."
    );
    assert_eq!(
        error("CREATE TABLE t (a int);\nSELECT b FROM t;\n").await,
        "s.sql:2: column \"b\" does not exist (42703)\n  statement: SELECT b FROM t"
    );
    assert_eq!(
        error("\\set name 1\nSELECT :name;").await,
        "s.sql:2: syntax error at or near \":\" (42601)\n  statement: SELECT :name\n  hint: psql's variables (:name) are not replaced; write their values"
    );
}

#[tokio::test]
async fn a_missing_extension_says_what_to_do() {
    let error = error("CREATE EXTENSION no_such;").await;
    let lines: Vec<&str> = error.lines().collect();
    assert!(lines[0].starts_with("s.sql:1: "), "{error}");
    assert_eq!(lines[1], "  statement: CREATE EXTENSION no_such");
    assert_eq!(
        *lines.last().unwrap(),
        "  hint: install the package with no_such for this server, choose other binaries by --pg-bin or a server that has it by --db, or leave it out by --skip-extension no_such"
    );
}

#[tokio::test]
async fn a_type_of_a_missing_extension_says_which_one() {
    assert_eq!(
        error("CREATE TABLE item (\n  id integer PRIMARY KEY,\n  embedding vector(3)\n);").await,
        "s.sql:3: type \"vector\" does not exist (42704)\n  statement: CREATE TABLE item (\n  line: embedding vector(3)\n  hint: it is a type of the extension vector: put `CREATE EXTENSION vector;` before this statement, or read a server that has the extension by --db or --server"
    );
}

#[tokio::test]
async fn a_bad_row_of_copy_has_its_line() {
    assert_eq!(
        error("CREATE TABLE t (a int);\nCOPY t FROM stdin;\n1\n2\nthree\n\\.\n").await,
        "s.sql:5: invalid input syntax for type integer: \"three\" (22P02)\n  statement: COPY t FROM stdin\n  where: COPY t, line 3, column a: \"three\""
    );
}

#[tokio::test]
async fn commands_with_effects_are_refused_and_no_shell_is_run() {
    let folder = tempfile::tempdir().unwrap();
    let touched = folder.path().join("touched");
    let script = format!("SELECT 1;\n\\! touch {}\n", touched.display());
    assert_eq!(
        error(&script).await,
        "s.sql:2: the psql command \\! is not supported; take it out of the file"
    );
    assert!(!touched.exists());
    for command in ["gexec", "copy t from 'f'", "if true", "o out.txt", "w x", "i", "."] {
        let error = error(&format!("\\{command}\n")).await;
        let name = command.split(' ').next().unwrap();
        assert_eq!(
            error,
            format!("s.sql:1: the psql command \\{name} is not supported; take it out of the file")
        );
    }
}

#[tokio::test]
async fn a_transaction_must_end() {
    assert_eq!(
        error("SELECT 1;\nBEGIN;\nCREATE TABLE t ();\n").await,
        "s.sql:2: the transaction that begins here is never committed"
    );
}

#[tokio::test]
async fn files_that_are_no_utf8_text_say_so() {
    assert_eq!(
        file_error(&[("main.sql", b"SELECT 1;\nSELECT '\xe9';")]).await,
        "DIR/main.sql:2: byte 0xE9 is not UTF-8; turn the file into UTF-8, for example: iconv -f LATIN1 -t UTF-8 DIR/main.sql"
    );
    assert_eq!(
        file_error(&[("main.sql", b"\xff\xfeS\0")]).await,
        "DIR/main.sql: is UTF-16; turn it into UTF-8: iconv -f UTF-16 -t UTF-8 DIR/main.sql"
    );
    assert_eq!(
        file_error(&[("main.sql", b"PGDMP\x01\x0e")]).await,
        "DIR/main.sql: is an archive of pg_dump, not SQL; turn it into SQL: pg_restore --schema-only -f schema.sql DIR/main.sql"
    );
    assert_eq!(
        file_error(&[("main.sql", b"SELECT 1;\n\0")]).await,
        "DIR/main.sql:2: a NUL byte: the file is no SQL text"
    );
}

#[tokio::test]
async fn includes_that_fail_name_both_files() {
    assert_eq!(
        file_error(&[("main.sql", b"\n\\i nowhere.sql\n")]).await,
        "DIR/main.sql:2: nowhere.sql: cannot be read: No such file or directory (os error 2)"
    );
    assert_eq!(
        file_error(&[("main.sql", b"\\ir a.sql\n"), ("a.sql", b"SELECT 1;\n\\ir main.sql\n")])
            .await,
        "DIR/a.sql:2: DIR/main.sql includes itself"
    );
    assert_eq!(
        file_error(&[("main.sql", b"\\ir a.sql\n"), ("a.sql", b"\nSELEKT;\n")]).await,
        "DIR/a.sql:2: syntax error at or near \"SELEKT\" (42601)\n  statement: SELEKT"
    );
}

#[tokio::test]
async fn a_missing_file_is_named() {
    let client = client().await;
    let error = load_file(&client, Path::new("no/such.sql"), &LoadOptions::default()).await;
    assert_eq!(
        error.unwrap_err().to_string(),
        "no/such.sql: cannot be read: No such file or directory (os error 2)"
    );
}

#[tokio::test]
async fn an_error_answers_questions() {
    let client = client().await;
    let error =
        load_text(&client, "s.sql", "\nSELEKT;", &LoadOptions::default()).await.unwrap_err();
    assert_eq!((error.file(), error.line()), ("s.sql", Some(2)));
    assert_eq!(error.code().unwrap().code(), "42601");
    let error = Server::shared().database_from("SELEKT").await.unwrap_err();
    assert_eq!(error.to_string(), "cannot load the schema of a test database");
}

/// The same two migrations, as each tool has them.
#[tokio::test]
async fn folders_of_migrations_load_in_their_order() {
    let (a, b) = ("CREATE TABLE a (n int PRIMARY KEY);", "ALTER TABLE a ADD m int;");
    let down = "DROP TABLE nothing;";
    let marked = |up: &str, text: &str, end: &str| format!("-- {up}\n{text}\n-- {end}\n{down}\n");
    let dbmate = |text: &str| marked("migrate:up", text, "migrate:down");
    let goose = |text: &str| marked("+goose Up", text, "+goose Down");
    let own = ToOwned::to_owned;
    let begin = "-- +goose StatementBegin\nCREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;\n-- +goose StatementEnd\n";
    let styles: [&[(&str, String)]; 11] = [
        &[("1_a.sql", own(a)), ("2_b.sql", own(b)), ("notes.md", own("-"))],
        &[("9_a.up.sql", own(a)), ("9_a.down.sql", own(down)), ("10_b.up.sql", own(b))],
        &[("V9__a.sql", own(a)), ("V10__b.sql", own(b)), ("U10__b.sql", own(down))],
        &[
            ("2024-01-01-000000_a/up.sql", own(a)),
            ("2024-01-01-000000_a/down.sql", own(down)),
            ("2024-02-01-000000_b/up.sql", own(b)),
        ],
        &[("20240101000000_a.sql", dbmate(a)), ("20240201000000_b.sql", dbmate(b))],
        &[("00001_a.sql", goose(a)), ("00002_b.sql", goose(b))],
        &[("1_a.sql", goose(&format!("{begin}{a}"))), ("2_b.sql", goose(b))],
        &[
            ("V1.9__a.sql", own(a)),
            ("V1.10__b.sql", own(b)),
            ("R__c.sql", own("SELECT n, m FROM a")),
        ],
        &[
            ("20240101000000_a/migration.sql", own(a)),
            ("20240201000000_b/migration.sql", own(b)),
            ("migration_lock.toml", own("provider = \"postgresql\"")),
        ],
        // One folder of diesel's.
        &[("up.sql", format!("{a}{b}")), ("down.sql", own(down))],
        &[("a.sql", own(a)), ("b.sql", own(b))],
    ];
    for files in styles {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let client = client().await;
        let notes = load_file(&client, folder.path(), &LoadOptions::default()).await.unwrap();
        assert!(notes.is_empty(), "{notes:?}");
        client.batch_execute("SELECT n, m FROM a").await.unwrap();
    }
    let empty = tempfile::tempdir().unwrap();
    let error = load_file(&client().await, empty.path(), &LoadOptions::default()).await;
    assert!(error.unwrap_err().to_string().contains("holds no migrations"));
    fs::write(empty.path().join("1_a.sql"), goose("SELECT 1;\nSELEKT 2;")).unwrap();
    let error = load_file(&client().await, empty.path(), &LoadOptions::default()).await;
    assert!(error.unwrap_err().to_string().contains("1_a.sql:3: syntax error"));
}
