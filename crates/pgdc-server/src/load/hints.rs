//! What to do about a refusal, where the server does not say it.

use tokio_postgres::error::{DbError, SqlState};

use super::policy::extension;
use super::split::Statement;

/// What the user can do about an error that the server has no hint for.
pub(super) fn hint(statement: &Statement, error: &DbError) -> Option<String> {
    let head: Vec<&str> = statement.head.iter().map(String::as_str).collect();
    let absent =
        matches!(*error.code(), SqlState::FEATURE_NOT_SUPPORTED | SqlState::UNDEFINED_FILE);
    if let (true, ["create", ..], Some(name)) = (absent, head.as_slice(), extension(&head)) {
        return Some(format!(
            "install the package with {name} for this server, choose other binaries by --pg-bin or a server \
             that has it by --db, or leave it out by --skip-extension {name}"
        ));
    }
    if *error.code() == SqlState::SYNTAX_ERROR && error.message().ends_with("at or near \":\"") {
        return Some("psql's variables (:name) are not replaced; write their values".to_owned());
    }
    (*error.code() == SqlState::UNDEFINED_OBJECT).then(|| missing_type(error.message())).flatten()
}

/// For `type "hstore" does not exist`.
fn missing_type(message: &str) -> Option<String> {
    let name = message.strip_prefix("type \"")?.strip_suffix("\" does not exist")?;
    let bare = name.rsplit('.').next().unwrap_or(name).trim_end_matches("[]");
    let known = TYPES_OF_EXTENSIONS.iter().find(|(_, types)| types.contains(&bare));
    Some(match known {
        Some((extension, _)) => format!(
            "it is a type of the extension {extension}: put `CREATE EXTENSION {extension};` before this \
             statement, or read a server that has the extension by --db or --server"
        ),
        None => "make the type before this statement, in the file or by `\\i` of the file that has it; where \
                 it is an extension's, put CREATE EXTENSION there"
            .to_owned(),
    })
}

/// The types that files most often lack the extension of.
const TYPES_OF_EXTENSIONS: &[(&str, &[&str])] = &[
    ("citext", &["citext"]),
    ("cube", &["cube"]),
    ("hstore", &["hstore"]),
    ("isn", &["isbn", "isbn13", "ismn", "ismn13", "issn", "issn13", "ean13", "upc"]),
    ("ltree", &["ltree", "lquery", "ltxtquery"]),
    ("postgis", &["geometry", "geography", "box2d", "box3d"]),
    ("postgis_raster", &["raster"]),
    ("seg", &["seg"]),
    ("vector", &["vector", "halfvec", "sparsevec"]),
];
