//! Why a script did not load.

use std::error::Error as StdError;
use std::fmt;

use tokio_postgres::error::{DbError, ErrorPosition, SqlState};

use super::hints::hint;
use super::split::Statement;

/// Why a script did not load: file, line, what the server said, and the statement.
///
/// ```text
/// schema.sql:142: syntax error at or near "BEGIN" (42601)
///   statement: CREATE FUNCTION one() RETURNS int
///   line: BEGIN ATOMIC SELECT 1 END
/// ```
pub struct LoadError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    file: String,
    line: Option<usize>,
    message: String,
    /// Further lines: statement, detail, hint.
    more: Vec<(&'static str, String)>,
    source: Option<tokio_postgres::Error>,
}

/// A statement's first line is quoted up to this many characters.
const QUOTED: usize = 120;

impl LoadError {
    pub(super) fn of_file(file: &str, message: impl Into<String>) -> LoadError {
        let (file, message) = (file.to_owned(), message.into());
        LoadError(Box::new(Inner { file, line: None, message, more: Vec::new(), source: None }))
    }

    pub(super) fn at(file: &str, line: usize, message: impl Into<String>) -> LoadError {
        let mut error = LoadError::of_file(file, message);
        error.0.line = Some(line);
        error
    }

    pub(super) fn of_statement(
        file: &str,
        statement: &Statement,
        source: tokio_postgres::Error,
    ) -> LoadError {
        let mut error = LoadError::at(file, statement.line, "the connection failed");
        let more = &mut error.0.more;
        let first_line = statement.text.lines().next().unwrap_or_default();
        let quoted = |line: &str| line.chars().take(QUOTED).collect::<String>();
        more.push(("statement", quoted(first_line)));
        match source.as_db_error() {
            Some(refusal) => {
                let texts = [
                    ("detail", refusal.detail().map(str::to_owned)),
                    ("hint", refusal.hint().map(str::to_owned)),
                    ("where", refusal.where_().map(str::to_owned)),
                    ("hint", hint(statement, refusal)),
                ];
                let line = line_of(statement, refusal);
                let at = statement.text.lines().nth(line - statement.line);
                let at = at.filter(|_| line > statement.line);
                more.extend(at.map(|at| ("line", quoted(at.trim()))));
                more.extend(texts.into_iter().filter_map(|(name, text)| Some((name, text?))));
                error.0.line = Some(line);
                error.0.message = format!("{} ({})", refusal.message(), refusal.code().code());
            }
            None => more.push(("cause", source.to_string())),
        }
        error.0.source = Some(source);
        error
    }

    /// The same error, for rows that begin at `line`: the server counts them.
    pub(super) fn in_copy_data(mut self, line: usize) -> LoadError {
        let context = self.0.source.as_ref().and_then(|error| error.as_db_error()?.where_());
        let row = context.and_then(|text| {
            let number = text.split_once(", line ")?.1;
            let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
            number[..digits].parse::<usize>().ok()
        });
        if let Some(row) = row {
            self.0.line = Some(line + row - 1);
        }
        self
    }

    /// The file, as it was named.
    pub fn file(&self) -> &str {
        &self.0.file
    }

    /// The line in the file, from 1; `None` when the file could not be read at all.
    pub fn line(&self) -> Option<usize> {
        self.0.line
    }

    /// The code of the server's refusal, when it was the server that refused.
    pub fn code(&self) -> Option<&SqlState> {
        self.0.source.as_ref().and_then(tokio_postgres::Error::code)
    }
}

/// The server counts characters within the statement, from 1.
fn line_of(statement: &Statement, error: &DbError) -> usize {
    match error.position() {
        Some(ErrorPosition::Original(position)) => {
            let before = statement.text.chars().take((*position as usize).saturating_sub(1));
            statement.line + before.filter(|&c| c == '\n').count()
        }
        _ => statement.line,
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { file, line, message, more, .. } = &*self.0;
        match line {
            Some(line) => write!(f, "{file}:{line}: {message}")?,
            None => write!(f, "{file}: {message}")?,
        }
        for (name, text) in more {
            write!(f, "\n  {name}: {}", text.replace('\n', "\n    "))?;
        }
        Ok(())
    }
}

impl fmt::Debug for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The whole story is in the message, so there is no `source` that would repeat it.
impl StdError for LoadError {}
