use std::fmt;

use serde::{Deserialize, Serialize};

/// The name of a relation, type or sequence with the schema it lives in, exactly as PostgreSQL stores
/// it: unquoted, and any character but NUL may stand in it.
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(deny_unknown_fields)]
pub struct QualifiedName {
    /// The schema.
    pub schema: String,
    /// The name within it.
    pub name: String,
}

impl QualifiedName {
    /// The name `name` in `schema`.
    pub fn new(schema: impl Into<String>, name: impl Into<String>) -> Self {
        QualifiedName { schema: schema.into(), name: name.into() }
    }
}

/// For messages to people: `public.album`. Not quoted, so never to be used as SQL.
impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.schema, self.name)
    }
}
