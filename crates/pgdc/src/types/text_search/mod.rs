//! Text search types (PostgreSQL manual, "Text Search Types").

mod empty;
mod query;
mod query_text;
mod vector;
mod vector_text;

use bytes::{Buf, BufMut, BytesMut};

pub(crate) use empty::check as check_no_empty_query;
pub use query::{TsQuery, TsQueryItem, TsQueryLexeme};
pub use vector::{TsPosition, TsVector, TsWeight};

use super::ConvertError;
use super::wire::BoxError;

/// The most bytes of a lexeme: below "MAXSTRLEN" in the server's sources.
const MAX_LEXEME: usize = 2046;

/// Whether the server takes `text` as a lexeme.
fn check_lexeme(text: &str) -> Result<(), ConvertError> {
    if text.is_empty() {
        return Err(ConvertError::new("a lexeme may not be empty"));
    }
    if text.len() > MAX_LEXEME {
        return Err(ConvertError::new(format!(
            "a lexeme of {} bytes is longer than {MAX_LEXEME}",
            text.len()
        )));
    }
    if text.contains('\0') {
        return Err(ConvertError::new("a lexeme may not contain the character 0"));
    }
    Ok(())
}

/// A lexeme, which ends with a zero byte.
fn next_lexeme(raw: &mut &[u8]) -> Result<String, BoxError> {
    let end = raw.iter().position(|byte| *byte == 0).ok_or("a lexeme is cut off")?;
    let lexeme = std::str::from_utf8(&raw[..end])?.to_owned();
    raw.advance(end + 1);
    Ok(lexeme)
}

fn put_lexeme(lexeme: &str, out: &mut BytesMut) {
    out.put_slice(lexeme.as_bytes());
    out.put_u8(0);
}
