//! The rules that the files of queries keep.

use std::fs;
use std::path::{Path, PathBuf};

use tokio_postgres::SimpleQueryMessage;

use crate::support::{RICH, database};

fn files() -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/queries");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
        .collect();
    files.sort();
    assert!(files.len() >= 8);
    files
}

fn code(sql: &str) -> String {
    let lines = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// Without a parameter, a transaction or a setting; each then reads the schema `public`.
#[tokio::test]
async fn each_runs_as_it_stands() {
    let ddl = "CREATE TABLE t (id serial PRIMARY KEY CHECK (id > 0)); CREATE POLICY p ON t";
    let client = database(ddl).await.connect().await.unwrap();
    for (path, sql) in files() {
        let answer = client.simple_query(&sql).await.unwrap();
        let rows = answer.iter().filter(|m| matches!(m, SimpleQueryMessage::Row(_))).count();
        assert!(rows > 0, "{} returns nothing", path.display());
    }
}

#[tokio::test]
async fn each_obeys_the_setting() {
    let client = database(RICH).await.connect().await.unwrap();
    client.batch_execute("SET pgdc.schemas = '{elsewhere}'").await.unwrap();
    for (path, sql) in files() {
        let answer = client.simple_query(&sql).await.unwrap();
        let rows = answer.iter().filter(|m| matches!(m, SimpleQueryMessage::Row(_))).count();
        let expected = match path.file_stem().unwrap().to_str().unwrap() {
            "schemas" => 6,
            "sequences" | "others" => 0,
            _ => 1,
        };
        assert_eq!(rows, expected, "{}", path.display());
    }
}

#[test]
fn each_says_at_its_head_what_it_returns() {
    for (path, sql) in files() {
        assert!(sql.starts_with("-- One row"), "{}", path.display());
        assert!(sql.ends_with(";\n"), "{}", path.display());
    }
}

/// Functions that look something up for each row cost several times what a join does.
#[test]
fn none_calls_a_catalog_function_for_each_row() {
    const NEVER: [&str; 6] = [
        "col_description",
        "obj_description",
        "shobj_description",
        "pg_get_serial_sequence",
        "information_schema.",
        "to_regclass",
    ];
    // Where nothing else tells it: for few rows, behind a condition.
    const WHERE_NEEDED: [(&str, &str, &str); 10] = [
        ("pg_get_viewdef", "relations.sql", "relkind in ('v', 'm') then pg_get_viewdef"),
        ("pg_get_partkeydef", "relations.sql", "relkind = 'p' then pg_get_partkeydef"),
        ("pg_get_indexdef", "index_keys.sql", "when key.attnum = 0"),
        ("pg_get_constraintdef", "constraints.sql", "when 'x' then pg_get_constraintdef"),
        ("pg_relation_is_updatable", "relations.sql", "when relation.relkind = 'v' then"),
        ("pg_column_is_updatable", "relations.sql", "when relation.relkind = 'v' then array("),
        ("has_schema_privilege", "relations.sql", "has_schema_privilege(oid, 'usage') as usable"),
        (
            "has_table_privilege",
            "relations.sql",
            "has_table_privilege(relation.oid, 'select') then '{}'",
        ),
        ("has_column_privilege", "relations.sql", "scope.usable and has_column_privilege"),
        ("format_type", "types.sql", "format_type(type.oid, used.modifier)"),
    ];
    for (path, sql) in files() {
        let sql = code(&sql);
        for function in NEVER {
            assert!(!sql.contains(function), "{} calls {function}", path.display());
        }
        for (function, file, condition) in WHERE_NEEDED {
            let calls = sql.matches(function).count();
            if path.ends_with(file) {
                assert_eq!(calls, 1, "{} calls {function} once", path.display());
                assert!(sql.contains(condition), "{} keeps {condition}", path.display());
            } else {
                assert_eq!(calls, 0, "{} calls {function}", path.display());
            }
        }
    }
}
