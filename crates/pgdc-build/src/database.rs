//! Reading a catalog from a live database.

use std::io;
use std::time::Duration;

use pgdc_catalog::Catalog;
use pgdc_introspect::{Selection, introspect};
use tokio_postgres::config::Host;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, NoTls};

use crate::{DatabaseUrl, Error, Reading};

/// Where the URL sets no `connect_timeout`.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

pub(crate) fn read(url: &DatabaseUrl, schemas: &[String]) -> Result<Reading, Error> {
    let config = parse(url)?;
    let catalog = block_on(async {
        let mut client = connect(&config).await?;
        read_schemas(&mut client, schemas).await
    })??;
    Ok(Reading { catalog, origin: describe(&config), notes: Vec::new() })
}

pub(crate) async fn read_schemas(
    client: &mut Client,
    schemas: &[String],
) -> Result<Catalog, Error> {
    let selection = Selection { schemas: schemas.to_vec() };
    // Its text holds the server's answer, so that its own source would only repeat it.
    introspect(client, &selection).await.map_err(|error| Error::new(error.to_string()))
}

/// Runs a future to its end, on this thread.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::caused("cannot start an async runtime", error))?;
    Ok(runtime.block_on(future))
}

/// The parser's own messages quote pieces of the text, and an unescaped character makes a piece of a
/// password look like anything: no more of them is shown than the name of an option.
pub(crate) fn parse(url: &DatabaseUrl) -> Result<Config, Error> {
    let unreadable = |message: String| {
        Error::new(message).with_help(
            "write postgres://user:password@host:5432/database, with @ : / ? # % in a part \
             written as %40 %3A %2F %3F %23 %25",
        )
    };
    let text = url.as_str();
    let is_url = text.starts_with("postgres://") || text.starts_with("postgresql://");
    if is_url && text.matches('@').count() > 1 {
        return Err(unreadable("the database URL has more than one `@`".to_owned()));
    }
    let mut config: Config = text.parse().map_err(|error: tokio_postgres::Error| {
        let option = error.into_source().map(|cause| cause.to_string());
        match option.filter(|text| text.starts_with("invalid value for option ")) {
            Some(option) => unreadable(format!("the database URL cannot be read: {option}")),
            None => unreadable("the database URL cannot be read".to_owned()),
        }
    })?;
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        return Err(unreadable("the database URL names no host".to_owned()));
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    Ok(config)
}

async fn connect(config: &Config) -> Result<Client, Error> {
    let (client, connection) =
        config.connect(NoTls).await.map_err(|error| refused(config, error))?;
    // What breaks the connection shows in the client's next call.
    tokio::spawn(async move { drop(connection.await) });
    Ok(client)
}

fn refused(config: &Config, error: tokio_postgres::Error) -> Error {
    let message = format!("cannot connect to {}", describe(config));
    if let Some(answer) = error.as_db_error() {
        let code = answer.code();
        let message = format!("{message}: {} ({})", answer.message(), code.code());
        return match *code {
            SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
                Error::new(message).with_help("check the user and the password in the URL")
            }
            SqlState::INVALID_CATALOG_NAME => {
                Error::new(message).with_help("check the name of the database, after the last `/`")
            }
            _ => Error::new(message),
        };
    }
    match error.into_source() {
        Some(cause) => {
            let no_server = cause.downcast_ref::<io::Error>().is_some_and(|error| {
                matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound)
            });
            let error = Error::new(format!("{message}: {cause}"));
            match no_server {
                true => error.with_help(
                    "is PostgreSQL running there? Without one, --schema FILE reads a DDL file",
                ),
                false => error,
            }
        }
        None => Error::new(message),
    }
}

/// `database shop at localhost:5432`, without user and password.
fn describe(config: &Config) -> String {
    let name = config.get_dbname().or(config.get_user()).unwrap_or_default();
    let mut place = match config.get_hosts().first() {
        Some(Host::Tcp(host)) => host.clone(),
        Some(Host::Unix(folder)) => folder.display().to_string(),
        None => config.get_hostaddrs().first().map(ToString::to_string).unwrap_or_default(),
    };
    if let Some(port) = config.get_ports().first() {
        place.push_str(&format!(":{port}"));
    }
    format!("database {name} at {place}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_described_without_its_password() {
        for (url, expected) in [
            ("postgres://app:secret@db.example/shop", "database shop at db.example:5432"),
            ("postgresql://app@/shop?host=/run/pg&port=5433", "database shop at /run/pg:5433"),
            ("host=localhost port=1 user=app password=secret", "database app at localhost:1"),
        ] {
            assert_eq!(describe(&parse(&url.into()).unwrap()), expected);
        }
    }

    #[test]
    fn what_cannot_be_read_shows_nothing_of_a_password() {
        for url in [
            "postgres://app:sec@ret@host/shop",
            "postgres://app:sec?ret",
            "postgres://app:secret@host:port/shop",
            "postgres://app:secret@host/shop?ret=1",
            "password=sec ret host=x",
            "sec ret",
            "postgres://app:secret@/shop",
            "",
        ] {
            let error = format!("{:?}", parse(&url.into()).expect_err(url));
            assert!(!error.contains("sec") && !error.contains("ret"), "{url}: {error}");
        }
        let error = parse(&"postgres://app:secret@host:port/shop".into()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the database URL cannot be read: invalid value for option `port`"
        );
    }
}
