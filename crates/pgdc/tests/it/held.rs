//! What the types of other crates hold of the server's dates and times, and what becomes of the rest.

use std::error::Error as _;
use std::fmt::Debug;
use std::str::FromStr;

use pgdc::types::{PgDate, PgTimestamp, PgTimestamptz, TimeOfDay};
use tokio_postgres::types::{FromSqlOwned, ToSql};
use tokio_postgres::{Client, Error};

use crate::two_way::{Random, client};

/// The ends of the server's range and of those of the crates, as the server prints them.
pub(crate) const DATES: [&str; 11] = [
    "infinity",
    "-infinity",
    "4714-11-24 BC",
    "0044-03-15 BC",
    "0001-12-31 BC",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "262142-12-31",
    "262143-01-01",
    "5874897-12-31",
];

/// The same for `timestamp`; [`moments`] has them for `timestamptz`.
pub(crate) const TIMESTAMPS: [&str; 11] = [
    "infinity",
    "-infinity",
    "4714-11-24 00:00:00 BC",
    "0044-03-15 12:00:00.5 BC",
    "0001-12-31 23:59:59.999999 BC",
    "1999-12-31 23:59:59.999999",
    "9999-12-30 22:00:00.999999",
    "10000-01-01 00:00:00",
    "262142-12-31 23:59:59.999999",
    "262143-01-01 00:00:00",
    "294276-12-31 23:59:59.999999",
];

/// [`TIMESTAMPS`] in UTC.
pub(crate) fn moments() -> Vec<String> {
    let in_utc = |text: &&str| match text.strip_suffix(" BC") {
        _ if text.ends_with("infinity") => (*text).to_owned(),
        Some(text) => format!("{text}+00 BC"),
        None => format!("{text}+00"),
    };
    TIMESTAMPS.iter().map(in_utc).collect()
}

/// A connection whose session is in UTC.
pub(crate) async fn in_utc() -> Client {
    client("SET TimeZone = 'UTC'").await
}

/// The value that `T` makes of a text, or why it makes none.
pub(crate) async fn read<T: FromSqlOwned>(
    client: &Client,
    type_name: &str,
    text: &str,
) -> Result<T, String> {
    let sql = format!("SELECT $1::text::{type_name}");
    client.query_one(&sql, &[&text]).await.and_then(|row| row.try_get(0)).map_err(reason)
}

/// The text that the server makes of a value, or why there is none.
pub(crate) async fn written<T: ToSql + Sync>(
    client: &Client,
    type_name: &str,
    value: T,
) -> Result<String, String> {
    let sql = format!("SELECT $1::{type_name}::text");
    client.query_one(&sql, &[&value]).await.and_then(|row| row.try_get(0)).map_err(reason)
}

/// The server's message, or the cause of an error of the client's.
fn reason(error: Error) -> String {
    match (error.as_db_error(), error.source()) {
        (Some(server), _) => server.message().to_owned(),
        (None, Some(cause)) => cause.to_string(),
        (None, None) => error.to_string(),
    }
}

/// The texts that `T` refuses when it reads. All others come back when they are written again.
pub(crate) async fn refused<'t, T, S>(
    client: &Client,
    type_name: &str,
    texts: &'t [S],
) -> Vec<&'t str>
where
    T: FromSqlOwned + ToSql + Sync,
    S: AsRef<str>,
{
    let mut refused = Vec::new();
    for text in texts.iter().map(S::as_ref) {
        match read::<T>(client, type_name, text).await {
            Ok(value) => {
                assert_eq!(written(client, type_name, value).await.as_deref(), Ok(text));
            }
            Err(reason) => {
                assert_eq!(reason, "value too large to decode", "{type_name} {text}");
                refused.push(text);
            }
        }
    }
    refused
}

/// The texts that contain one of the parts.
pub(crate) fn with<'t, S: AsRef<str>>(texts: &'t [S], parts: &[&str]) -> Vec<&'t str> {
    let texts = texts.iter().map(S::as_ref);
    texts.filter(|text| parts.iter().any(|part| text.contains(part))).collect()
}

/// A type of ours whose values are counted.
pub(crate) trait Counted:
    Copy + Debug + PartialEq + FromStr<Err: Debug> + ToSql + Sync
{
    fn nth(number: i64) -> Self;
    fn number(self) -> i64;
}

impl Counted for PgDate {
    fn nth(number: i64) -> PgDate {
        PgDate::from_days(i32::try_from(number).unwrap()).unwrap()
    }

    fn number(self) -> i64 {
        self.days().unwrap().into()
    }
}

impl Counted for PgTimestamp {
    fn nth(number: i64) -> PgTimestamp {
        PgTimestamp::from_micros(number).unwrap()
    }

    fn number(self) -> i64 {
        self.micros().unwrap()
    }
}

impl Counted for PgTimestamptz {
    fn nth(number: i64) -> PgTimestamptz {
        PgTimestamptz::from_utc(PgTimestamp::nth(number))
    }

    fn number(self) -> i64 {
        self.utc().number()
    }
}

impl Counted for TimeOfDay {
    fn nth(number: i64) -> TimeOfDay {
        TimeOfDay::from_micros(number.unsigned_abs()).unwrap()
    }

    fn number(self) -> i64 {
        self.micros().try_into().unwrap()
    }
}

/// Whether random values of ours, from the first to the last, are the same to the server when they are
/// converted to `T`, and what it sends as `T` is converted to ours.
pub(crate) async fn agree<Ours, T>(client: &Client, type_name: &str, first: &str, last: &str)
where
    Ours: Counted + TryFrom<T, Error: Debug>,
    T: FromSqlOwned + ToSql + Sync + TryFrom<Ours, Error: Debug>,
{
    let [first, last] = [first, last].map(|text| text.parse::<Ours>().unwrap());
    let mut random = Random(1);
    let mut values = vec![first, last];
    values.extend((0..2000).map(|_| Ours::nth(random.within(first.number(), last.number()))));
    let converted: Vec<T> = values.iter().map(|value| T::try_from(*value).unwrap()).collect();
    let sql = format!("SELECT $1::{type_name}[] = $2::{type_name}[], $1::{type_name}[]");
    let row = client.query_one(&sql, &[&values, &converted]).await.unwrap();
    assert!(row.get::<_, bool>(0), "{type_name}: as parameters");
    let back: Vec<Ours> =
        row.get::<_, Vec<T>>(1).into_iter().map(|value| value.try_into().unwrap()).collect();
    assert_eq!(back, values, "{type_name}: as results");
}
