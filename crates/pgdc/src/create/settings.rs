//! The settings that the texts of statements were printed under.

use tokio_postgres::SimpleQueryMessage;

use crate::error::Result;
use crate::ident::Literal;
use crate::link::Held;

/// Each with its value. With an empty path, no name of another schema stands in for one of PostgreSQL's own.
const SETTINGS: [(&str, &str); 5] = [
    ("search_path", ""),
    ("standard_conforming_strings", "on"),
    ("datestyle", "ISO, MDY"),
    ("intervalstyle", "postgres"),
    ("client_min_messages", "warning"),
];

/// Sets them for the transaction, and gives what they were, where that goes on afterwards.
pub(super) async fn set(held: &Held<'_>) -> Result<Vec<(&'static str, String)>> {
    let before = match held.is_transaction() {
        true => current(held).await?,
        false => Vec::new(),
    };
    write(held, SETTINGS.into_iter()).await?;
    Ok(before)
}

/// Sets what was before.
pub(super) async fn restore(held: &Held<'_>, before: &[(&'static str, String)]) -> Result<()> {
    write(held, before.iter().map(|(name, value)| (*name, value.as_str()))).await
}

async fn current(held: &Held<'_>) -> Result<Vec<(&'static str, String)>> {
    let names = SETTINGS.map(|(name, _)| format!("pg_catalog.current_setting({})", Literal(name)));
    let text = format!("SELECT {}", names.join(", "));
    let messages = held.in_time(held.client().simple_query(&text)).await?;
    let row = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    let values = SETTINGS
        .iter()
        .enumerate()
        .filter_map(|(at, (name, _))| Some((*name, row?.get(at)?.to_owned())));
    Ok(values.collect())
}

async fn write<'v>(
    held: &Held<'_>,
    values: impl Iterator<Item = (&'v str, &'v str)>,
) -> Result<()> {
    let calls = values.map(|(name, value)| {
        format!("pg_catalog.set_config({}, {}, true)", Literal(name), Literal(value))
    });
    let calls: Vec<String> = calls.collect();
    if calls.is_empty() {
        return Ok(());
    }
    held.in_time(held.client().batch_execute(&format!("SELECT {}", calls.join(", ")))).await
}
