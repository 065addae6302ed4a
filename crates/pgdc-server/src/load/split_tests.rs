//! Every construct that decides where a statement ends, and hostile ones.

use super::split::{Item, Splitter};

/// The pieces in short: `line:text`, with `\` before commands and `<` before data.
fn pieces(script: &str) -> Vec<String> {
    Splitter::new(script.to_owned())
        .map(|item| match item {
            Item::Sql(statement) => format!("{}:{}", statement.line, statement.text),
            Item::Meta { line, text } => format!("{line}:\\{text}"),
            Item::CopyData { line, text } => format!("{line}:<{text}"),
        })
        .collect()
}

#[track_caller]
fn check(cases: &[(&str, &[&str])]) {
    for (script, expected) in cases {
        assert_eq!(pieces(script), *expected, "script: {script}");
    }
}

#[test]
fn nothing_but_blanks_and_comments_is_no_statement() {
    check(&[
        ("", &[]),
        (" \n\t\r\n", &[]),
        (";;\n ; ", &[]),
        ("-- only; a comment", &[]),
        ("/* a; /* nested; */ comment */;", &[]),
    ]);
}

#[test]
fn semicolons_end_statements_and_lines_are_counted() {
    check(&[
        ("SELECT 1;SELECT 2", &["1:SELECT 1", "1:SELECT 2"]),
        ("\n\nSELECT\n1;\n\nSELECT 2;\n", &["3:SELECT\n1", "6:SELECT 2"]),
        ("-- one\n/* two\nthree */ SELECT 1;", &["3:SELECT 1"]),
        ("SELECT 1 -- no; end\n;SELECT 2;", &["1:SELECT 1 -- no; end", "2:SELECT 2"]),
        ("SELECT 1 /* no; /* in; */ end; */ + 2;", &["1:SELECT 1 /* no; /* in; */ end; */ + 2"]),
        ("SELECT 1;\r\nSELECT 2;\r\n", &["1:SELECT 1", "2:SELECT 2"]),
    ]);
}

#[test]
fn literals_hide_semicolons() {
    check(&[
        ("SELECT 'a;''b;';SELECT 2", &["1:SELECT 'a;''b;'", "1:SELECT 2"]),
        (r"SELECT 'a\';SELECT 2", &[r"1:SELECT 'a\'", "1:SELECT 2"]),
        (r"SELECT E'a\';b';SELECT 2", &[r"1:SELECT E'a\';b'", "1:SELECT 2"]),
        (r"SELECT e'\\';SELECT 2", &[r"1:SELECT e'\\'", "1:SELECT 2"]),
        (r"SELECT U&'\0061;';SELECT 2", &[r"1:SELECT U&'\0061;'", "1:SELECT 2"]),
        ("SELECT B'01',X'1;F',N'a;';", &["1:SELECT B'01',X'1;F',N'a;'"]),
        ("SELECT name';';", &["1:SELECT name';'"]),
        ("SELECT E'a'\n  'b\\';';SELECT 2", &["1:SELECT E'a'\n  'b\\';'", "2:SELECT 2"]),
        ("SELECT E'a' -- c\n 'b\\';';", &["1:SELECT E'a' -- c\n 'b\\';'"]),
        ("SELECT 'ä;€';SELECT '𝄞'", &["1:SELECT 'ä;€'", "1:SELECT '𝄞'"]),
    ]);
}

