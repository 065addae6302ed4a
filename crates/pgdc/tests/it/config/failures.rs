//! What errors say: where, why, what to do, and no password.

use super::world::{World, world};
use super::{config, refusal};

#[tokio::test]
async fn failures_say_where_why_and_what_to_do() {
    let World { address, port, read_only, socket, .. } = world().await;
    for (text, expected) in [
        (
            format!("host={address} port={port} user=app dbname=shop password=s3cret"),
            format!(
                "cannot connect to database shop as user app; at {address}:{port}: password authentication \
                 failed for user \"app\" (28P01); check user and password"
            ),
        ),
        (
            format!("host={address} port={port} user=app dbname=shop"),
            format!(
                "cannot connect to database shop as user app; at {address}:{port}: the server asks for a \
                 password; give it by `password`, PGPASSWORD or a line of the password file"
            ),
        ),
        (
            format!("host={address} port={port} user=free dbname=shops sslmode=disable"),
            format!(
                "cannot connect to database shops as user free; at {address}:{port}: no pg_hba.conf entry for \
                 host \"127.0.0.1\", user \"free\", database \"shops\", no encryption (28000); the server may \
                 want TLS: try sslmode=require; or add a line to its pg_hba.conf"
            ),
        ),
        (
            format!("host={socket} port={port} user=free dbname=none password=s3cret"),
            format!(
                "cannot connect to database none as user free; at {socket}/.s.PGSQL.{port}: database \"none\" \
                 does not exist (3D000); check the database's name"
            ),
        ),
        (
            format!("host={address} port=1 user=app dbname=shop password=s3cret"),
            format!(
                "cannot connect to database shop as user app; at {address}:1: Connection refused (os error \
                 111); no server listens there; is PostgreSQL running?"
            ),
        ),
        (
            "host=/nowhere port=1 user=app dbname=shop password=s3cret".to_owned(),
            "cannot connect to database shop as user app; at /nowhere/.s.PGSQL.1: No such file or directory \
             (os error 2); no server listens there; is PostgreSQL running?"
                .to_owned(),
        ),
    ] {
        assert_eq!(refusal(&text).await, expected);
    }
    let text = refusal("host=nowhere.invalid user=app dbname=shop password=s3cret").await;
    assert!(text.contains("at nowhere.invalid:5432: the host is not known: "), "{text}");
    assert!(text.ends_with("check the host's name"), "{text}");
    // All servers are named.
    let text = format!("host={read_only},{address} port=1,2 user=app dbname=shop");
    let text = refusal(&text).await;
    assert!(
        text.contains(&format!("at {read_only}:1: "))
            && text.contains(&format!("at {address}:2: "))
    );
    #[cfg(feature = "tls")]
    {
        let text = format!("host={read_only} port={port} user=free dbname=shop sslmode=require");
        assert_eq!(
            refusal(&text).await,
            format!(
                "cannot connect to database shop as user free; at {read_only}:{port}: server does not support \
                 TLS; turn `ssl` on in the server, or use sslmode=prefer, which does without"
            )
        );
    }
}

#[tokio::test]
async fn failures_can_be_asked() {
    let world = world().await;
    let error = config(&world.at("user=app password=s3cret")).connect().await.expect_err("refused");
    assert_eq!(error.code().map(|code| code.code()), Some("28P01"));
    assert!(error.is_connect() && !error.is_timeout() && !error.is_config());
    assert!(!format!("{error} {error:?}").contains("s3cret"));
}
