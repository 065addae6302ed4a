//! Connections that are lost: by force, in silence, for good.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use pgdc::{Config, Event, Executor as _};
use pgdc_server::{Database, Options, Server};
use tokio::net::{TcpListener, UnixStream};
use tokio::sync::watch;
use tokio_postgres::config::Host;

use super::{config, database, event, gap, notification};

#[tokio::test]
async fn one_that_is_terminated_is_there_again() {
    let database = database().await;
    let config = config(&database);
    let named = config.clone().application_name("to be terminated");
    let mut listener = named.listen(["c"]).await.expect("a listener");
    let connection = config.connect().await.expect("a connection");
    listener.listen("added").await.expect("listens");
    for turn in 0..3 {
        // Heard first: a backend that is told to end passes on no more.
        connection.notify("c", turn.to_string()).await.expect("sent");
        assert_eq!(notification(&mut listener).await.payload, turn.to_string());
        let terminate = "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE \
                         application_name = ?";
        let terminate = connection.sql(terminate, ("to be terminated",));
        assert_eq!(terminate.item::<i64>().await.expect("terminated"), 1);
        let gap = gap(&mut listener).await;
        assert_eq!(gap.reason.code().map(|code| code.code()), Some("57P01"));
        // The channels are listened to when the gap is told.
        connection.notify("added", "heard").await.expect("sent");
        assert_eq!(notification(&mut listener).await.payload, "heard");
    }
}

fn socket(database: &Database) -> PathBuf {
    let config = database.config();
    let Host::Unix(folder) = &config.get_hosts()[0] else { panic!("no socket") };
    folder.join(format!(".s.PGSQL.{}", config.get_ports()[0]))
}

/// Passes on what two sides say to each other until `is_cut`; then it says nothing any more and closes nothing.
async fn silent_proxy(socket: PathBuf, is_cut: watch::Receiver<bool>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            let (socket, mut is_cut) = (socket.clone(), is_cut.clone());
            // One that comes while the network is cut is not passed on.
            if *is_cut.borrow_and_update() {
                tokio::spawn(async move { is_cut.wait_for(|cut| !cut).await.map(|_| drop(near)) });
                continue;
            }
            let mut far = UnixStream::connect(socket).await.expect("the server");
            tokio::spawn(async move {
                tokio::select! {
                    _ = tokio::io::copy_bidirectional(&mut near, &mut far) => return,
                    _ = is_cut.changed() => {}
                }
                // Held open for good.
                std::future::pending::<()>().await;
                drop((near, far));
            });
        }
    });
    port
}

#[tokio::test]
async fn silence_is_a_gap_too() {
    let database = database().await;
    let (cut, is_cut) = watch::channel(false);
    let port = silent_proxy(socket(&database), is_cut).await;
    let direct = config(&database);
    let by_proxy = Config::new()
        .host("127.0.0.1")
        .port(port)
        .user("postgres")
        .dbname(direct.get("dbname").expect("a name"))
        .connect_timeout(Duration::from_secs(1))
        .sslmode("disable")
        .expect("a mode");
    let keepalive = Duration::from_millis(200);
    let mut listener = by_proxy.listen(["c"]).keepalive(keepalive).await.expect("a listener");
    let connection = direct.connect().await.expect("a connection");
    // The server answers, so that nothing happens for many times as long.
    tokio::time::sleep(5 * keepalive).await;
    connection.notify("c", "1").await.expect("sent");
    assert_eq!(notification(&mut listener).await.payload, "1");

    cut.send_replace(true);
    let started = Instant::now();
    connection.notify("c", "missed").await.expect("sent");
    tokio::time::sleep(4 * keepalive).await;
    // Waits for the next connection.
    let added = listener.listen("added");
    let (added, ()) = tokio::join!(added, async {
        tokio::time::sleep(keepalive).await;
        cut.send_replace(false);
    });
    added.expect("listens");
    let gap = gap(&mut listener).await;
    assert_eq!(gap.reason.to_string(), "the server gave no sign of life within 200ms (keepalive)");
    assert!(gap.reason.is_closed() && gap.lasted < started.elapsed());
    connection.notify("added", "2").await.expect("sent");
    assert_eq!(notification(&mut listener).await.payload, "2");
}

#[tokio::test]
async fn another_host_takes_over() {
    let start = || Server::start(&Options::from_env().expect("options")).expect("a server");
    let (first, second) = (start(), start());
    let (one, two) = (first.database().await, second.database().await);
    let (one, two) = (one.expect("a database"), two.expect("a database"));
    let host = |database: &Database| config(database).get("host").map(str::to_owned);
    let hosts = [host(&one), host(&two)].map(|host| host.expect("a socket")).join(",");
    let config = config(&one).host(hosts);
    let mut listener = config.listen(["c"]).await.expect("a listener");
    drop(first);
    assert!(gap(&mut listener).await.reason.is_closed());
    super::config(&two).connect().await.expect("it").notify("c", "2").await.expect("sent");
    assert_eq!(notification(&mut listener).await.payload, "2");
}

#[tokio::test]
async fn it_ends_where_the_login_is_refused() {
    let database = database().await;
    let config = config(&database);
    let admin = config.connect().await.expect("a connection");
    let role = format!("listener_{}", std::process::id());
    admin.batch_execute(&format!("CREATE ROLE {role} LOGIN")).await.expect("a role");
    let mut listener = config.user(&role).listen(["c"]).await.expect("a listener");
    let refuse = format!(
        "ALTER ROLE {role} NOLOGIN; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE \
         usename = '{role}'"
    );
    admin.batch_execute(&refuse).await.expect("terminated");
    let error = listener.next().await.expect("an event").expect_err("refused");
    assert!(error.is_connect(), "{error}");
    assert_eq!(error.code().map(|code| code.code()), Some("28000"));
    assert!(listener.next().await.is_none());
    let error = listener.listen("d").await.expect_err("it has ended");
    assert_eq!(error.to_string(), "the listener has ended; its last event says why");
}

/// A missing server is waited for.
#[tokio::test]
async fn it_goes_on_while_there_is_no_server() {
    let server = Server::start(&Options::from_env().expect("options")).expect("a server");
    let database = server.database().await.expect("a database");
    let listen = config(&database).listen(["c"]).longest_pause(Duration::from_millis(20));
    let mut listener = listen.await.expect("a listener");
    drop(server);
    let waited = tokio::time::timeout(Duration::from_secs(1), event(&mut listener)).await;
    assert!(waited.is_err(), "{:?}", waited.map(|event| matches!(event, Event::Gap(_))));
}
