//! `pgdc copy`.

use std::fs;

use crate::repository;
use crate::shop::Shop;

const HEADER: &str = "album_id,artist_id,title,price,facts\n";

#[tokio::test]
async fn a_table_goes_out_and_comes_in_again() {
    let shop = Shop::open().await;
    let before = shop.get(&["rows", "album", "--format", "csv", "--all"]);
    let said = shop.run(&["copy", "out", "album", "a.csv"]);
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), "a.csv: 4 rows from public.album\n"));
    let file = fs::read_to_string(shop.path("a.csv")).unwrap();
    assert!(file.starts_with(HEADER) && file.contains("\n2,2,\"\",9.99,\n"), "{file}");
    let client = shop.database.connect().await.unwrap();
    client.batch_execute("DELETE FROM album").await.unwrap();
    let said = shop.run(&["copy", "in", "album", "a.csv"]);
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), "public.album: 4 rows from a.csv\n"));
    assert_eq!(shop.get(&["rows", "album", "--format", "csv", "--all"]), before);
    assert_eq!(shop.run(&["copy", "out", "album", "b.csv", "--quiet"]).stderr, "");
    assert_eq!(fs::read(shop.path("a.csv")).unwrap(), fs::read(shop.path("b.csv")).unwrap());
}

/// The header says which column is which; those that it leaves out get their defaults.
#[tokio::test]
async fn columns_stand_in_any_order() {
    let shop = Shop::open().await;
    let data =
        "\u{feff}title;\"album_id\";artist_id\r\n\"a;\"\"b\nc\";7;1\r\nNIL;8;1\r\n\"NIL\";9;1\r\n";
    let args = ["copy", "in", "album", "-", "--delimiter", ";"];
    let said = shop.run_with(&args, data);
    assert_eq!(said.stderr, "public.album: 3 rows from the standard input\n");
    let found = shop.get(&[
        "rows",
        "album",
        "--format",
        "csv",
        "--columns",
        "title,price",
        "--where",
        "album_id = 7",
    ]);
    assert_eq!(found, "title,price\n\"a;\"\"b\nc\",9.99\n");
    // Without quotes it is NULL, which the column does not take.
    let said = shop.run_with(
        &["copy", "in", "album", "-", "--delimiter", "tab", "--null", "NIL"],
        "album_id\tartist_id\ttitle\n10\t1\tNIL\n",
    );
    assert!(
        said.stderr.contains("standard input:2: null value in column \"title\""),
        "{}",
        said.stderr
    );
}

#[tokio::test]
async fn queries_and_views_go_out() {
    let shop = Shop::open().await;
    let query = "SELECT n, NULL AS nothing FROM sales.\"a.b\" WHERE n < 3; -- two";
    let out =
        shop.get(&["copy", "out", "--query", query, "-", "--null", "NIL", "--delimiter", "|"]);
    assert_eq!(out, "n|nothing\n1|NIL\n2|NIL\n");
    for (table, rows) in [("cheap", 2), ("price_list", 4), ("sales.a.b", 50)] {
        assert_eq!(shop.get(&["copy", "out", table, "-"]).lines().count(), rows + 1, "{table}");
    }
    let said = shop.run(&["copy", "out", "--query", "DELETE FROM album RETURNING title", "-"]);
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.contains("read-only transaction"), "{}", said.stderr);
}

#[tokio::test]
async fn names_are_never_sql() {
    let ddl = "CREATE TABLE victim (id integer);
               CREATE TABLE \"x\"\"; DROP TABLE victim; --\" (\"a, line 7, column b\" text, \"')) --\" integer);";
    let shop = Shop::with(ddl).await;
    let name = "x\"; DROP TABLE victim; --";
    let data = "\"')) --\",\"a, line 7, column b\"\n1,one\n";
    let said = shop.run_with(&["copy", "in", name, "-"], data);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let out = shop.get(&["copy", "out", name, "-"]);
    assert_eq!(out, "\"a, line 7, column b\",')) --\none,1\n");
    let said = shop.run_with(&["copy", "in", name, "-"], "\"')) --\"\n1\nb\n");
    assert!(said.stderr.contains("standard input:3: column `')) --`: invalid"), "{}", said.stderr);
    assert_eq!(shop.get(&["copy", "out", "victim", "-"]), "id\n");
}

