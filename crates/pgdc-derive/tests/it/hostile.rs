//! Names, texts and types that try to be more than that, or look like what the derived code names itself.

use pgdc::{Create as _, Executor as _, Pool, Unscoped as _, types};
use pgdc_server::Server;

/// It's *not* `over` */ -- "quoted" \ {}
#[derive(Clone, Debug, PartialEq, pgdc::Table)]
#[pgdc(table = "a\"; DROP TABLE b; --", schema = "Select \"x\"", unique(r#type, self_))]
struct Struct {
    #[pgdc(key, column = "ключ")]
    row: i64,
    r#type: String,
    #[pgdc(column = "self")]
    self_: types::PgTimestamp,
    /// '); DROP TABLE b; --
    #[pgdc(default = "'a''\"b'")]
    key: String,
    #[pgdc(type = "\"char\"")]
    table: Option<types::Char>,
    ranges: Option<types::Range<types::Numeric>>,
    #[pgdc(type = "timestamp(3) with time zone")]
    at: Option<time::OffsetDateTime>,
    #[pgdc(type = "varchar(3)[]")]
    words: Option<Vec<Option<String>>>,
}

mod inside {
    /// Seen by the module above.
    #[derive(Clone, Debug, PartialEq, pgdc::Table)]
    pub(super) struct Seen {
        #[pgdc(key)]
        pub(super) id: i32,
    }
}

#[tokio::test]
async fn names_are_names_and_texts_are_texts() {
    let database = Server::shared().database_from("CREATE TABLE b ()").await.unwrap();
    let pool = Pool::with_config(database.config(), 2);
    Struct::create_table(&pool).await.unwrap();
    let structs = Struct::table(&pool);
    let self_: types::PgTimestamp = "infinity".parse().unwrap();
    let row = structs.insert(NewStruct { row: 1, r#type: "x".to_owned(), self_ }).await.unwrap();
    assert_eq!(row.key, "a'\"b");
    let patch = StructPatch {
        key: pgdc::set("'); DROP TABLE b; --".to_owned()),
        words: pgdc::set(vec![Some("abc".to_owned()), None]),
        ..StructPatch::default()
    };
    let row = structs.patch(1, patch).await.unwrap();
    assert_eq!(structs.filter(Struct::KEY.eq(row.key.as_str())).one().await.unwrap(), row);
    let found = Struct::by_type_and_self(&structs, "x", self_).one().await.unwrap();
    assert_eq!(found, row);
    pool.sql("SELECT FROM public.b", ()).execute().await.unwrap();
}

/// A struct of a function has all of it there.
#[tokio::test]
async fn a_row_is_where_it_is_written() {
    #[derive(Clone, Debug, PartialEq, pgdc::Table)]
    struct Local {
        #[pgdc(key, identity)]
        id: i32,
        seen: Option<i32>,
    }
    let database = Server::shared().database().await.unwrap();
    let pool = Pool::with_config(database.config(), 2);
    pgdc::create_all::<(Local, inside::Seen)>(&pool).await.unwrap();
    let local = Local::table(&pool).insert(LocalPatch::default()).await.unwrap();
    assert_eq!(local, Local { id: 1, seen: None });
    let seen = inside::Seen::table(&pool).insert(inside::NewSeen { id: 2 }).await.unwrap();
    assert_eq!(seen.id, 2);
}
