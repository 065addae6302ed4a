//! `truncate`.

use pgdc::{Admin, Executor as _, RelationName, TableFilter, TruncateOptions};

use super::{as_role, database, hostile, item, pool, run};

const MUSIC: &str = "
    CREATE TABLE artist (id serial PRIMARY KEY, name text);
    CREATE TABLE album (id serial PRIMARY KEY, artist integer REFERENCES artist);
    CREATE TABLE note (id serial PRIMARY KEY);
    INSERT INTO artist (name) VALUES ('AC/DC'), ('Accept');
    INSERT INTO album (artist) VALUES (1);
    INSERT INTO note DEFAULT VALUES;
    CREATE VIEW notes AS SELECT * FROM note;
";

const COUNTS: &str = "SELECT format('%s %s %s', (SELECT count(*) FROM artist),
    (SELECT count(*) FROM album), (SELECT count(*) FROM note))";

#[tokio::test]
async fn tables_are_emptied_and_sequences_begin_anew_where_it_is_said() {
    let pool = pool(MUSIC).await;
    let admin = Admin::new(&pool);
    admin.truncate(["note"], TruncateOptions::new()).await.expect("emptied");
    assert_eq!(item::<String>(&pool, COUNTS).await, "2 1 0");
    assert_eq!(item::<i32>(&pool, "INSERT INTO note DEFAULT VALUES RETURNING id").await, 2);
    let anew = TruncateOptions::new().restart_identity();
    admin.truncate([("public", "album"), ("public", "artist")], anew).await.expect("emptied");
    assert_eq!(item::<String>(&pool, COUNTS).await, "0 0 1");
    assert_eq!(item::<i32>(&pool, "INSERT INTO artist DEFAULT VALUES RETURNING id").await, 1);
}

#[tokio::test]
async fn what_others_reference_is_emptied_with_them_alone() {
    let pool = pool(MUSIC).await;
    let admin = Admin::new(&pool);
    let error = admin.truncate(["note", "artist"], TruncateOptions::new()).await.unwrap_err();
    assert_eq!(error.code().map(|code| code.code()), Some("0A000"), "{error}");
    assert!(error.to_string().contains("TRUNCATE ... CASCADE"), "{error}");
    assert_eq!(item::<String>(&pool, COUNTS).await, "2 1 1", "all or nothing");
    admin.truncate(["artist"], TruncateOptions::new().cascade()).await.expect("emptied");
    assert_eq!(item::<String>(&pool, COUNTS).await, "0 0 1");
}

#[tokio::test]
async fn nothing_is_left_out_in_silence() {
    let pool = pool(MUSIC).await;
    let admin = Admin::new(&pool);
    let plain = TruncateOptions::new();
    admin.truncate(Vec::<RelationName>::new(), plain.cascade()).await.expect("no statement");
    assert!(admin.truncate(["note", "no_such"], plain).await.unwrap_err().is_undefined());
    let error = admin.truncate(["note", "notes"], plain).await.unwrap_err();
    assert_eq!(error.to_string(), "\"notes\" is not a table (42809)");
    assert!(admin.truncate(["public.note"], plain).await.unwrap_err().is_undefined());
    for name in ["", "a\0b"] {
        assert!(admin.truncate([name], plain).await.unwrap_err().is_refused());
    }
    assert_eq!(item::<String>(&pool, COUNTS).await, "2 1 1");

    // A rollback brings the rows back.
    let mut connection = pool.get().await.expect("a connection");
    let tx = connection.transaction().await.expect("begun");
    Admin::new(&tx).truncate(["note"], plain).await.expect("emptied");
    tx.rollback().await.expect("rolled back");
    assert_eq!(item::<String>(&pool, COUNTS).await, "2 1 1");
}

/// The server would cut the name, and empty another table.
#[tokio::test]
async fn a_name_that_would_be_cut_is_refused() {
    let pool = pool("").await;
    let cut = "t".repeat(63);
    let text = format!("CREATE TABLE {cut} (id integer); INSERT INTO {cut} VALUES (1)");
    pool.batch(pgdc::SqlText::trusted(text)).await.expect("a table");
    let admin = Admin::new(&pool);
    let longer = format!("{cut}t");
    let error = admin.truncate([longer.as_str()], TruncateOptions::new()).await.unwrap_err();
    assert!(error.is_refused() && error.to_string().contains("more than 63 bytes"), "{error}");
    admin.truncate([cut.as_str()], TruncateOptions::new()).await.expect("emptied");
}

#[tokio::test]
async fn hostile_names_are_names() {
    let pool = pool(&hostile()).await;
    run(&pool, "INSERT INTO victim VALUES (1); INSERT INTO \"table\" VALUES (1)").await;
    let admin = Admin::new(&pool);
    let all =
        admin.tables(["public"], TableFilter::new().except(["victim"])).await.expect("tables");
    assert!(all.len() > 20 && all.iter().any(|table| table.name.name().contains("DROP TABLE")));
    let options = TruncateOptions::new().restart_identity().cascade();
    admin.truncate(&all, options).await.expect("emptied");
    assert_eq!(item::<i64>(&pool, "SELECT count(*) FROM victim").await, 1);
    assert_eq!(item::<i64>(&pool, "SELECT count(*) FROM \"table\"").await, 0);
    admin.analyze(&all).await.expect("analyzed");
    admin.vacuum(&all, pgdc::VacuumOptions::new().analyze()).await.expect("vacuumed");
    assert_eq!(admin.sync_schema_sequences(["public"]).await.expect("synchronized"), []);
}

#[tokio::test]
async fn a_role_without_the_right_is_told_so() {
    let database = database(MUSIC).await;
    let role = as_role(&database, "no_truncate", "GRANT TRUNCATE ON artist TO no_truncate").await;
    let error = Admin::new(&role).truncate(["note"], TruncateOptions::new()).await.unwrap_err();
    assert!(error.is_permission_denied(), "{error}");
    // Nor may it empty by the way what it may not by itself.
    let cascade = TruncateOptions::new().cascade();
    let error = Admin::new(&role).truncate(["artist"], cascade).await.unwrap_err();
    assert!(error.is_permission_denied(), "{error}");
}
