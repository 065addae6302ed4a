//! Checks a Rust type against the server's own idea of its PostgreSQL type.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use pgdc_server::Server;
use tokio_postgres::Client;
use tokio_postgres::types::{FromSqlOwned, ToSql};

/// What a value type must be able to do.
pub(crate) trait Value:
    FromSqlOwned + ToSql + Sync + Clone + Debug + Display + FromStr
{
}

impl<T: FromSqlOwned + ToSql + Sync + Clone + Debug + Display + FromStr> Value for T {}

/// A connection to a new database, after `setup`.
pub(crate) async fn client(setup: &str) -> Client {
    let database = Server::shared().database().await.expect("a database");
    let client = database.connect().await.expect("a connection");
    client.batch_execute(setup).await.expect("the setup");
    client
}

/// Each pair is a value and its text as the server prints it. Both are sent and received as scalars, in
/// arrays with a NULL, through a domain and through an array of the domain.
///
/// Values are compared by their `Debug` form, which shows more than `PartialEq` may.
pub(crate) async fn two_way<T: Value>(type_name: &str, pairs: &[(T, &str)]) {
    two_way_after("", type_name, pairs).await;
}

/// The same after `setup`, such as `CREATE EXTENSION`.
pub(crate) async fn two_way_after<T: Value>(setup: &str, type_name: &str, pairs: &[(T, &str)]) {
    let client = client(setup).await;
    let domain = format!("CREATE DOMAIN over_it AS {type_name}");
    client.batch_execute(&domain).await.expect("a domain");
    for name in [type_name, "over_it"] {
        scalars(&client, name, pairs).await;
        arrays(&client, name, pairs).await;
        nulls::<T>(&client, name).await;
    }
}

/// Pairs by the type's own idea of the texts, which the server must share.
pub(crate) fn parsed<'t, T: Value>(texts: &[&'t str]) -> Vec<(T, &'t str)> {
    let parse = |text: &&'t str| match text.parse() {
        Ok(value) => (value, *text),
        Err(_) => panic!("{text} is not parsed"),
    };
    texts.iter().map(parse).collect()
}

/// The part of [`two_way`] for types that have no arrays of their own, such as arrays.
pub(crate) async fn scalars<T: Value>(client: &Client, name: &str, pairs: &[(T, &str)]) {
    // "concat" calls the output function, which a cast to text may not: that of `inet` adds the prefix.
    let sql = format!("SELECT concat($1::{name}), concat($2::text::{name}), $2::text::{name}");
    for (value, text) in pairs {
        let row = client
            .query_one(&sql, &[value, text])
            .await
            .unwrap_or_else(|error| panic!("{name} {text:?}: {error:?}"));
        assert_eq!(row.get::<_, &str>(1), *text, "{name}: what the server prints");
        assert_eq!(row.get::<_, &str>(0), *text, "{name}: {value:?} as a parameter");
        let read: T = row.get(2);
        assert_eq!(format!("{read:?}"), format!("{value:?}"), "{name}: {text:?} as a result");
        assert_eq!(value.to_string(), *text, "{name}: Display of {value:?}");
        let Ok(parsed) = text.parse::<T>() else { panic!("{name}: {text:?} is not parsed") };
        assert_eq!(format!("{parsed:?}"), format!("{value:?}"), "{name}: FromStr of {text:?}");
    }
}

async fn arrays<T: Value>(client: &Client, name: &str, pairs: &[(T, &str)]) {
    let sql =
        format!("SELECT $1::{name}[]::text[], $2::text[]::{name}[], $2::text[]::{name}[]::text[]");
    let mut values: Vec<Option<T>> = pairs.iter().map(|(value, _)| Some(value.clone())).collect();
    let mut texts: Vec<Option<&str>> = pairs.iter().map(|(_, text)| Some(*text)).collect();
    values.push(None);
    texts.push(None);
    let row = client
        .query_one(&sql, &[&values, &texts])
        .await
        .unwrap_or_else(|error| panic!("{name}[]: {error:?}"));
    let [sent, expected] = [0, 2].map(|column| row.get::<_, Vec<Option<&str>>>(column));
    assert_eq!(sent, expected, "{name}[] as a parameter");
    let read: Vec<Option<T>> = row.get(1);
    assert_eq!(format!("{read:?}"), format!("{values:?}"), "{name}[] as a result");
}

pub(crate) async fn nulls<T: Value>(client: &Client, name: &str) {
    let sql = format!("SELECT $1::{name} IS NULL, NULL::{name}");
    let row = client.query_one(&sql, &[&None::<T>]).await.expect("a NULL");
    assert!(row.get::<_, bool>(0), "{name}: NULL as a parameter");
    assert!(row.get::<_, Option<T>>(1).is_none(), "{name}: NULL as a result");
}

/// Whether the server takes the values for what they display as, and its text is parsed to them, all in
/// one statement.
pub(crate) async fn same_texts<T: Value + PartialEq>(type_name: &str, values: &[T]) {
    let client = client("").await;
    let sql = format!(
        "SELECT ARRAY(SELECT concat(value) FROM unnest($1::{type_name}[]) AS value),
                $1::{type_name}[]::text[]::{type_name}[]"
    );
    let row = client.query_one(&sql, &[&values]).await.unwrap();
    assert!(row.get::<_, Vec<T>>(1) == values, "{type_name}: as the server reads its own texts");
    for (value, text) in values.iter().zip(row.get::<_, Vec<&str>>(0)) {
        assert_eq!(value.to_string(), text, "{value:?}");
        assert!(text.parse::<T>().is_ok_and(|parsed| parsed == *value), "{text}");
    }
}

/// Whether the server reads what the values display as for the same values, and its own text of them is
/// parsed to them; the two texts may differ, where a number has two shortest ones.
pub(crate) async fn same_values<T: Value + PartialEq>(type_name: &str, values: &[T]) {
    let client = client("").await;
    let sql = format!("SELECT $1::text[]::{type_name}[], $2::{type_name}[]::text[]");
    let shown: Vec<String> = values.iter().map(ToString::to_string).collect();
    let row = client.query_one(&sql, &[&shown, &values]).await.unwrap();
    assert!(row.get::<_, Vec<T>>(0) == values, "{type_name}: as the server reads our texts");
    for (value, text) in values.iter().zip(row.get::<_, Vec<&str>>(1)) {
        assert!(text.parse::<T>().is_ok_and(|parsed| parsed == *value), "{text}");
    }
}

/// Pseudo-random numbers, the same in every run (a linear congruential generator, upper bits).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// From the first to the last.
    pub(crate) fn within(&mut self, first: i64, last: i64) -> i64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let span = (i128::from(last) - i128::from(first) + 1) as u128;
        (i128::from(first) + ((u128::from(self.0) * span) >> 64) as i128) as i64
    }
}
