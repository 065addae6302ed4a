//! `Template` and `TestDatabase`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use pgdc::testing::{Template, TestDatabase};
use pgdc::{Admin, Config, Connection, DatabaseOptions, Executor as _, Pool};
use tokio::sync::OnceCell;

use super::config;

/// Of all tests here.
async fn template() -> &'static Template {
    static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
    TEMPLATE.get_or_init(async || make(config().await).await).await
}

async fn make(config: Config) -> Template {
    let schema = include_str!("../../../../../fixtures/schemas/chinook.sql");
    let load = async |conn: Connection| conn.batch(schema).await;
    Template::new(config, load).await.expect("a template")
}

async fn names(pool: &Pool) -> Vec<String> {
    let text = "SELECT datname::text FROM pg_database WHERE datname LIKE 'pgdc\\_test\\_%'";
    pool.sql(text, ()).items().await.expect("names")
}

/// Waits until the server has no database of this name, or, with a part of one, none like it.
async fn gone(pool: &Pool, part: &str) {
    for _ in 0..1_000 {
        if !names(pool).await.iter().any(|name| name.contains(part)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{part} is still there");
}

#[tokio::test]
async fn each_test_has_its_own() {
    let (one, other) = tokio::join!(template().await.database(), template().await.database());
    let (one, other) = (one.expect("a database"), other.expect("a database"));
    let (a, b) = (one.pool(2).expect("a pool"), other.pool(2).expect("a pool"));
    a.sql("TRUNCATE track CASCADE", ()).execute().await.expect("deleted");
    let count = "SELECT count(*) FROM track";
    assert_eq!(a.sql(count, ()).item::<i64>().await.expect("a count"), 0);
    assert!(b.sql(count, ()).item::<i64>().await.expect("a count") > 0);
    assert_ne!(one.name(), other.name());
    assert_eq!(one.config().get("dbname"), Some(one.name()));

    let name = one.name().to_owned();
    drop(one); // though `a` is connected
    gone(&b, &name).await;
    assert!(a.sql("SELECT 1", ()).execute().await.is_err());
}

/// As `cargo test` does, in runtimes that end.
#[test]
fn many_at_once_in_runtimes_of_their_own() {
    let threads = (0..8).map(|n| {
        std::thread::spawn(move || {
            let mut builder = match n % 2 {
                0 => tokio::runtime::Builder::new_current_thread(),
                _ => tokio::runtime::Builder::new_multi_thread(),
            };
            builder.enable_all().build().expect("a runtime").block_on(async {
                let database = template().await.database().await.expect("a database");
                let pool = database.pool(1).expect("a pool");
                let text = "CREATE TABLE mine AS SELECT current_database()::text AS name";
                pool.sql(text, ()).execute().await.expect("made");
                let name: String = pool.sql("SELECT name FROM mine", ()).item().await.expect("it");
                assert_eq!(name, database.name());
            });
        })
    });
    let threads: Vec<_> = threads.collect();
    threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
}

#[tokio::test]
async fn a_panic_drops_it_too() {
    let watcher = Pool::new(config().await, 1).expect("a pool");
    let database = template().await.database().await.expect("a database");
    let name = database.name().to_owned();
    let panicked = catch_unwind(AssertUnwindSafe(move || {
        let _held: TestDatabase = database;
        panic!("a test that fails");
    }));
    assert!(panicked.is_err());
    gone(&watcher, &name).await;
}

#[tokio::test]
async fn a_template_is_dropped_and_what_killed_runs_left() {
    let config = config().await;
    let watcher = Pool::new(config.clone(), 1).expect("a pool");
    let admin = Admin::new(&watcher);
    let left = "pgdc_test_00000000deadbeef_7";
    let others = ["pgdc_test_mine", "pgdc_test_00000000deadbeef_x-y"];
    for name in others.into_iter().chain([left]) {
        admin.create_database(name, DatabaseOptions::new()).await.expect("made");
    }
    let template = make(config.clone()).await;
    let database = template.database().await.expect("a database");
    gone(&watcher, left).await;
    let found = names(&watcher).await;
    assert!(others.iter().all(|name| found.iter().any(|found| found == name)), "{found:?}");
    // That of a run that goes on stays.
    drop(make(config).await);
    assert!(names(&watcher).await.contains(&database.name().to_owned()));

    let run = database.name().split('_').nth(2).expect("its run").to_owned();
    drop(template);
    assert!(names(&watcher).await.iter().any(|name| name.contains(&run)), "one is in use");
    drop(database);
    gone(&watcher, &run).await;
}

#[tokio::test]
async fn a_schema_that_does_not_load_leaves_nothing() {
    let config = config().await;
    let watcher = Pool::new(config.clone(), 1).expect("a pool");
    let (tell, told) = std::sync::mpsc::channel();
    let load = move |conn: Connection| async move {
        let name: String = conn.sql("SELECT current_database()::text", ()).item().await?;
        tell.send(name).expect("a listener");
        conn.batch("CREATE TABLE half (n int); oops").await
    };
    let error = Template::new(config.clone(), load).await.expect_err("a syntax error");
    assert_eq!(error.code().map(|code| code.code()), Some("42601"), "{error}");
    gone(&watcher, &told.recv().expect("a name")).await;
    let wrong = config.host("/nowhere").connect_timeout(Duration::from_secs(2));
    let load = async |_: Connection| Ok::<_, pgdc::Error>(());
    assert!(Template::new(wrong, load).await.expect_err("no server").is_connect());
}

#[tokio::test]
#[expect(clippy::print_stderr, reason = "it says how long it took")]
async fn copies_take_milliseconds() {
    let template = make(config().await).await;
    let (mut made, mut dropped) = (Vec::new(), Vec::new());
    for _ in 0..20 {
        let start = Instant::now();
        let database = template.database().await.expect("a database");
        made.push(start.elapsed());
        let connection = database.config().connect().await.expect("a connection");
        connection.sql("SELECT 1", ()).execute().await.expect("an answer");
        let start = Instant::now();
        drop(database);
        dropped.push(start.elapsed());
    }
    made.sort();
    dropped.sort();
    eprintln!("made in {:?} (median), dropped in {:?}; of {} copies", made[10], dropped[10], 20);
    let start = Instant::now();
    let all = try_join_all((0..20).map(|_| template.database())).await.expect("databases");
    eprintln!("20 at once in {:?}", start.elapsed());
    drop(all);
    // With much room for machines that are busy.
    assert!(made[10] < Duration::from_millis(500), "{made:?}");
}
