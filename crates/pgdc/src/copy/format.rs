//! The formats of `COPY`, with their options.

use std::fmt::Write as _;

use crate::ident::{Ident, Literal};
use crate::sql::Sql;

/// The format of a `COPY`, with the options of the statement ("COPY" in the manual). What is not said is as the
/// server has it; what does not fit the format, the server refuses.
///
/// ```
/// # use pgdc::CopyFormat;
/// let excel = CopyFormat::csv().header().delimiter(';').null("NULL").encoding("WIN1252");
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CopyFormat {
    pub(super) kind: Kind,
    header: Header,
    delimiter: Option<char>,
    quote: Option<char>,
    escape: Option<char>,
    null: Option<String>,
    encoding: Option<String>,
    force_null: Vec<String>,
    force_not_null: Vec<String>,
    force_quote: Vec<String>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Text,
    Csv,
    Binary,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Header {
    No,
    Yes,
    Match,
}

/// Which way the data goes: some options are of one alone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Way {
    In,
    Out,
    /// Neither: the options are only to be checked.
    Either,
}

impl CopyFormat {
    const fn new(kind: Kind) -> Self {
        CopyFormat {
            kind,
            header: Header::No,
            delimiter: None,
            quote: None,
            escape: None,
            null: None,
            encoding: None,
            force_null: Vec::new(),
            force_not_null: Vec::new(),
            force_quote: Vec::new(),
        }
    }

    /// The server's own text format: a line a row, tabs between values, `\N` for NULL.
    pub const fn text() -> Self {
        CopyFormat::new(Kind::Text)
    }

    /// Comma-separated values. NULL is an empty value without quotes.
    pub const fn csv() -> Self {
        CopyFormat::new(Kind::Csv)
    }

    /// The server's binary format.
    pub const fn binary() -> Self {
        CopyFormat::new(Kind::Binary)
    }

    /// One value a line as it is: of JSON, in which these characters are always escaped.
    pub(super) fn bare() -> Self {
        CopyFormat::csv().delimiter('\u{2}').quote('\u{1}')
    }

    /// The first line has the names of the columns. On its way in it is passed over.
    pub const fn header(mut self) -> Self {
        self.header = Header::Yes;
        self
    }

    /// The same; on its way in, the names must be those of the columns, in their order. From PostgreSQL 15 on.
    pub const fn header_match(mut self) -> Self {
        self.header = Header::Match;
        self
    }

    /// What stands between values.
    pub const fn delimiter(mut self, delimiter: char) -> Self {
        self.delimiter = Some(delimiter);
        self
    }

    /// What stands around values that need it, in CSV.
    pub const fn quote(mut self, quote: char) -> Self {
        self.quote = Some(quote);
        self
    }

    /// What stands before a quote within quotes, in CSV; the quote itself by default.
    pub const fn escape(mut self, escape: char) -> Self {
        self.escape = Some(escape);
        self
    }

    /// What stands for NULL.
    pub fn null(mut self, null: impl Into<String>) -> Self {
        self.null = Some(null.into());
        self
    }

    /// The encoding of the data, as PostgreSQL names it; that of the connection by default, which is UTF-8.
    pub fn encoding(mut self, encoding: impl Into<String>) -> Self {
        self.encoding = Some(encoding.into());
        self
    }

    /// Columns in which the text for NULL is NULL within quotes too; of CSV on its way in.
    pub fn force_null<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.force_null = columns.into_iter().map(Into::into).collect();
        self
    }

    /// Columns in which the text for NULL is that text; of CSV on its way in.
    pub fn force_not_null<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.force_not_null = columns.into_iter().map(Into::into).collect();
        self
    }

    /// Columns whose values are quoted, needed or not; of CSV on its way out.
    pub fn force_quote<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.force_quote = columns.into_iter().map(Into::into).collect();
        self
    }

    pub(super) fn has_header(&self) -> bool {
        self.header != Header::No
    }

    pub(crate) fn delimiter_sign(&self) -> char {
        self.delimiter.unwrap_or(if self.kind == Kind::Csv { ',' } else { '\t' })
    }

    pub(crate) fn encoding_name(&self) -> Option<&str> {
        self.encoding.as_deref()
    }

    /// The bytes of quote and escape.
    pub(crate) fn quotes(&self) -> (char, char) {
        let quote = self.quote.unwrap_or('"');
        (quote, self.escape.unwrap_or(quote))
    }

    /// Whether more is said than which format it is.
    pub(super) fn has_options(&self) -> bool {
        *self != CopyFormat { header: self.header, ..CopyFormat::new(self.kind) }
    }

    /// ` (FORMAT csv, …)`.
    pub(super) fn write(&self, sql: &mut Sql<'_>, way: Way) {
        sql.push(match self.kind {
            Kind::Text => " (FORMAT text",
            Kind::Csv => " (FORMAT csv",
            Kind::Binary => " (FORMAT binary",
        });
        match (self.header, way) {
            (Header::No, _) => {}
            (Header::Match, Way::In) => sql.push(", HEADER match"),
            _ => sql.push(", HEADER true"),
        }
        let text = |c: Option<char>| c.map(String::from);
        let options = [
            ("DELIMITER", text(self.delimiter)),
            ("QUOTE", text(self.quote)),
            ("ESCAPE", text(self.escape)),
            ("NULL", self.null.clone()),
            ("ENCODING", self.encoding.clone()),
        ];
        for (name, value) in options {
            if let Some(value) = value {
                let _ = write!(sql, ", {name} {}", Literal(&value));
            }
        }
        let lists = [
            ("FORCE_NULL", &self.force_null, Way::In),
            ("FORCE_NOT_NULL", &self.force_not_null, Way::In),
            ("FORCE_QUOTE", &self.force_quote, Way::Out),
        ];
        for (name, columns, of) in lists {
            if !columns.is_empty() && of == way {
                let _ = write!(sql, ", {name} (");
                write_names(sql, columns);
                sql.push(")");
            }
        }
        sql.push(")");
    }
}

pub(super) fn write_names(sql: &mut Sql<'_>, names: &[String]) {
    sql.list(", ", names, |sql, name| {
        let _ = write!(sql, "{}", Ident(name));
    });
}
