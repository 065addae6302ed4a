//! `create_database`, `drop_database`, `database_exists`.

use pgdc::{Admin, Connection, DatabaseOptions, DropOptions, Executor as _};

use super::{as_role, database, pool};

#[tokio::test]
async fn a_database_is_made_and_dropped() {
    let pool = pool("").await;
    let admin = Admin::new(&pool);
    for name in ["made", r#"Ma"de; DROP DATABASE postgres; --"#, "日本 ' \\ ?"] {
        assert!(!admin.database_exists(name).await.expect("an answer"));
        admin.create_database(name, DatabaseOptions::new()).await.expect("made");
        assert!(admin.database_exists(name).await.expect("an answer"));
        let error = admin.create_database(name, DatabaseOptions::new()).await.unwrap_err();
        assert_eq!(error.code().map(|code| code.code()), Some("42P04"), "{error}");
        admin.drop_database(name, DropOptions::new()).await.expect("dropped");
        assert!(!admin.database_exists(name).await.expect("an answer"));
        let error = admin.drop_database(name, DropOptions::new()).await.unwrap_err();
        assert_eq!(error.code().map(|code| code.code()), Some("3D000"), "{error}");
        admin.drop_database(name, DropOptions::new().if_exists()).await.expect("not there");
    }
    assert!(admin.database_exists("postgres").await.expect("an answer"));
    let long = "d".repeat(64);
    assert!(admin.create_database(&long, DatabaseOptions::new()).await.unwrap_err().is_refused());
    assert!(admin.drop_database(&long, DropOptions::new()).await.unwrap_err().is_refused());
    let template = DatabaseOptions::new().template(&long);
    assert!(admin.create_database("made", template).await.unwrap_err().is_refused());
}

#[tokio::test]
async fn a_database_is_what_the_options_say() {
    let pool = pool("").await;
    let admin = Admin::new(&pool);
    pool.batch("CREATE ROLE \"Owner of it\"").await.expect("a role");
    let options = DatabaseOptions::new()
        .template("template0")
        .owner("Owner of it")
        .encoding("LATIN1")
        .locale("C")
        .connection_limit(3);
    admin.create_database("as_it_says", options).await.expect("made");
    let text =
        "SELECT format('%s %s %s %s %s', pg_get_userbyid(datdba), pg_encoding_to_char(encoding),
        datcollate, datctype, datconnlimit) FROM pg_database WHERE datname = 'as_it_says'";
    let found: String = pool.sql(text, ()).item().await.expect("a row");
    assert_eq!(found, "Owner of it LATIN1 C C 3");
    admin.drop_database("as_it_says", DropOptions::new()).await.expect("dropped");

    let attack = DatabaseOptions::new().locale("C' OWNER = 'x").template("template0");
    let error = admin.create_database("as_it_says", attack).await.unwrap_err();
    assert!(
        error.code().is_some() && !admin.database_exists("as_it_says").await.expect("an answer")
    );
}

#[tokio::test]
async fn who_is_connected_keeps_a_database_unless_it_is_forced() {
    let (template, pool) = (database("CREATE TABLE t AS SELECT 7 AS n").await, pool("").await);
    let admin = Admin::new(&pool);
    let template = template.config().get_dbname().expect("a name").to_owned();
    let options = DatabaseOptions::new().template(&template);
    admin.create_database("copied", options).await.expect("made");
    let mut config = database("").await.config();
    let other = Connection::with_config(config.dbname("copied")).await.expect("a connection");
    assert_eq!(other.sql("SELECT n FROM t", ()).item::<i32>().await.expect("a value"), 7);

    let error = admin.drop_database("copied", DropOptions::new()).await.unwrap_err();
    assert_eq!(error.code().map(|code| code.code()), Some("55006"), "{error}");
    let own = Admin::new(&other).drop_database("copied", DropOptions::new().force()).await;
    assert_eq!(own.unwrap_err().code().map(|code| code.code()), Some("55006"));
    admin.drop_database("copied", DropOptions::new().force()).await.expect("dropped");
    assert!(other.sql("SELECT 1", ()).execute().await.unwrap_err().is_closed());
}

#[tokio::test]
async fn a_transaction_cannot_hold_it() {
    let pool = pool("").await;
    let mut connection = pool.get().await.expect("a connection");
    let tx = connection.transaction().await.expect("begun");
    let error = Admin::new(&tx).create_database("x", DatabaseOptions::new()).await.unwrap_err();
    let text = "CREATE DATABASE cannot run inside a transaction; nothing was sent; give a pool or a \
                connection to `Admin::new`";
    assert_eq!(error.to_string(), text);
    assert!(error.is_refused());
    let error = Admin::new(&tx).drop_database("x", DropOptions::new()).await.unwrap_err();
    assert!(error.is_refused());
    tx.sql("SELECT 1", ()).execute().await.expect("the transaction goes on");
    drop(tx);
    // Of one that was begun by hand, the server alone knows.
    connection.batch_execute("BEGIN").await.expect("begun");
    let error = Admin::new(&connection).create_database("x", DatabaseOptions::new()).await;
    assert_eq!(error.unwrap_err().code().map(|code| code.code()), Some("25001"));
}

#[tokio::test]
async fn a_role_without_the_right_is_told_so() {
    let database = database("").await;
    let name = database.config().get_dbname().expect("a name").to_owned();
    let role = as_role(&database, "no_createdb", "").await;
    let admin = Admin::new(&role);
    let error = admin.create_database("x", DatabaseOptions::new()).await.unwrap_err();
    assert!(error.is_permission_denied(), "{error}");
    let error = admin.drop_database(&name, DropOptions::new().force()).await.unwrap_err();
    assert!(error.is_permission_denied(), "{error}");
}
