//! What a loader sends, skips and forgives: decisions alone, nothing is done here.

use tokio_postgres::error::{DbError, SqlState};

use super::LoadOptions;
use super::split::Statement;

/// What becomes of a statement.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Plan {
    Send,
    /// Not sent, for the reason noted.
    Skip(String),
}

/// What becomes of a statement that the server refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Remedy {
    Fail,
    /// Goes on, with this note.
    Ignore(String),
    /// Makes this role, then sends the statement again.
    CreateRole(String),
}

/// What becomes of a command to psql.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command<'a> {
    Nothing,
    Note(String),
    /// Reads another file, relative to this one.
    Include(&'a str),
    Quit,
    Refuse(String),
}

/// Everything goes into one database, and nothing outside of it is touched.
pub(super) fn plan(statement: &Statement, options: &LoadOptions) -> Plan {
    let head: Vec<&str> = statement.head.iter().map(String::as_str).collect();
    if let Some(what) = outside_of_database(&head) {
        return Plan::Skip(format!("{what} skipped: everything is loaded into one database"));
    }
    if let Some(encoding) = other_encoding(&head) {
        return Plan::Skip(format!("client encoding {encoding} skipped: the file is UTF-8"));
    }
    if let Some(extension) = extension(&head)
        && options.skip_extension.iter().any(|name| name == extension)
    {
        return Plan::Skip(format!("extension {extension} skipped as asked"));
    }
    if head[0] == "copy" && head.windows(2).any(|pair| pair == ["to", "stdout"]) {
        return Plan::Skip("COPY TO STDOUT skipped: nobody would read it".to_owned());
    }
    Plan::Send
}

fn outside_of_database(head: &[&str]) -> Option<String> {
    let object = |word: &str| matches!(word, "database" | "tablespace" | "subscription");
    let what = match head {
        ["alter", "system", ..] => return Some("ALTER SYSTEM".to_owned()),
        ["create" | "drop" | "alter", what, ..] if object(what) => what,
        ["comment" | "grant" | "revoke" | "security", rest @ ..] => {
            rest.windows(2).find(|pair| pair[0] == "on" && object(pair[1])).map(|pair| &pair[1])?
        }
        _ => return None,
    };
    let verb = if head[0] == "security" { "security label" } else { head[0] };
    let link = if matches!(head[0], "create" | "drop" | "alter") { " " } else { " on " };
    Some(format!("{verb}{link}{what}").to_uppercase())
}

fn other_encoding<'a>(head: &[&'a str]) -> Option<&'a str> {
    let value = match head {
        ["set", "session" | "local", "client_encoding", rest @ ..]
        | ["set", "client_encoding" | "names", rest @ ..] => {
            rest.iter().find(|word| **word != "to")?
        }
        _ => return None,
    };
    let is_utf8 = matches!(value.to_lowercase().as_str(), "utf8" | "utf-8" | "unicode" | "default");
    if is_utf8 { None } else { Some(value) }
}

/// The extension that a statement makes, changes or describes.
pub(super) fn extension<'a>(head: &[&'a str]) -> Option<&'a str> {
    let name = match head {
        ["create" | "alter" | "drop", "extension", rest @ ..]
        | ["comment", "on", "extension", rest @ ..] => rest,
        _ => return None,
    };
    name.iter().find(|word| !matches!(**word, "if" | "not" | "exists")).copied()
}

/// A role is there already, or another session has just made it.
const TAKEN: [SqlState; 2] = [SqlState::DUPLICATE_OBJECT, SqlState::UNIQUE_VIOLATION];

/// Whether a role could not be made because there is one.
pub(super) fn is_taken(error: &tokio_postgres::Error) -> bool {
    error.code().is_some_and(|code| TAKEN.contains(code))
}

/// What to do about a refusal.
pub(super) fn remedy(statement: &Statement, error: &DbError) -> Remedy {
    let head: Vec<&str> = statement.head.iter().map(String::as_str).collect();
    let code = error.code();
    match head.as_slice() {
        ["create", "role" | "user" | "group", ..] if TAKEN.contains(code) => {
            Remedy::Ignore(error.message().to_owned())
        }
        ["create", "schema", "public", ..] if *code == SqlState::DUPLICATE_SCHEMA => {
            Remedy::Ignore(error.message().to_owned())
        }
        _ if *code != SqlState::UNDEFINED_OBJECT => Remedy::Fail,
        ["set", ..] if error.message().starts_with("unrecognized configuration parameter") => {
            Remedy::Ignore(format!("{}: this server is older than the file", error.message()))
        }
        _ => missing_role(error.message())
            .map_or(Remedy::Fail, |role| Remedy::CreateRole(role.to_owned())),
    }
}

/// PostgreSQL names the role nowhere but in the text of its message.
fn missing_role(message: &str) -> Option<&str> {
    message.strip_prefix("role \"")?.strip_suffix("\" does not exist")
}

/// What becomes of a command to psql. A shell is never run.
pub(super) fn command(text: &str) -> Command<'_> {
    let name = text.split_whitespace().next().unwrap_or_default();
    let argument = text[name.len()..].trim();
    match name {
        "restrict" | "unrestrict" | "set" | "unset" | "echo" | "qecho" | "warn" | "pset"
        | "timing" | "encoding" => Command::Nothing,
        "c" | "connect" => {
            Command::Note(format!("\\{name} skipped: everything is loaded into one database"))
        }
        "i" | "include" | "ir" | "include_relative" if !argument.is_empty() => {
            Command::Include(argument.trim_matches('\''))
        }
        "q" | "quit" => Command::Quit,
        _ => Command::Refuse(format!(
            "the psql command \\{name} is not supported; take it out of the file"
        )),
    }
}

/// Whether a statement begins or ends an explicit transaction.
pub(super) fn transaction(head: &[String]) -> Option<bool> {
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    match head.as_slice() {
        ["begin", ..] | ["start", "transaction", ..] => Some(true),
        ["rollback" | "abort", .., "to", _] | ["rollback", "to" | "prepared", ..] => None,
        ["commit" | "end" | "rollback" | "abort", ..] | ["prepare", "transaction", ..] => {
            Some(false)
        }
        _ => None,
    }
}

/// Whether a refusal may be remedied: rows are refused for good.
pub(super) fn may_be_remedied(head: &[String]) -> bool {
    let rows = ["insert", "update", "delete", "select", "with", "values", "copy", "merge"];
    let transaction = ["savepoint", "release", "rollback"];
    head.first().is_some_and(|word| !rows.contains(&&**word) && !transaction.contains(&&**word))
}
