//! Reading a catalog from a live database.

use std::time::Duration;

use pgdc::Config;
use pgdc_catalog::Catalog;
use pgdc_introspect::{Selection, introspect};
use tokio_postgres::Client;

use crate::{DatabaseUrl, Error, Reading};

/// Where nothing sets a `connect_timeout`.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

pub(crate) fn read(url: &DatabaseUrl, schemas: &[String]) -> Result<Reading, Error> {
    let config = config(url)?;
    let catalog = block_on(async {
        let mut client = config.client().await.map_err(refused)?;
        read_schemas(&mut client, schemas).await
    })??;
    Ok(Reading { catalog, origin: describe(&config), notes: Vec::new() })
}

/// The database in a few words, as far as its URL can be read.
pub(crate) fn origin(url: &DatabaseUrl) -> String {
    config(url).map_or_else(|_| "a database".to_owned(), |config| describe(&config))
}

fn refused(error: pgdc::Error) -> Error {
    let is_answered = error.code().is_some();
    let error = Error::new(error.to_string());
    match is_answered {
        true => error,
        false => error.with_help("without a server, --schema FILE reads a DDL file"),
    }
}

/// The settings of the URL and, for what it leaves out, those of libpq: its variables, the service and the
/// password file.
pub(crate) fn config(url: &DatabaseUrl) -> Result<Config, Error> {
    let config: Config = url.as_str().parse().map_err(unreadable)?;
    Ok(match config.get("connect_timeout") {
        Some(_) => config,
        None => config.connect_timeout(CONNECT_TIMEOUT),
    })
}

fn unreadable(message: impl ToString) -> Error {
    Error::new(message.to_string()).with_help(
        "write postgres://user:password@host:5432/database, with @ : / ? # % in a part \
         written as %40 %3A %2F %3F %23 %25",
    )
}

pub(crate) fn has_password(url: &DatabaseUrl) -> Result<bool, Error> {
    // The environment left aside: its password is in no URL.
    let read = |text: &str| Config::with_vars(text, |_| None).map_err(unreadable);
    let config = read(url.as_str())?;
    // It is shown without the password, and with everything else.
    Ok(read(&config.to_string())? != config)
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

/// The settings for scratch databases, which are made over connections of tokio-postgres. The parser's own
/// messages quote pieces of the text, and an unescaped character makes a piece of a
/// password look like anything: no more of them is shown than the name of an option.
#[cfg(feature = "schema")]
pub(crate) fn parse(url: &DatabaseUrl) -> Result<tokio_postgres::Config, Error> {
    let text = url.as_str();
    let is_url = text.starts_with("postgres://") || text.starts_with("postgresql://");
    if is_url && text.matches('@').count() > 1 {
        return Err(unreadable("the database URL has more than one `@`"));
    }
    let mut config: tokio_postgres::Config =
        text.parse().map_err(|error: tokio_postgres::Error| {
            let option = error.into_source().map(|cause| cause.to_string());
            match option.filter(|text| text.starts_with("invalid value for option ")) {
                Some(option) => unreadable(format!("the database URL cannot be read: {option}")),
                None => unreadable("the database URL cannot be read"),
            }
        })?;
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        return Err(unreadable("the database URL names no host"));
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    Ok(config)
}

/// `database shop at localhost:5432`, without user and password.
fn describe(config: &Config) -> String {
    let of = |key: &str| config.get(key).filter(|value| !value.is_empty());
    let name = of("dbname").or(of("user")).unwrap_or("of the system's user");
    let mut place = of("host").or(of("hostaddr")).unwrap_or("the local socket").to_owned();
    if let Some(port) = of("port") {
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
            ("postgres://app:secret@db.example/shop", "database shop at db.example"),
            ("postgresql://app@/shop?host=/run/pg&port=5433", "database shop at /run/pg:5433"),
            ("host=localhost port=1 user=app password=secret", "database app at localhost:1"),
        ] {
            assert_eq!(describe(&config(&url.into()).unwrap()), expected);
        }
    }

    #[cfg(feature = "schema")]
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
