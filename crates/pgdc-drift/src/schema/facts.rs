//! What a module knows of its database.

use std::collections::BTreeMap;

/// What a module knows of its database.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Facts {
    pub(crate) relations: BTreeMap<Name, Relation>,
    pub(crate) enums: BTreeMap<Name, Enum>,
    pub(crate) composites: BTreeMap<Name, Composite>,
}

/// A schema and a name in it.
pub(crate) type Name = (String, String);

#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Relation {
    /// `Table`, `View` and so on.
    pub(crate) kind: String,
    pub(crate) columns: Vec<Column>,
    /// The names of the key's columns.
    pub(crate) key: Vec<String>,
    /// What each constraint and unique index is, by its name.
    pub(crate) constraints: BTreeMap<String, String>,
    /// Whether rows can be written.
    pub(crate) is_written: bool,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) sql_type: String,
    pub(crate) not_null: bool,
    pub(crate) fill: Fill,
}

/// What PostgreSQL writes when nothing is given.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) enum Fill {
    #[default]
    Null,
    Default(String),
    IdentityByDefault,
    IdentityAlways,
    Generated(String),
    ReadOnly,
}

#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Enum {
    pub(crate) labels: Vec<String>,
    /// Whether it has room for labels that it does not know.
    pub(crate) is_open: bool,
}

/// The attributes of a composite type, each with what is said of it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Composite {
    pub(crate) attributes: Vec<(String, String)>,
}

impl Relation {
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    pub(crate) fn is_view(&self) -> bool {
        self.kind.ends_with("View")
    }
}

impl Fill {
    /// Whether no statement may give the column a value.
    pub(crate) fn refuses_values(&self) -> bool {
        matches!(self, Fill::IdentityAlways | Fill::Generated(_) | Fill::ReadOnly)
    }
}
