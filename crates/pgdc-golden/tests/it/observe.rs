//! What hooks and spans say of statements.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pgdc::{Error, Executor as _, Pool};
use pgdc_golden::pets::{Cat, Db, NewCat};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::pool;

const SECRET: &str = "s3cret value";

fn cat() -> NewCat {
    NewCat { name: SECRET.into() }
}

#[tokio::test]
async fn a_hook_is_told_of_every_statement() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let pool = pool("pets").await.on_statement({
        let told = told.clone();
        move |statement| {
            assert!(statement.elapsed < Duration::from_secs(60));
            assert!(!format!("{statement:?}").contains(SECRET));
            let code = statement.error.map(|error| error.code().unwrap().code().to_owned());
            told.lock().unwrap().push((
                statement.operation.to_owned(),
                statement.table,
                statement.rows,
                code,
            ));
        }
    });
    let cats = Db::new(&pool).cat();
    cats.insert_many(vec![cat(), cat(), cat()]).await.unwrap();
    cats.filter(Cat::NAME.eq(SECRET)).limit(2).all().await.unwrap();
    cats.count().await.unwrap();
    pool.sql("update cat set uid = ?", (1,)).execute().await.unwrap();
    let mut connection = pool.get().await.unwrap();
    connection.sql("SELECT 1 / 0", ()).execute().await.unwrap_err();
    let tx = connection.transaction().await.unwrap();
    Db::new(&tx).cat().delete(1).await.unwrap();
    drop(tx);
    let failed = pool.transact(async |tx| tx.sql("SELECT nothing", ()).execute().await);
    failed.await.unwrap_err();
    let told = told.lock().unwrap();
    let expected = [
        ("INSERT", Some("cat"), 3, None),
        ("SELECT", Some("cat"), 2, None),
        ("SELECT", Some("cat"), 1, None),
        ("UPDATE", None, 3, None),
        ("SELECT", None, 0, Some("22012")),
        ("DELETE", Some("cat"), 1, None),
        ("SELECT", None, 0, Some("42703")),
    ];
    let expected = expected.map(|(operation, table, rows, code): (_, _, _, Option<&str>)| {
        (operation.to_owned(), table, rows, code.map(str::to_owned))
    });
    assert_eq!(*told, expected);
}

#[tokio::test]
async fn a_connection_has_a_hook_of_its_own() {
    let told = Arc::new(Mutex::new(0));
    let count = told.clone();
    let connection = crate::connect("pets").await;
    let connection = connection.on_statement(move |_| *count.lock().unwrap() += 1);
    Db::new(&connection).cat().count().await.unwrap();
    assert_eq!(*told.lock().unwrap(), 1);
}

type Fields = BTreeMap<String, String>;

/// Keeps the fields of all spans and events of pgdc.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<Fields>>>);

struct Visitor<'f>(&'f mut Fields);

impl Visit for Visitor<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }
}

impl Subscriber for Collector {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "pgdc"
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut all = self.0.lock().unwrap();
        let mut fields = Fields::new();
        span.record(&mut Visitor(&mut fields));
        all.push(fields);
        Id::from_u64(all.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let place = usize::try_from(span.into_u64()).unwrap() - 1;
        values.record(&mut Visitor(&mut self.0.lock().unwrap()[place]));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::new();
        event.record(&mut Visitor(&mut fields));
        self.0.lock().unwrap().push(fields);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn spans_have_the_names_of_open_telemetry() {
    let pool: Pool = pool("pets").await.slow_after(Duration::from_millis(50));
    let collector = Collector::default();
    let guard = tracing::subscriber::set_default(collector.clone());
    Db::new(&pool).cat().insert(cat()).await.unwrap();
    let slow: Result<u64, Error> = pool.sql("SELECT pg_sleep(0.1)", ()).execute().await;
    slow.unwrap();
    pool.sql("SELECT 1 / ?", (0,)).execute().await.unwrap_err();
    drop(guard);

    let all = collector.0.lock().unwrap();
    let fields = |n: usize| {
        let pairs: Vec<_> = all[n].iter().map(|(name, value)| (&name[..], &value[..])).collect();
        pairs
    };
    assert_eq!(
        fields(0),
        [
            ("db.collection.name", "cat"),
            ("db.operation.name", "INSERT"),
            (
                "db.query.text",
                r#"INSERT INTO "public"."cat" ("name") VALUES ($1) RETURNING "id", "name", "weight", "uid""#
            ),
            ("db.response.returned_rows", "1"),
            ("db.system.name", "postgresql"),
            ("otel.kind", "client"),
            ("otel.name", "INSERT cat"),
        ]
    );
    let slow: Vec<_> = all.iter().filter(|fields| fields.contains_key("message")).collect();
    assert_eq!(slow.len(), 1);
    assert_eq!(slow[0]["message"], "slow statement");
    assert_eq!(slow[0]["db.query.text"], "SELECT pg_sleep(0.1)");
    assert!(slow[0]["elapsed_ms"].parse::<u64>().unwrap() >= 100);
    let failed = all.last().unwrap();
    assert_eq!(failed["db.response.status_code"], "22012");
    assert_eq!(failed["otel.name"], "SELECT");
    assert!(!format!("{all:?}").contains(SECRET));
}
