//! Strings, without a server.

use pgdc::{Config, Pool};
use proptest::prelude::*;

use super::config;

fn mistake(text: &str) -> String {
    let error = Config::with_vars(text, |_| None).expect_err(text);
    assert!(error.is_config());
    error.to_string()
}

#[test]
fn unknown_keys_name_the_nearest() {
    for (text, expected) in [
        ("sslmod=require", "there is no key `sslmod`; did you mean `sslmode`?"),
        (
            "postgres://h/d?aplication_name=x",
            "there is no key `aplication_name`; did you mean `application_name`?",
        ),
    ] {
        assert_eq!(mistake(text), format!("the connection settings cannot be used: {expected}"));
    }
    // What is near to no key may be a piece of a password.
    assert!(!mistake("password=ab s3cret=1").contains("s3cret"));
    assert!(Config::new().set("sslmod", "x").is_err());
}

#[test]
fn what_is_not_supported_is_refused() {
    for text in [
        "requirepeer=postgres",
        "require_auth=scram-sha-256",
        "sslpassword=x",
        "gssencmode=require",
        "client_encoding=LATIN1",
        "host=@abstract",
        "sslcertmode=require",
        "sslrootcert=system sslmode=require",
        "sslmode=prefer sslnegotiation=direct",
        "sslmode=verify-ca",
        "ssl_max_protocol_version=TLSv1.1",
        "command_timeout=-1",
        "statement_cache_size=-1",
        "statement_cache_size=many",
    ] {
        mistake(text);
    }
    assert!(Config::new().sslmode("on").is_err());
    assert!(Config::new().target_session_attrs("write").is_err());
    let vars = |name: &str| (name == "PGREQUIREPEER").then(|| "postgres".to_owned());
    let error = Config::with_vars("", vars).expect_err("not supported").to_string();
    assert!(error.ends_with("PGREQUIREPEER: pgdc does not support `requirepeer`"), "{error}");
}

#[test]
fn what_is_set_to_nothing_is_not_taken_from_the_environment() {
    let vars = |name: &str| (name == "PGHOST").then(|| "db".to_owned());
    let config = |text| Config::with_vars(text, vars).expect("a configuration");
    assert_eq!(config("user=u").get("host"), Some("db"));
    assert_eq!(config("user=u host=''").get("host"), None);
}

#[test]
fn strings_and_configurations_are_taken_alike() {
    let text = "postgres://app@localhost:1/shop";
    let config = config(text);
    assert!(Pool::new(text, 1).is_ok() && Pool::new(text.to_owned(), 1).is_ok());
    assert!(Pool::new(&config, 1).is_ok() && Pool::new(config, 1).is_ok());
    let built = Config::new().host("localhost").port(1).user("app").dbname("shop");
    assert_eq!(built, super::config(text));
}

#[test]
fn no_password_is_shown() {
    let config = config("postgres://app:s3cret@localhost/shop").application_name("a b");
    assert_eq!(config.get("password"), None);
    let shown = r"application_name='a b' dbname=shop host=localhost user=app";
    assert_eq!(config.to_string(), shown);
    assert_eq!(format!("{config:?}"), format!("Config({shown})"));
    let pool = config.pool(1).expect("a pool");
    assert!(!format!("{pool:?} {:?}", config.password("s3cret")).contains("s3cret"));
}

proptest! {
    #[test]
    fn no_string_makes_it_panic(text: String, url in "[a@:/?=&%,\\[\\]20 '\\\\]{0,24}") {
        for text in [text, format!("postgres://{url}"), format!("host={url}"), url] {
            let _ = Config::with_vars(&text, |_| None);
        }
    }

    #[test]
    fn what_is_shown_is_read_again(
        user in "[^\0]{1,9}",
        password in "[^\0]{1,9}",
        dbname in "\\PC{1,9}",
        application_name in "[ '\\\\=a]{1,9}",
        host in "[a-z./][a-z.]{0,9}",
        port in 1..=u16::MAX,
    ) {
        let config = Config::new()
            .user(user).dbname(dbname).application_name(application_name).host(host).port(port);
        let secret = config.clone().password(password);
        prop_assert_eq!(secret.to_string(), config.to_string());
        let again = Config::with_vars(&secret.to_string(), |_| None);
        prop_assert_eq!(again.map_err(|error| error.to_string()), Ok(config));
    }
}
