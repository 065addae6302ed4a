//! TLS: who is trusted, and what each `sslmode` does.

use std::fs;
use std::sync::Arc;

use pgdc::{Connection, Executor as _};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, UnixStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls;

use super::world::{PASSWORD_IN_PAIRS, World, world};
use super::{config, refusal};

/// Whether the connection is encrypted.
async fn is_encrypted(connection: &Connection) -> bool {
    let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    connection.sql(sql, ()).item().await.expect("an answer")
}

#[tokio::test]
async fn each_mode_does_what_it_says() {
    let World { address, read_only, port, .. } = world().await;
    let world = world().await;
    let root = world.file("ca.crt");
    for (host, user, mode, expected) in [
        (address, "free", "disable", false),
        (address, "free", "allow", false),
        (address, "encrypted", "allow", true),
        (address, "free", "prefer", true),
        (address, "plain", "prefer", false),
        (read_only, "free", "prefer", false),
        (read_only, "free", "allow", false),
        (address, "free", "require", true),
    ] {
        let text = format!("host={host} port={port} user={user} dbname=shop sslmode={mode}");
        let connection = config(&text).connect().await.unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(is_encrypted(&connection).await, expected, "{text}");
        // Below the stream that takes the names of statements away, it is the same.
        let unnamed = config(&text).transaction_pooler().connect().await;
        let unnamed = unnamed.unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(is_encrypted(&unnamed).await, expected, "{text}");
    }
    for rest in ["sslmode=verify-ca", "host=db.test sslmode=verify-full", "host=x sslmode=require"]
    {
        let text = world.at(&format!("user=free sslrootcert={root} {rest}"));
        let connection = config(&text).connect().await.unwrap_or_else(|e| panic!("{text}: {e}"));
        assert!(is_encrypted(&connection).await);
    }
    // A socket has no need of it.
    let text = format!(
        "host={} port={port} user=free dbname=shop sslmode=verify-full sslrootcert={root}",
        world.socket
    );
    assert!(!is_encrypted(&config(&text).connect().await.expect("a socket")).await);
}

#[tokio::test]
async fn a_server_that_cannot_be_trusted_is_refused() {
    let world = world().await;
    let (root, other) = (world.file("ca.crt"), world.file("other.crt"));
    for (rest, expected) in [
        (
            format!("host=wrong.test sslmode=verify-full sslrootcert={root}"),
            "connect by a name that it has",
        ),
        // Alternative names stand before the common name.
        (
            format!("host=cn.test sslmode=verify-full sslrootcert={root}"),
            "connect by a name that it has",
        ),
        (format!("sslmode=verify-full sslrootcert={root}"), "connect by a name that it has"),
        (
            format!("host=db.test sslmode=verify-full sslrootcert={other}"),
            "signed by no authority in `sslrootcert`",
        ),
        (
            format!("host=db.test sslmode=verify-ca sslrootcert={other}"),
            "signed by no authority in `sslrootcert`",
        ),
        (
            format!("host=db.test sslmode=require sslrootcert={other}"),
            "signed by no authority in `sslrootcert`",
        ),
        (
            "host=db.test sslmode=verify-full sslrootcert=system".to_owned(),
            "signed by no authority in `sslrootcert`",
        ),
        ("host=db.test sslrootcert=system".to_owned(), "signed by no authority in `sslrootcert`"),
        (format!("sslmode=require sslrootcert={}", world.file("none.crt")), "none.crt: "),
        (
            format!("sslmode=require sslrootcert={}", world.file("server.key")),
            "server.key holds no certificate",
        ),
    ] {
        let text = refusal(&world.at(&format!("user=free {rest}"))).await;
        assert!(text.contains(expected), "{rest}: {text}");
    }
    // As libpq has it, a mode that prefers TLS does without rather than trust the wrong server.
    let text = world.at(&format!("user=free sslmode=prefer sslrootcert={other}"));
    assert!(!is_encrypted(&config(&text).connect().await.expect("no TLS")).await);
}

#[tokio::test]
async fn a_revoked_certificate_is_refused() {
    let world = world().await;
    let by = |list: &str| {
        let (root, list) = (world.file("ca.crt"), world.file(list));
        world.at(&format!("user=free sslmode=verify-ca sslrootcert={root} sslcrl={list}"))
    };
    config(&by("others.crl")).connect().await.expect("not revoked");
    assert!(refusal(&by("revoked.crl")).await.contains("Revoked"));
}

