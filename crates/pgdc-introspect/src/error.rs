use std::fmt;

/// Why a catalog could not be read.
///
/// Its text says which part of the catalog was being read and what the server answered; `source()` is
/// tokio-postgres' own error where there is one. It holds nothing of how the connection was made.
#[derive(Debug)]
pub struct Error(Box<Kind>);

#[derive(Debug)]
enum Kind {
    Server { what: &'static str, source: tokio_postgres::Error },
    UnknownSchemas { unknown: Vec<String>, known: Vec<String> },
    Unexpected { what: &'static str, column: &'static str, value: String },
}

impl Error {
    pub(crate) fn server(what: &'static str, source: tokio_postgres::Error) -> Self {
        Error(Box::new(Kind::Server { what, source }))
    }

    pub(crate) fn unknown_schemas(unknown: Vec<String>, known: Vec<String>) -> Self {
        Error(Box::new(Kind::UnknownSchemas { unknown, known }))
    }

    pub(crate) fn unexpected(
        what: &'static str,
        column: &'static str,
        value: impl fmt::Debug,
    ) -> Self {
        Error(Box::new(Kind::Unexpected { what, column, value: format!("{value:?}") }))
    }

    /// The schemas asked for that do not exist; none when the error is another one.
    pub fn unknown_schemas_asked(&self) -> &[String] {
        match &*self.0 {
            Kind::UnknownSchemas { unknown, .. } => unknown,
            Kind::Server { .. } | Kind::Unexpected { .. } => &[],
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Kind::Server { what, source } => {
                write!(f, "reading the catalog failed at its {what}: ")?;
                match source.as_db_error() {
                    Some(answer) => write!(f, "{} ({})", answer.message(), answer.code().code()),
                    None => write!(f, "{source}"),
                }
            }
            Kind::UnknownSchemas { unknown, known } => {
                let noun = if unknown.len() == 1 { "schema" } else { "schemas" };
                write!(f, "no {noun} {}; ", quoted(unknown))?;
                if known.is_empty() {
                    write!(f, "the database has none but system schemas")
                } else {
                    write!(f, "the database has {}", quoted(known))
                }
            }
            Kind::Unexpected { what, column, value } => write!(
                f,
                "reading the catalog failed at its {what}: this version of pgdc does not know what \
                 {value} means as `{column}`"
            ),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            Kind::Server { source, .. } => Some(source),
            Kind::UnknownSchemas { .. } | Kind::Unexpected { .. } => None,
        }
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ")
}
