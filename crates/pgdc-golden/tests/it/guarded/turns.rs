//! A guarded statement waits for the server as often as one without.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};

use deadpool_postgres::ClientWrapper;
use pgdc::{Error, Table};
use pgdc_golden::scope_suite::security;
use pgdc_golden::tickets::Device;
use pgdc_server::Database;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::UnixStream;
use tokio_postgres::NoTls;
use tokio_postgres::config::Host;

use super::{code, devices};
use crate::database;

#[tokio::test]
async fn a_guarded_get_waits_for_the_server_once() {
    let (mut client, turns) = counted(&secured().await).await;
    let get = || async {
        assert!(devices(&client, 5).get("A5".into()).await.unwrap().is_some());
    };
    get().await;
    assert!(turns.taken() > 1, "both statements are prepared");
    for _ in 0..3 {
        get().await;
        assert_eq!(turns.taken(), 1);
    }
    Table::<Device>::new(&client).get("A5".into()).await.unwrap();
    turns.taken();
    Table::<Device>::new(&client).get("A5".into()).await.unwrap();
    assert_eq!(turns.taken(), 1, "and so does one without");

    devices(&client, 5).count().await.unwrap();
    turns.taken();
    let device = Device { serial: "A5".into(), tenant_id: 5, nickname: Some("x".into()) };
    let (all, taken) = tokio::join!(devices(&client, 5).count(), async {
        devices(&client, 5).insert(device).await
    });
    assert_eq!(all.unwrap(), 1);
    assert!(taken.unwrap_err().is_unique_violation());
    turns.taken();

    let tx = client.transaction().await.unwrap();
    turns.taken();
    for _ in 0..3 {
        assert!(devices(&tx, 5).get("A5".into()).await.unwrap().is_some());
        assert_eq!(turns.taken(), 1, "in a transaction too");
    }
}

/// A constraint that is checked at `COMMIT` refuses the statement before it.
#[tokio::test]
async fn what_the_commit_refuses_the_statement_did() {
    let database = secured().await;
    let owner = database.connect().await.unwrap();
    let deferred = "ALTER TABLE device ADD UNIQUE (nickname) DEFERRABLE INITIALLY DEFERRED";
    owner.batch_execute(deferred).await.unwrap();
    let (client, _) = counted(&database).await;
    let device = |serial: &str| Device {
        serial: serial.into(),
        tenant_id: 5,
        nickname: Some("twice".into()),
    };
    let mine = devices(&client, 5);
    mine.insert(device("B1")).await.unwrap();
    let refused: [Error; 2] = [
        mine.insert(device("B2")).await.unwrap_err(),
        mine.insert(device("B2")).count().await.unwrap_err(),
    ];
    assert_eq!(refused.each_ref().map(code), ["23505", "23505"]);
    assert_eq!(mine.get("B2".into()).await.unwrap(), None);
}

/// A database with a device of tenant 5.
pub(crate) async fn secured() -> Database {
    let database = database("tickets").await;
    let owner = database.connect().await.unwrap();
    security::secure(&database, &owner).await.unwrap();
    owner.batch_execute("INSERT INTO device VALUES ('A5', 5), ('A6', 6)").await.unwrap();
    database
}

/// A connection that counts how often it waits for the server.
pub(crate) async fn counted(database: &Database) -> (ClientWrapper, Arc<Turns>) {
    let mut config = database.config();
    security::as_tenants(&mut config);
    let [Host::Unix(folder)] = config.get_hosts() else { panic!("the server is on a socket") };
    let socket = folder.join(format!(".s.PGSQL.{}", config.get_ports()[0]));
    let turns = Arc::new(Turns::default());
    let stream = UnixStream::connect(socket).await.unwrap();
    let counted = Counted { stream, turns: Arc::clone(&turns) };
    let (client, connection) = config.connect_raw(counted, NoTls).await.unwrap();
    let driver = tokio::spawn(async move { connection.await.unwrap() });
    (ClientWrapper::new(client, driver), turns)
}

/// How often something was sent after an answer, or as the first.
#[derive(Default)]
pub(crate) struct Turns {
    turns: AtomicUsize,
    is_sending: AtomicBool,
}

impl Turns {
    /// Those since it was asked.
    pub(crate) fn taken(&self) -> usize {
        self.turns.swap(0, Ordering::SeqCst)
    }
}

struct Counted {
    stream: UnixStream,
    turns: Arc<Turns>,
}

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if read.is_ready() {
            self.turns.is_sending.store(false, Ordering::SeqCst);
        }
        read
    }
}

impl AsyncWrite for Counted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if !self.turns.is_sending.swap(true, Ordering::SeqCst) {
            self.turns.turns.fetch_add(1, Ordering::SeqCst);
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
