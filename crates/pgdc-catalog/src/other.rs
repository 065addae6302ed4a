use serde::{Deserialize, Serialize};

use crate::QualifiedName;

/// An extension (`pg_extension`).
#[derive(Clone, Debug, Default, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// Its name.
    pub name: String,
    /// The schema that its objects are in.
    pub schema: String,
}

/// An object of a kind that a [`Catalog`](crate::Catalog) does not describe, such as a function or a trigger.
///
/// Those of PostgreSQL itself are left out, and so are those of an extension.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Other {
    /// The relation or type that it is about.
    pub of: QualifiedName,
    /// How it is about that.
    pub part: Part,
    /// What sort of object it is, in PostgreSQL's words: `function`, `trigger`, `table`.
    pub kind: String,
    /// The object as SQL names it: `public.area(public.shape)`; of a part the name alone.
    pub name: String,
}

/// How an object of another kind is about a relation or type.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The relation or type cannot be made without it (`pg_depend`).
    Needed,
    /// It belongs to the relation: a trigger, a policy, a rule, statistics.
    Belongs,
}
