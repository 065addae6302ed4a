//! What goes over the wire for a scope: no message more than without one.

use std::sync::{Arc, Mutex};

use pgdc::{Connection, Table};
use pgdc_golden::scope_suite::lot::Lot;
use pgdc_golden::tickets::{Db, Ticket, TicketKey};
use pgdc_server::Database;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy};
use tokio::net::{UnixListener, UnixStream};
use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// The tags of the messages that were sent.
type Tags = Arc<Mutex<Vec<u8>>>;

#[tokio::test]
async fn a_scope_sends_no_message_more() {
    let database = crate::database("tickets").await;
    let direct = Connection::with_config(&database.config()).await.unwrap();
    let rows = "INSERT INTO tenant VALUES (7, 'seven');
        INSERT INTO ticket (tenant_id, number, title) VALUES (7, 1, 'one');
        CREATE TABLE lot (tenant_id int, number int PRIMARY KEY, version int, body text);
        INSERT INTO lot VALUES (7, 1, 1, 'one')";
    direct.batch_execute(rows).await.unwrap();
    let (connection, tags) = listened_to(&database).await;

    let lots = Table::<Lot>::new(&connection);
    let narrowed = lots.xtra(Lot::TENANT_ID, 7);
    let tickets = Db::new(&connection).ticket();
    let key = TicketKey { tenant_id: 7, number: 1 };
    macro_rules! sent {
        ($send:expr) => {{
            // Once to have it prepared.
            $send.await.unwrap();
            tags.lock().unwrap().clear();
            $send.await.unwrap();
            String::from_utf8(tags.lock().unwrap().clone()).unwrap()
        }};
    }
    // Bind, Execute, Sync: one round trip.
    assert_eq!(sent!(lots.get(1)), "BES");
    assert_eq!(sent!(narrowed.get(1)), "BES");
    assert_eq!(sent!(narrowed.xtra(Lot::VERSION, 1).get(1)), "BES");
    assert_eq!(sent!(tickets.get(key)), "BES");
    assert_eq!(sent!(tickets.xtra(Ticket::TENANT_ID, 7).get(key)), "BES");
    assert_eq!(sent!(lots.all()), sent!(narrowed.all()));
    assert_eq!(sent!(lots.upsert(lot())), sent!(narrowed.upsert(lot())));
    assert_eq!(sent!(lots.update_many(&[lot()])), sent!(narrowed.update_many(&[lot()])));
}

fn lot() -> Lot {
    Lot { tenant_id: 7, number: 1, version: 1, body: None }
}

/// A connection to `database` through a socket that writes down what the client sends.
async fn listened_to(database: &Database) -> (Connection, Tags) {
    let config = database.config();
    let [Host::Unix(folder)] = config.get_hosts() else { panic!("the server is on a socket") };
    let port = config.get_ports()[0];
    let server = UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await.unwrap();
    let own = std::env::temp_dir().join(format!("pgdc-messages-{}", std::process::id()));
    std::fs::create_dir_all(&own).unwrap();
    let listener = UnixListener::bind(own.join(format!(".s.PGSQL.{port}"))).unwrap();

    let tags = Tags::default();
    let told = Arc::clone(&tags);
    tokio::spawn(async move {
        let (client, _) = listener.accept().await.unwrap();
        let (from_client, mut to_client) = client.into_split();
        let (mut from_server, to_server) = server.into_split();
        tokio::spawn(async move { copy(&mut from_server, &mut to_client).await });
        // Ends with the connection.
        forward(from_client, to_server, &told).await.ok();
    });

    let mut through = Config::new();
    through.host_path(&own).port(port);
    through.user(config.get_user().unwrap()).dbname(config.get_dbname().unwrap());
    let connection = Connection::with_config(&through).await.unwrap();
    std::fs::remove_dir_all(&own).unwrap();
    (connection, tags)
}

/// Hands messages on one by one: a tag, and a length that counts itself. The first has no tag.
async fn forward(
    mut client: impl tokio::io::AsyncRead + Unpin,
    mut server: impl tokio::io::AsyncWrite + Unpin,
    tags: &Tags,
) -> std::io::Result<()> {
    for is_first in std::iter::once(true).chain(std::iter::repeat(false)) {
        let mut head = Vec::new();
        if !is_first {
            head.push(client.read_u8().await?);
        }
        let length = client.read_u32().await?;
        head.extend(length.to_be_bytes());
        let mut rest = vec![0; length as usize - 4];
        client.read_exact(&mut rest).await?;
        if !is_first {
            tags.lock().unwrap().push(head[0]);
        }
        server.write_all(&[head, rest].concat()).await?;
    }
    Ok(())
}
