//! `pgdc copy in` by way of a temporary table: upserts and rejects.

use std::fs;

use crate::shop::Shop;

#[tokio::test]
async fn an_upsert_keeps_what_the_file_leaves_out() {
    let shop = Shop::open().await;
    shop.write("a.csv", "PRICE,Album_Id,note\n1.50,1,x\n2.50,2,y\n");
    let args = ["copy", "in", "album", "a.csv", "--upsert", "--skip", "note"];
    let said = shop.run(&args);
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), "public.album: 2 rows from a.csv\n"));
    let query = "SELECT album_id, price FROM album WHERE album_id < 3 ORDER BY 1";
    let out = shop.get(&["copy", "out", "--query", query, "-"]);
    assert_eq!(out, "album_id,price\n1,1.50\n2,2.50\n");
    let args = ["copy", "in", "album", "a.csv", "--upsert", "--skip", "note", "--by", "album_pkey"];
    assert_eq!(shop.run(&args).code, Some(0));
    let args = ["copy", "in", "album", "a.csv", "--upsert", "--skip", "note", "--by", "none"];
    let said = shop.run(&args);
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.contains("it has no unique index \"none\""), "{}", said.stderr);
}

#[tokio::test]
async fn refused_lines_go_to_a_file() {
    let shop = Shop::open().await;
    let before = shop.get(&["rows", "album", "--format", "csv", "--all"]);
    shop.write("a.csv", "album_id,artist_id,title\n20,1,good\n21,99,no artist\nx,1,no number\n");
    let said = shop.run(&["copy", "in", "album", "a.csv", "--upsert"]);
    assert_eq!(said.code, Some(2));
    assert!(
        said.stderr.contains("a.csv:4: album.album_id: line 4: \"x\" cannot"),
        "{}",
        said.stderr
    );
    assert_eq!(shop.get(&["rows", "album", "--format", "csv", "--all"]), before);
    let said = shop.run(&["copy", "in", "album", "a.csv", "--rejects", "refused.csv"]);
    let told = "public.album: 1 row from a.csv; 2 rows refused, in refused.csv\n";
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), told));
    let refused = fs::read_to_string(shop.path("refused.csv")).unwrap();
    assert!(refused.starts_with("reject_line,reject_reason,album_id,artist_id,title\n"));
    assert!(
        refused.contains("(23503)\",21,99,no artist\n") && refused.contains(",x,1,no number\n")
    );
}
