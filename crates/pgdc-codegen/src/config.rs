use serde::Deserialize;

/// What to generate.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The schemas whose relations to generate. One gives a flat module, several give a module for each.
    pub schemas: Vec<String>,
    /// Patterns of relations to generate: `album`, `sales.*`, `*_log`. A star stands for any text; a
    /// pattern with a dot is matched with the schema. None means all.
    pub include: Vec<String>,
    /// Patterns of relations to leave out, though included.
    pub exclude: Vec<String>,
    /// Whether to generate views and materialized views.
    pub views: bool,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            schemas: vec!["public".to_owned()],
            include: Vec::new(),
            exclude: Vec::new(),
            views: true,
        }
    }
}
