//! Configuration and TLS of connections.

mod failures;
mod parsing;
// psql has TLS.
#[cfg(feature = "tls")]
mod psql;
mod several;
mod timeouts;
#[cfg(feature = "tls")]
mod tls;
#[cfg_attr(not(feature = "tls"), allow(dead_code))]
pub(crate) mod world;

use pgdc::{Config, Executor as _};

/// The configuration of `text`, without the environment of whoever runs the tests.
fn config(text: &str) -> Config {
    Config::with_vars(text, |_| None).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The text of the error with which no connection can be made.
async fn refusal(text: &str) -> String {
    let error = config(text).connect().await.expect_err(text);
    assert!(error.is_connect(), "{error}");
    // The pool tells the same.
    let pool = config(text).pool(1).expect("a pool");
    let pooled = pool.sql("SELECT 1", ()).item::<i32>().await.expect_err(text);
    assert_eq!(pooled.to_string(), error.to_string());
    error.to_string()
}
