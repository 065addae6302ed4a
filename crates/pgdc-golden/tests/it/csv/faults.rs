//! What is told of files that are not right.

use pgdc::{Executor as _, PrimaryKey};
use pgdc_golden::tickets::{Db, Note, Ticket};

use super::{seen, tickets};

/// Files with a mistake, each with its line, the column, and a part of the message.
#[tokio::test]
async fn mistakes_are_named_by_line_and_nothing_changes() {
    let pool = tickets().await;
    let before = seen(&pool).await;
    let head = "tenant_id,number,title,priority,labels\n";
    let long = "x".repeat(300);
    let cases = [
        (
            "7,5,\"a\nb\",2,{}\n7,6,c,many,{}\n",
            Some(4),
            Some("priority"),
            "\"many\" cannot be stored",
        ),
        ("7,5,a,2,{}\n7,6,\"b\n\",many,{}\n", Some(3), Some("priority"), "22P02"),
        ("7,5,a,99999,{}\n", Some(2), Some("priority"), "\"99999\""),
        ("7,5,a,2,{}\n7,6,b,9,{}\n7,7,c,8,{}\n", Some(3), None, "ticket_priority_check"),
        ("7,5,a,2\n", Some(2), None, "missing data"),
        ("7,5,a,2,{},\n", Some(2), None, "extra data"),
        ("7,5,,2,{}\n", Some(2), Some("title"), "null value"),
        ("7,5,a,1,{}\n99,5,a,1,{}\n", Some(3), None, "ticket_tenant_id_fkey"),
        ("7,5,a,1,{}\n7,1,a,1,{}\n", Some(3), None, "ticket_pkey"),
        ("7,5,a,1,{}\n7,6,\"b,1,{}\n7,7,c,1,{}\n", Some(3), None, "never closed"),
        (long.as_str(), Some(2), Some("tenant_id"), "xxx…"),
        ("7,5,a,1,{{\n", Some(2), Some("labels"), "malformed array"),
    ];
    for (rows, line, column, part) in cases {
        let file = format!("{head}{rows}");
        let error = Db::new(&pool).ticket().insert_csv(file.as_bytes()).await.unwrap_err();
        let text = error.to_string();
        assert_eq!((error.row(), error.column()), (line, column), "{rows}: {text}");
        assert!(text.starts_with("ticket") && text.contains(part), "{text}");
        assert!(text.len() < 300 && !text.contains("pgdc_csv"), "{text}");
        assert_eq!(seen(&pool).await, before);
    }
}

#[tokio::test]
async fn headers_are_checked_before_anything_is_written() {
    let pool = tickets().await;
    let of_header = async |header: &str| {
        let file = format!("{header}\n");
        let write = Db::new(&pool).ticket().upsert_csv(file.as_bytes()).fill(Ticket::PRIORITY, 2);
        let error = write.await.unwrap_err();
        assert!(error.is_refused(), "{error}");
        error.to_string()
    };
    let text = of_header("tenant_id,number,titel").await;
    assert_eq!(
        text,
        "ticket: line 1: there is no column \"titel\"; did you mean \"title\"?; to leave it out, skip \
         it (`skip`)"
    );
    assert!(
        of_header("tenant_id,number,TITLE,title").await.starts_with("ticket.title: line 1: two")
    );
    assert!(of_header("tenant_id,number,title,priority").await.contains("filled with a value"));
    assert!(of_header("tenant_id,title").await.contains("known by it"));
    assert!(of_header("").await.contains("no header"));
    let none = Db::new(&pool).ticket().insert_csv(&b""[..]).await.unwrap_err();
    assert!(none.to_string().contains("no header"), "{none}");
    let sign = Db::new(&pool).ticket().insert_csv(&b"title\n"[..]).delimiter('→').await;
    assert!(sign.unwrap_err().is_refused());
    // Where the file is at fault and the transaction was its own, the pool's connection goes on.
    assert_eq!(seen(&pool).await.len(), 6);
}

