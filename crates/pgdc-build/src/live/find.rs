//! Tables by the names that people write.

use pgdc::{Executor as _, Ident};
use pgdc_catalog::QualifiedName;

use super::{Live, failed};
use crate::Error;
use crate::nearest::did_you_mean;

/// A table or view of a live database, found by [`Live::find`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LiveTable {
    /// Its name.
    pub name: QualifiedName,
    /// Its columns, in its order.
    pub columns: Vec<LiveColumn>,
}

/// A column of a [`LiveTable`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LiveColumn {
    /// Its name.
    pub name: String,
    /// Whether its values are numbers.
    pub is_number: bool,
    /// Whether the server computes it, so that it takes no values.
    pub is_generated: bool,
}

impl Live {
    /// Finds a table or view by its name, or by schema and name with a dot between; both as the database has them,
    /// without quotes. A name alone is looked for along the search path, and then in the schemas of the settings.
    ///
    /// # Errors
    /// There is none; the message names the nearest.
    pub fn find(&mut self, name: &str) -> Result<LiveTable, Error> {
        let schemas = self.schemas.clone();
        self.run(&format!("look for {name}"), async |connection| {
            let failed = |error| failed("the names of tables", &error);
            let all: Vec<(String, String, bool)> = connection
                .sql(include_str!("queries/relations.sql"), ())
                .all()
                .await
                .map_err(failed)?;
            let name = choose(name, &all, &schemas)?;
            let key = (name.schema.clone(), name.name.clone());
            let columns: Vec<(String, bool, bool)> = connection
                .sql(include_str!("queries/columns.sql"), key)
                .all()
                .await
                .map_err(failed)?;
            let column =
                |(name, is_number, is_generated)| LiveColumn { name, is_number, is_generated };
            Ok(LiveTable { name, columns: columns.into_iter().map(column).collect() })
        })
    }
}

/// The one that is meant, of schemas and names with whether the name alone finds it.
fn choose(
    asked: &str,
    all: &[(String, String, bool)],
    schemas: &[String],
) -> Result<QualifiedName, Error> {
    let alone = all.iter().find(|(_, name, is_visible)| *is_visible && name == asked);
    let of_settings = || {
        let is_in = |schema: &String| {
            all.iter().find(move |(other, name, _)| other == schema && name == asked)
        };
        schemas.iter().find_map(is_in)
    };
    let whole = || all.iter().find(|(schema, name, _)| format!("{schema}.{name}") == asked);
    if let Some((schema, name, _)) = alone.or_else(of_settings).or_else(whole) {
        return Ok(QualifiedName::new(schema, name));
    }
    let own = all.iter().filter(|(schema, ..)| !is_of_the_system(schema));
    let known: Vec<String> = own
        .flat_map(|(schema, name, is_visible)| {
            is_visible.then(|| name.clone()).into_iter().chain([format!("{schema}.{name}")])
        })
        .collect();
    let elsewhere: Vec<&String> =
        known.iter().filter(|known| known.ends_with(&format!(".{asked}"))).collect();
    let message = format!("there is no table or view `{asked}`");
    Err(match elsewhere.as_slice() {
        [] => Error::new(did_you_mean(message, asked, &known))
            .with_help("`pgdc inspect` lists what there is"),
        [known, ..] => Error::new(format!("{message} in the search path; did you mean `{known}`?")),
    })
}

fn is_of_the_system(schema: &str) -> bool {
    schema.starts_with("pg_") || schema == "information_schema"
}

impl LiveTable {
    /// The column of that name.
    ///
    /// # Errors
    /// There is none; the message names the nearest.
    pub fn column(&self, name: &str) -> Result<&LiveColumn, Error> {
        self.columns.iter().find(|column| column.name == name).ok_or_else(|| {
            let known: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
            let message = format!("{} has no column `{name}`", self.name);
            Error::new(did_you_mean(message, name, &known))
                .with_help(format!("its columns are {}", known.join(", ")))
        })
    }

    /// Its name as SQL.
    pub(super) fn quoted(&self) -> String {
        format!("{}.{}", Ident(&self.name.schema), Ident(&self.name.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_as_they_are() {
        let all =
            [("public", "a.b", true), ("a", "b", false), ("a", "c", false), ("pg_x", "d", false)]
                .map(|(schema, name, is_visible)| (schema.to_owned(), name.to_owned(), is_visible));
        let found = |asked, schemas: &[&str]| {
            let schemas: Vec<String> = schemas.iter().map(ToString::to_string).collect();
            choose(asked, &all, &schemas).map_err(|error| error.to_string())
        };
        assert_eq!(found("a.b", &[]), Ok(QualifiedName::new("public", "a.b")));
        assert_eq!(found("a.c", &[]), Ok(QualifiedName::new("a", "c")));
        assert_eq!(found("c", &["z", "a"]), Ok(QualifiedName::new("a", "c")));
        assert_eq!(found("pg_x.d", &[]), Ok(QualifiedName::new("pg_x", "d")));
        let refused = |asked| found(asked, &[]).expect_err(asked);
        assert_eq!(
            refused("c"),
            "there is no table or view `c` in the search path; did you mean `a.c`?"
        );
        assert_eq!(refused("a.cc"), "there is no table or view `a.cc`; did you mean `a.c`?");
        assert_eq!(refused("zzz"), "there is no table or view `zzz`");
    }
}
