//! Names of tables and sequences that are known at run time.

use std::fmt;

use super::AdminFault;
use crate::Relation;
use crate::error::Result;
use crate::ident::Ident;

/// How many bytes a name has at most (`NAMEDATALEN`). The server cuts longer ones short, to the name of something
/// else perhaps.
const LONGEST: usize = 63;

/// The name of a table, or of something like one, with or without its schema.
///
/// `"public.album"` is a table with a dot in its name; [`in_schema`](RelationName::in_schema) says where one is.
/// It displays quoted, as SQL takes it.
///
/// ```
/// # use pgdc::RelationName;
/// let name = RelationName::new("album").in_schema("Music");
/// assert_eq!(name.to_string(), r#""Music"."album""#);
/// ```
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct RelationName {
    schema: Option<String>,
    name: String,
}

impl RelationName {
    /// What the connection's `search_path` finds under this name.
    pub fn new(name: impl Into<String>) -> Self {
        RelationName { schema: None, name: name.into() }
    }

    /// The one in this schema.
    #[must_use]
    pub fn in_schema(mut self, schema: impl Into<String>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// The schema, where it is said.
    pub fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    /// The name in its schema, as it is.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// # Errors
    /// A part of it can be no name.
    fn checked(self) -> Result<Self> {
        if let Some(schema) = &self.schema {
            check(schema)?;
        }
        check(&self.name)?;
        Ok(self)
    }
}

/// The names, each fit to be one.
pub(super) fn names<T: Into<RelationName>>(
    names: impl IntoIterator<Item = T>,
) -> Result<Vec<RelationName>> {
    names.into_iter().map(|name| name.into().checked()).collect()
}

/// `"public"."album", "artist"`.
pub(super) fn list<'n>(names: impl IntoIterator<Item = &'n RelationName>) -> String {
    let names: Vec<String> = names.into_iter().map(RelationName::to_string).collect();
    names.join(", ")
}

/// # Errors
/// The text can be no name, or would be cut to another one.
pub(super) fn check(name: &str) -> Result<()> {
    let problem = match name {
        "" => "it is empty",
        _ if name.contains('\0') => "it holds a zero byte",
        _ if name.len() > LONGEST => "it has more than 63 bytes, and the server would cut it short",
        _ => return Ok(()),
    };
    Err(AdminFault::Name { name: name.to_owned(), problem }.into())
}

/// The quoted name.
impl fmt::Display for RelationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{}.", Ident(schema))?;
        }
        write!(f, "{}", Ident(&self.name))
    }
}

impl From<&str> for RelationName {
    fn from(name: &str) -> Self {
        RelationName::new(name)
    }
}

impl From<String> for RelationName {
    fn from(name: String) -> Self {
        RelationName::new(name)
    }
}

/// A schema, and a name in it.
impl From<(&str, &str)> for RelationName {
    fn from((schema, name): (&str, &str)) -> Self {
        RelationName::new(name).in_schema(schema)
    }
}

/// The relation that a generated module knows: `Album::RELATION`.
impl From<&Relation> for RelationName {
    fn from(relation: &Relation) -> Self {
        RelationName::new(relation.name).in_schema(relation.schema)
    }
}

/// One of `Db::RELATIONS`.
impl From<&&Relation> for RelationName {
    fn from(relation: &&Relation) -> Self {
        RelationName::from(*relation)
    }
}

impl From<&RelationName> for RelationName {
    fn from(name: &RelationName) -> Self {
        name.clone()
    }
}