#[tokio::test]
async fn clients_show_their_certificate() {
    let world = world().await;
    let pair = |name: &str| {
        format!(
            "sslcert={} sslkey={}",
            world.file(&format!("{name}.crt")),
            world.file(&format!("{name}.key"))
        )
    };
    let by = |rest: &str| world.at(&format!("user=certified sslmode=require {rest}"));
    let connection = config(&by(&pair("certified"))).connect().await.expect("trusted");
    let sql = "SELECT client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let name: String = connection.sql(sql, ()).item().await.expect("a name");
    assert!(name.contains("CN=certified"), "{name}");

    for (rest, expected) in [
        (
            String::new(),
            "the server wants a client certificate that it trusts: set sslcert and sslkey",
        ),
        (format!("{} sslcertmode=disable", pair("certified")), "set sslcert and sslkey"),
        (pair("stranger"), "the server does not trust the certificate in `sslcert`"),
        (
            format!("sslcert={} sslkey={}", world.file("certified.crt"), world.file("server.key")),
            "are no pair",
        ),
        (format!("sslcert={0} sslkey={0}", world.file("certified.crt")), "cannot read a key from"),
    ] {
        let text = refusal(&by(&rest)).await;
        assert!(text.contains(expected), "{rest}: {text}");
    }
    let open = world.file("open.key");
    fs::copy(world.file("certified.key"), &open).expect("a file");
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(&open, fs::Permissions::from_mode(0o644)).expect("permissions");
    let text = by(&format!("sslcert={} sslkey={open}", world.file("certified.crt")));
    assert!(refusal(&text).await.ends_with("run chmod 0600 on it"));
}

#[tokio::test]
async fn passwords_are_bound_to_the_channel() {
    let world = world().await;
    let by = |rest: &str| {
        world.at(&format!("user=app password={PASSWORD_IN_PAIRS} channel_binding=require {rest}"))
    };
    config(&by("sslmode=require")).connect().await.expect("bound");
    for rest in ["sslmode=disable", "sslmode=require user=free"] {
        let text = refusal(&by(rest)).await;
        assert!(text.contains("server did not use channel binding"), "{text}");
    }
    for binding in ["disable", "prefer"] {
        let text = by(&format!("sslmode=require channel_binding={binding}"));
        config(&text).connect().await.expect(binding);
    }
}

/// Ends TLS before the server, from the first byte on, with the certificate of this name.
async fn direct(world: &World, name: &str) -> u16 {
    let certificate =
        CertificateDer::from_pem_file(world.file(&format!("{name}.crt"))).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(world.file(&format!("{name}.key"))).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a configuration");
    config.alpn_protocols = vec![b"postgresql".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let socket = format!("{}/.s.PGSQL.{}", world.socket, world.port);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, socket) = (acceptor.clone(), socket.clone());
            tokio::spawn(async move {
                // A client that does not trust us leaves here.
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                if stream.get_ref().1.alpn_protocol() == Some(b"postgresql") {
                    let mut server = UnixStream::connect(socket).await.expect("the server");
                    let _ = copy_bidirectional(&mut stream, &mut server).await;
                }
            });
        }
    });
    port
}

#[tokio::test]
async fn tls_can_begin_at_once() {
    let world = world().await;
    let port = direct(world, "server").await;
    let text = format!(
        "host=db.test hostaddr=127.0.0.1 port={port} user=free dbname=shop sslmode=verify-full sslnegotiation=direct \
         sslrootcert={}",
        world.file("ca.crt")
    );
    let connection = config(&text).connect().await.expect("a connection");
    assert_eq!(connection.sql("SELECT 1", ()).item::<i32>().await.expect("an answer"), 1);
}

#[tokio::test]
async fn certificates_with_a_common_name_alone_and_self_signed_ones_are_known() {
    let world = world().await;
    for (server, host, mode, root, works) in [
        ("common", "cn.test", "verify-full", "ca.crt", true),
        ("common", "no.test", "verify-full", "ca.crt", false),
        ("own", "own.test", "verify-full", "own.crt", true),
        ("own", "no.test", "verify-full", "own.crt", false),
        ("own", "no.test", "verify-ca", "own.crt", true),
        ("own", "own.test", "verify-ca", "ca.crt", false),
    ] {
        let port = direct(world, server).await;
        let text = format!(
            "host={host} hostaddr=127.0.0.1 port={port} user=free dbname=shop sslmode={mode} \
             sslnegotiation=direct sslrootcert={}",
            world.file(root)
        );
        assert_eq!(config(&text).connect().await.is_ok(), works, "{server} {host} {mode}");
    }
}
