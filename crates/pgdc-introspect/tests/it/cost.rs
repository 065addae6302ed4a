//! What introspection sends does not depend on how much there is to read.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};

use pgdc_catalog::Catalog;
use pgdc_introspect::introspect;
use pgdc_server::Database;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::UnixStream;
use tokio_postgres::config::Host;
use tokio_postgres::{Client, NoTls};

use crate::support::{database, selection};

#[tokio::test]
async fn as_many_statements_for_a_thousand_tables_as_for_one() {
    let (catalog, one) = messages_for(1).await;
    assert_eq!(catalog.relations.len(), 1);
    let (catalog, thousand) = messages_for(1000).await;
    assert_eq!(catalog.relations.len(), 1000);
    assert_eq!(one, thousand);
    // BEGIN and COMMIT as simple queries; settings, schemas, the scope and eight sets of facts.
    assert_eq!(one.iter().filter(|tag| **tag == b'Q').count(), 2);
    assert_eq!(one.iter().filter(|tag| **tag == b'P').count(), 11);
}

/// The tags of the messages that introspection sends for that many tables.
async fn messages_for(tables: usize) -> (Catalog, Vec<u8>) {
    let ddl: String = (0..tables).map(table).collect();
    let (mut client, sent) = listened_to(&database(&ddl).await).await;
    sent.lock().unwrap().clear();
    let catalog = introspect(&mut client, &selection(&["public"])).await.unwrap();
    let tags = sent.lock().unwrap().tags.clone();
    (catalog, tags)
}

fn table(n: usize) -> String {
    format!(
        "CREATE TYPE e{n} AS ENUM ('a');
         CREATE TABLE t{n} (id serial PRIMARY KEY, parent int REFERENCES t{n}, e e{n}, CHECK (id > 0));
         CREATE INDEX ON t{n} (abs(parent));
         COMMENT ON TABLE t{n} IS 'A table';\n"
    )
}

/// A connection to `database` that writes down the messages it sends.
async fn listened_to(database: &Database) -> (Client, Arc<Mutex<Sent>>) {
    let config = database.config();
    let [Host::Unix(folder)] = config.get_hosts() else { panic!("the server is on a socket") };
    let socket = folder.join(format!(".s.PGSQL.{}", config.get_ports()[0]));
    let sent = Arc::new(Mutex::new(Sent::default()));
    let stream = UnixStream::connect(socket).await.unwrap();
    let listened = Listened { stream, sent: Arc::clone(&sent) };
    let (client, connection) = config.connect_raw(listened, NoTls).await.unwrap();
    tokio::spawn(connection);
    (client, sent)
}

/// The messages of the frontend: a tag, then a length that counts itself. The one that starts a
/// connection has no tag.
#[derive(Default)]
struct Sent {
    started: bool,
    bytes: Vec<u8>,
    tags: Vec<u8>,
}

impl Sent {
    fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
        loop {
            let tag = usize::from(self.started);
            let Some(length) = self.bytes[tag.min(self.bytes.len())..].first_chunk() else { break };
            let end = tag + u32::from_be_bytes(*length) as usize;
            if self.bytes.len() < end {
                break;
            }
            if self.started {
                self.tags.push(self.bytes[0]);
            }
            self.started = true;
            self.bytes.drain(..end);
        }
    }

    fn clear(&mut self) {
        self.tags.clear();
    }
}

struct Listened {
    stream: UnixStream,
    sent: Arc<Mutex<Sent>>,
}

impl AsyncRead for Listened {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Listened {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        self.sent.lock().unwrap().push(&bytes[..written]);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