#[tokio::test]
async fn columns_that_the_server_fills_take_no_values() {
    use pgdc_golden::pets;
    let pool = crate::pool("pets").await;
    let ddl = "ALTER TABLE cat DROP id, ADD id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
    pool.batch(pgdc::SqlText::trusted(ddl)).await.unwrap();
    // What the module does not know, the server refuses.
    let cats = pets::Db::new(&pool).cat();
    let error = cats.insert_csv(&b"id,name\n1,a\n"[..]).await.unwrap_err();
    assert!(error.to_string().contains("428C9"), "{error}");
    let written = cats.insert_csv(&b"id,name\n1,a\n"[..]).skip("id").await.unwrap();
    assert_eq!(written.written, 1);
}

#[tokio::test]
async fn refused_lines_are_collected() {
    let pool = tickets().await;
    let file = "tenant_id,number,title,priority\n\
                7,1,new,5\n\
                7,10,many,many\n\
                7,11,\"two\nlines\",9\n\
                99,12,\"no \"\"parent\"\"\",1\n\
                7,13,,1\n\
                7,14,good,1\n\
                7,1,twice,1\n\
                short\n\
                7,15,last,1\n";
    let mut refused = Vec::new();
    let write = Db::new(&pool).ticket().upsert_csv(file.as_bytes()).rejects(&mut refused);
    let report = write.await.unwrap();
    assert_eq!((report.rows, report.written, report.rejected), (9, 3, 6));
    let now = seen(&pool).await;
    assert_eq!(now.len(), 8);
    assert_eq!(now[0], "7 1 new done 5 {old}");
    let refused = String::from_utf8(refused).unwrap();
    let mut expected = [
        "3,\"invalid input syntax for type smallint: \"\"many\"\" (22P02)\",7,10,many,many\n",
        "4,\"new row for relation \"\"ticket\"\" violates check constraint \"\"ticket_priority_check\"\" (23514)\",7,11,\"two\nlines\",9\n",
        "(23503)\",99,12,\"no \"\"parent\"\"\",1\n",
        "(23502)\",7,13,,1\n",
        "7,1,twice,1\n",
        "10,\"invalid input syntax for type integer",
    ]
    .into_iter();
    assert!(refused.starts_with("reject_line,reject_reason,tenant_id,number,title,priority\n"));
    assert!(expected.all(|part| refused.contains(part)), "{refused}");

    // Mended, it goes in.
    let mended = refused.replace("many,many", "many,2").replace("lines\",9", "lines\",5");
    let mended: String = mended.replace("99,12", "8,12").replace("7,13,,", "7,13,x,");
    let mut left = Vec::new();
    let write = Db::new(&pool).ticket().upsert_csv(mended.as_bytes()).skip("reject_line");
    let report = write.skip("reject_reason").rejects(&mut left).await.unwrap();
    assert_eq!((report.rows, report.written, report.rejected), (6, 5, 1), "{mended}");
}

#[tokio::test]
async fn other_encodings_and_bytes_of_none() {
    let pool = tickets().await;
    let notes = Db::new(&pool).note();
    let write = notes.insert_csv(&b"B\xf6dy,body\n1,\xe9\n"[..]).encoding("LATIN1");
    assert_eq!(write.skip("böDY").await.unwrap().written, 1);
    let found: String = pool.sql("SELECT body FROM note", ()).item().await.unwrap();
    assert_eq!(found, "é");
    let mut file = b"note_id,body\n".to_vec();
    for n in 0..3000 {
        file.extend_from_slice(format!("{},text {n}\n", n + 10).as_bytes());
    }
    file.extend_from_slice(b"5000,\xff\n5001,x\n");
    let error = notes.insert_csv(file.as_slice()).await.unwrap_err();
    assert_eq!(error.row(), Some(3002), "{error}");
    let mut refused = Vec::new();
    let report = notes.insert_csv(file.as_slice()).rejects(&mut refused).await.unwrap();
    assert_eq!((report.written, report.rejected), (3001, 1));
    assert!(refused.ends_with(b",5000,\xff\n"));
    let write = notes.upsert_csv(&b"note_id,body\n5001,y\n"[..]).on_conflict(PrimaryKey);
    assert_eq!(write.await.unwrap().written, 1);
    assert_eq!(notes.filter(Note::BODY.eq("y")).count().await.unwrap(), 1);
}
