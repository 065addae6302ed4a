//! Loads that are ended before they end.

use std::time::Duration;

use pgdc::{CopyProgress, Executor as _};
use pgdc_golden::tickets::Db;
use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::{seen, tickets};

/// So many lines, and then nothing for ever.
fn endless(lines: usize) -> impl AsyncRead + Send {
    let (reader, writer) = tokio::io::duplex(64 * 1024);
    tokio::spawn(async move {
        use tokio::io::AsyncWriteExt as _;
        let mut writer = writer;
        let _ = writer.write_all(b"tenant_id,number,title\n").await;
        for n in 0..lines {
            let line = format!("7,{n},{}\n", "new".repeat(20));
            let _ = writer.write_all(line.as_bytes()).await;
        }
        std::future::pending::<()>().await;
    });
    reader
}

#[tokio::test]
async fn a_load_that_is_dropped_writes_nothing() {
    let pool = tickets().await;
    let before = seen(&pool).await;
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let tickets = Db::new(&pool).ticket();
    let write = tickets.upsert_csv(endless(40_000)).progress(move |so_far: CopyProgress| {
        let _ = told.send(so_far.rows);
    });
    tokio::select! {
        _ = async { write.await } => panic!("it does not end"),
        rows = heard.recv() => assert!(rows.unwrap() > 1000),
    }
    assert_eq!(seen(&pool).await, before);
    assert_eq!(
        tickets.insert_csv(&b"tenant_id,number,title\n7,99,x\n"[..]).await.unwrap().written,
        1
    );
}

/// The end of the session is what the server sees of a process that is killed.
#[tokio::test]
async fn a_session_that_is_ended_leaves_the_table_as_it_was() {
    let pool = tickets().await;
    let before = seen(&pool).await;
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let of_task = pool.clone();
    let task = tokio::spawn(async move {
        let tickets = Db::new(&of_task).ticket();
        let write = tickets.upsert_csv(endless(40_000).chain(&b""[..]));
        write
            .progress(move |so_far: CopyProgress| {
                let _ = told.send(so_far.rows);
            })
            .await
    });
    assert!(heard.recv().await.unwrap() > 1000);
    let kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in%'";
    assert_eq!(pool.sql(kill, ()).item::<i64>().await.unwrap(), 1);
    tokio::time::sleep(Duration::from_millis(100)).await;
    task.abort();
    assert_eq!(seen(&pool).await, before);
}

/// Killed while the rows are on their way from the temporary table.
#[tokio::test]
async fn an_insert_that_is_ended_leaves_the_table_as_it_was() {
    let pool = tickets().await;
    let slow = "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN IF NEW.number = 5 THEN PERFORM pg_sleep(60); END IF; RETURN NEW; END $$;
        CREATE TRIGGER slow BEFORE INSERT ON ticket FOR EACH ROW EXECUTE FUNCTION slow()";
    pool.batch(pgdc::SqlText::trusted(slow)).await.unwrap();
    let before = seen(&pool).await;
    let of_task = pool.clone();
    let task = tokio::spawn(async move {
        let file = "tenant_id,number,title\n7,1,a\n7,4,b\n7,5,c\n";
        Db::new(&of_task).ticket().upsert_csv(file.as_bytes()).await
    });
    let kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event = 'PgSleep'";
    while pool.sql(kill, ()).item::<i64>().await.unwrap() == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let error = task.await.unwrap().unwrap_err();
    assert!(error.is_closed(), "{error}");
    assert_eq!(seen(&pool).await, before);
}