#[tokio::test]
async fn mistakes_are_told_and_change_nothing() {
    let shop = Shop::open().await;
    let before = shop.get(&["rows", "album", "--format", "csv", "--all"]);
    shop.write("bad.csv", &format!("{HEADER}10,1,a,1,\n11,1,\"two\nlines\",much,\n12,1,c,1,\n"));
    shop.write("twice.csv", &format!("{HEADER}10,1,a,1,\n1,1,b,1,\n"));
    shop.write("parent.csv", &format!("{HEADER}10,99,a,1,\n"));
    shop.write("short.csv", &format!("{HEADER}10,1\n"));
    shop.write("header.csv", "album_id,artist_id,titel\n1,1,a\n");
    shop.write("generated.csv", "album_id,title_length\n1,1\n");
    shop.write("doubled.csv", "album_id,title,album_id\n1,a,1\n");
    shop.write("empty.csv", "");
    shop.write("view.csv", "title\na\n");
    let mut fine = true;
    for (case, args) in [
        ("copy_bad_value", &["copy", "in", "album", "bad.csv"][..]),
        ("copy_duplicate", &["copy", "in", "album", "twice.csv"]),
        ("copy_no_parent", &["copy", "in", "album", "parent.csv"]),
        ("copy_short_row", &["copy", "in", "album", "short.csv"]),
        ("copy_unknown_header", &["copy", "in", "album", "header.csv"]),
        ("copy_generated", &["copy", "in", "album", "generated.csv"]),
        ("copy_column_twice", &["copy", "in", "album", "doubled.csv"]),
        ("copy_empty", &["copy", "in", "album", "empty.csv"]),
        ("copy_missing_file", &["copy", "in", "album", "none.csv"]),
        ("copy_into_view", &["copy", "in", "price_list", "view.csv"]),
        ("copy_wrong_delimiter", &["copy", "in", "album", "bad.csv", "--delimiter", "→"]),
        ("copy_no_source", &["copy", "out", "a.csv"]),
        ("copy_wrong_query", &["copy", "out", "--query", "SELECT titel FROM album", "a.csv"]),
        (
            "copy_failing_query",
            &[
                "copy",
                "out",
                "--query",
                "SELECT 1 / (3 - n) FROM generate_series(1, 9) AS n",
                "bad.csv",
            ],
        ),
        ("copy_no_folder", &["copy", "out", "album", "none/a.csv"]),
        ("copy_folder", &["copy", "out", "album", "."]),
    ] {
        let files = || -> Vec<Vec<u8>> {
            let entries = fs::read_dir(shop.folder.path()).unwrap();
            let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
            paths.sort();
            paths.iter().map(|path| fs::read(path).unwrap()).collect()
        };
        let found = files();
        fine &= shop.is_refused(case, args);
        assert_eq!(files(), found, "{case}");
    }
    assert_eq!(shop.get(&["rows", "album", "--format", "csv", "--all"]), before);
    assert!(fine);
}

/// What is read, from where and how long; never a password.
#[tokio::test]
async fn verbose_says_more() {
    let shop = Shop::open().await;
    shop.write("pgdc.toml", "");
    let url = shop.database.url().replacen('@', ":s3cret@", 1);
    let said = shop.run(&["copy", "out", "album", "a.csv", "--verbose", "--db", &url]).stderr;
    assert!(!said.contains("s3c"), "{said}");
    let lines: Vec<&str> = said.lines().collect();
    let [settings, connect, look, copy, result] = lines.as_slice() else { panic!("{said}") };
    assert_eq!(*settings, "-- settings of pgdc.toml");
    assert!(connect.starts_with("-- connect to database ") && connect.ends_with(" s"), "{said}");
    assert!(look.starts_with("-- look for album: 0."), "{said}");
    assert!(copy.starts_with("-- copy public.album out: 0."), "{said}");
    assert_eq!(*result, "a.csv: 4 rows from public.album");

    let said = shop.run(&["generate", "--out", "db.rs", "-v"]).stderr;
    assert!(said.contains("\n-- read database ") && said.contains("\n-- wrote "), "{said}");
    let said = shop.run(&["generate", "-v", "-q"]);
    assert_eq!(said.code, Some(2), "they contradict each other");
}

/// What is no file is not replaced by one.
#[tokio::test]
async fn pipes_are_written_and_read_as_they_are() {
    let shop = Shop::open().await;
    let said = shop.shell("pgdc copy out --query 'SELECT 1 AS n' /dev/stdout | cat");
    assert_eq!(said.stdout, "n\n1\n", "{}", said.stderr);
    let said = shop.shell("printf 'n\\n99\\n' | pgdc copy in sales.a.b /dev/stdin");
    assert_eq!(said.stderr, "sales.a.b: 1 row from /dev/stdin\n");
    let query = "SELECT n, 'a\\\"b' AS t FROM generate_series(1, 2) n";
    let said = shop.shell(&format!("pgdc copy out --format jsonl --query \"{query}\" -"));
    assert_eq!(
        said.stdout, "{\"n\":1,\"t\":\"a\\\"b\"}\n{\"n\":2,\"t\":\"a\\\"b\"}\n",
        "{}",
        said.stderr
    );
    let said = shop.shell("pgdc copy out --format binary --query 'SELECT 1' - | head -c 6");
    assert_eq!(said.stdout, "PGCOPY", "{}", said.stderr);
    // Whoever reads has read enough.
    let said =
        shop.shell("pgdc copy out --query 'SELECT generate_series(1, 1000000) AS n' - | head -n 2");
    assert_eq!((said.stdout.as_str(), said.stderr.as_str()), ("n\n1\n", ""));
}

/// The commands of the README that look at a database and move its rows.
#[tokio::test]
async fn commands_of_the_readme_run() {
    let shop = Shop::open().await;
    shop.write("new_albums.csv", "title,album_id,artist_id\nnew,10,1\n");
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    let ours = ["pgdc inspect", "pgdc rows", "pgdc copy"];
    let commands: Vec<&str> =
        readme.lines().filter(|line| ours.iter().any(|our| line.starts_with(our))).collect();
    assert!(commands.len() >= 7);
    for command in commands {
        let said = shop.shell(command);
        assert_eq!(said.code, Some(0), "{command}: {}", said.stderr);
    }
    let albums = fs::read_to_string(shop.path("albums.json")).unwrap();
    assert_eq!(albums.matches("album_id").count(), 4);
    assert!(shop.get(&["copy", "out", "album", "-"]).contains("10,1,new,9.99,"));
}