#[test]
fn quoted_identifiers_hide_semicolons() {
    check(&[
        (r#"SELECT "a;""b;" FROM t;SELECT 2"#, &[r#"1:SELECT "a;""b;" FROM t"#, "1:SELECT 2"]),
        (r#"SELECT "back\";SELECT 2"#, &[r#"1:SELECT "back\""#, "1:SELECT 2"]),
        (r#"SELECT U&"\0061;";"#, &[r#"1:SELECT U&"\0061;""#]),
        (r#"SELECT "it's";SELECT 'a"b;'"#, &[r#"1:SELECT "it's""#, r#"1:SELECT 'a"b;'"#]),
    ]);
}

#[test]
fn dollar_quotes_hide_everything() {
    check(&[
        ("DO $$ a; ' \" -- /* $$;SELECT 2", &["1:DO $$ a; ' \" -- /* $$", "1:SELECT 2"]),
        ("DO $a$ $$; $b$; $a$;SELECT 2", &["1:DO $a$ $$; $b$; $a$", "1:SELECT 2"]),
        ("DO $ä$;$ä$;SELECT 2", &["1:DO $ä$;$ä$", "1:SELECT 2"]),
        ("SELECT a$b$c;SELECT d$b$", &["1:SELECT a$b$c", "1:SELECT d$b$"]),
        ("SELECT $1;SELECT $2$$;$$", &["1:SELECT $1", "1:SELECT $2$$;$$"]),
        ("SELECT $ ;SELECT 2", &["1:SELECT $", "1:SELECT 2"]),
    ]);
}

#[test]
fn parentheses_hide_semicolons() {
    check(&[
        (
            "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT (2));SELECT 3",
            &["1:CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT (2))", "1:SELECT 3"],
        ),
        ("SELECT 1);SELECT 2", &["1:SELECT 1)", "1:SELECT 2"]),
    ]);
}

#[test]
fn bodies_of_routines_hide_semicolons() {
    let function = "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END";
    let procedure = "create procedure p() begin atomic insert into t values (1); end";
    check(&[
        (&format!("{function};SELECT 3"), &[&format!("1:{function}"), "1:SELECT 3"]),
        (&format!("{procedure};SELECT 3"), &[&format!("1:{procedure}"), "1:SELECT 3"]),
        ("BEGIN;SELECT 1;END;", &["1:BEGIN", "1:SELECT 1", "1:END"]),
        (
            "CREATE TABLE begin_t (a int);SELECT 1",
            &["1:CREATE TABLE begin_t (a int)", "1:SELECT 1"],
        ),
        (
            "CREATE VIEW v AS SELECT CASE WHEN a THEN 1 END FROM t;SELECT 1",
            &["1:CREATE VIEW v AS SELECT CASE WHEN a THEN 1 END FROM t", "1:SELECT 1"],
        ),
        (
            "CREATE FUNCTION f(\"begin\" int) RETURNS int AS 'select 1' LANGUAGE sql;SELECT 1",
            &[
                "1:CREATE FUNCTION f(\"begin\" int) RETURNS int AS 'select 1' LANGUAGE sql",
                "1:SELECT 1",
            ],
        ),
    ]);
}

#[test]
fn strings_without_standard_conformance_have_backslashes() {
    check(&[
        (
            "SET standard_conforming_strings = off;SELECT 'a\\';b';SET standard_conforming_strings TO 'on';SELECT '\\';SELECT 2",
            &[
                "1:SET standard_conforming_strings = off",
                "1:SELECT 'a\\';b'",
                "1:SET standard_conforming_strings TO 'on'",
                "1:SELECT '\\'",
                "1:SELECT 2",
            ],
        ),
        (
            "SET SESSION standard_conforming_strings = false;SELECT '\\';';RESET standard_conforming_strings;SELECT '\\';",
            &[
                "1:SET SESSION standard_conforming_strings = false",
                "1:SELECT '\\';'",
                "1:RESET standard_conforming_strings",
                "1:SELECT '\\'",
            ],
        ),
    ]);
}

#[test]
fn commands_to_psql_are_told_apart() {
    check(&[
        ("\\set a 1\nSELECT 1;", &["1:\\set a 1", "2:SELECT 1"]),
        ("SELECT 1; \\echo done\nSELECT 2;", &["1:SELECT 1", "1:\\echo done", "2:SELECT 2"]),
        ("SELECT 1 \\echo b\n + 2;", &["1:\\echo b", "1:SELECT 1 \n + 2"]),
        ("\\echo a \\i b.sql\n", &["1:\\echo a", "1:\\i b.sql"]),
        ("\\set a 1 \\\\ SELECT 1;", &["1:\\set a 1", "1:SELECT 1"]),
        ("\\echo 'a\\b;' \"c;\"\nSELECT 1;", &["1:\\echo 'a\\b;' \"c;\"", "2:SELECT 1"]),
        ("\\restrict k;\n\\unrestrict k\n", &["1:\\restrict k;", "2:\\unrestrict k"]),
        ("SELECT 'no \\i here';", &["1:SELECT 'no \\i here'"]),
        ("-- no \\i here\nSELECT 1;", &["2:SELECT 1"]),
        ("\\.\nSELECT 1;", &["1:\\.", "2:SELECT 1"]),
        ("\\", &["1:\\"]),
    ]);
}

#[test]
fn copy_data_goes_to_its_end_mark() {
    check(&[
        (
            "COPY t (a) FROM stdin;\n1;'\n$$\t\\N\n\\.\n\nSELECT 1;",
            &["1:COPY t (a) FROM stdin", "2:<1;'\n$$\t\\N\n", "6:SELECT 1"],
        ),
        (
            "copy t from STDIN with csv;\r\na,b\r\n\\.\r\n",
            &["1:copy t from STDIN with csv", "2:<a,b\r\n"],
        ),
        ("COPY t FROM stdin;\n\\.\nSELECT 1;", &["1:COPY t FROM stdin", "2:<", "3:SELECT 1"]),
        ("COPY t FROM stdin;\n1\n2", &["1:COPY t FROM stdin", "2:<1\n2"]),
        ("COPY t FROM stdin;", &["1:COPY t FROM stdin", "2:<"]),
        (
            "COPY t FROM stdin; SELECT 1;\na\n\\.\nSELECT 2;",
            &["1:COPY t FROM stdin", "2:<a\n", "1:SELECT 1", "4:SELECT 2"],
        ),
        (
            "COPY t FROM stdin; COPY u FROM stdin;\na\n\\.\nb\n\\.\nSELECT 1;",
            &["1:COPY t FROM stdin", "2:<a\n", "1:COPY u FROM stdin", "4:<b\n", "6:SELECT 1"],
        ),
        ("COPY t TO stdout;\nSELECT 1;", &["1:COPY t TO stdout", "2:SELECT 1"]),
        ("COPY t FROM 'stdin';\nSELECT 1;", &["1:COPY t FROM 'stdin'", "2:SELECT 1"]),
        ("COPY t FROM \"stdin\";\nSELECT 1;", &["1:COPY t FROM \"stdin\"", "2:SELECT 1"]),
        ("SELECT a FROM stdin;\nSELECT 1;", &["1:SELECT a FROM stdin", "2:SELECT 1"]),
    ]);
}

#[test]
fn what_is_not_closed_goes_to_the_end() {
    for open in ["'", "E'\\", "\"", "$$", "$tag$ $$", "(", "/* /* */", "U&'"] {
        let script = format!("SELECT 1;\nSELECT {open}; SELECT 2;\n");
        let found = pieces(&script);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[1].starts_with(&format!("2:SELECT {open}")), "{found:?}");
    }
}

#[test]
fn heads_tell_statements_apart() {
    let head = |script: &str| match Splitter::new(script.to_owned()).next() {
        Some(Item::Sql(statement)) => statement.head.join(" "),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        head("CREATE /* c */ EXTENSION -- d\n IF NOT EXISTS \"uuid-ossp\";"),
        "create extension if not exists uuid-ossp"
    );
    assert_eq!(head("SET client_encoding = 'LATIN1';"), "set client_encoding LATIN1");
    assert_eq!(head(r#"CREATE EXTENSION "a""b""#), "create extension a\"b");
}

#[test]
fn any_text_is_split_without_loss_or_panic() {
    // Every sequence of four of the signs that matter.
    let signs = [
        "'",
        "\"",
        "$",
        "$$",
        "\\",
        ";",
        "(",
        ")",
        "--",
        "/*",
        "*/",
        "\n",
        "e",
        "ä",
        "copy t from stdin;",
    ];
    let mut script = String::new();
    for a in signs {
        for b in signs {
            for c in signs {
                for d in signs {
                    script.clear();
                    script.extend([a, b, c, d]);
                    let lines = script.lines().count() + 1;
                    for item in Splitter::new(script.clone()) {
                        let (Item::Sql(super::split::Statement { line, .. })
                        | Item::Meta { line, .. }
                        | Item::CopyData { line, .. }) = item;
                        assert!((1..=lines).contains(&line), "{script:?}");
                    }
                }
            }
        }
    }
}
