use std::collections::BTreeMap;

use pgdc_scope::Scope;
use serde::Deserialize;

/// What to generate.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The schemas whose relations to generate. One gives a flat module, several give a module for each.
    pub schemas: Vec<String>,
    /// Whether several schemas share one flat module. A relation whose name an earlier schema has taken is
    /// then named after its schema too: `AuditOrder`.
    pub flat: bool,
    /// Patterns of relations to generate: `album`, `sales.*`, `*_log`. A star stands for any text; a
    /// pattern with a dot is matched with the schema. None means all.
    pub include: Vec<String>,
    /// Patterns of relations to leave out, though included.
    pub exclude: Vec<String>,
    /// Whether to generate views and materialized views.
    pub views: bool,
    /// Whether the module holds the statements that make its tables: `Db::create_all`, `Album::create_table`.
    pub ddl: bool,
    /// Which crate's types `date`, `timestamp` and `timestamptz` become.
    pub dates: Dates,
    /// Whether a primary key of one column gets a type of its own, `AlbumId`, which the columns that
    /// reference it share.
    pub branded_keys: bool,
    /// Patterns of domains that get a type of their own: `email`, `sales.*`. Any other domain becomes the
    /// type that it is over.
    pub domain_newtypes: Vec<String>,
    /// Patterns of enums with a variant `Other(String)`, for labels that this build does not know. Any other
    /// enum refuses them.
    pub open_enums: Vec<String>,
    /// Columns that never hold NULL though the database does not say so, mostly of views:
    /// `live_account.account_id`, with or without the schema before it.
    pub not_null: Vec<String>,
    /// The keys of relations without a primary key, such as views: `"live_account" = ["account_id"]`. The
    /// columns must identify a row and hold no NULL.
    pub keys: BTreeMap<String, Vec<String>>,
    /// Rust types for PostgreSQL types, wherever they are used: `"public.mood" = "crate::Mood"`. The key is a
    /// type, domain or enum, with or without its schema; the value a Rust type that implements `FromSql` and
    /// `ToSql` for it, and `Clone`, `Debug` and `PartialEq`.
    pub types: BTreeMap<String, String>,
    /// Rust types for single columns: `"ticket.meta" = "pgdc::types::JsonOf<crate::Meta>"`. The key is
    /// `table.column`, with or without the schema before it.
    pub columns: BTreeMap<String, String>,
    /// Rust names for what would be named otherwise.
    pub rename: Rename,
    /// Which columns separate tenants; then the module has scoped handles and no others. Not read with the rest:
    /// it is the business of the linter too.
    #[serde(skip)]
    pub scope: Option<Scope>,
}

/// Whose types `date`, `timestamp` and `timestamptz` become; all are under `pgdc::types`.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Dates {
    /// The `time` crate's `Date`, `PrimitiveDateTime` and `OffsetDateTime`.
    #[default]
    Time,
    /// chrono's `NaiveDate`, `NaiveDateTime` and `DateTime<Utc>`.
    Chrono,
    /// jiff's `civil::Date`, `civil::DateTime` and `Timestamp`.
    Jiff,
    /// pgdc's `PgDate`, `PgTimestamp` and `PgTimestamptz`, which hold every value that PostgreSQL has,
    /// infinity and the years before Christ included.
    Pgdc,
}

/// Rust names instead of those that follow from the names in the database.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Rename {
    /// Of the row of a table or view: `"tbl_cust" = "Customer"`; the other forms and the method of `Db`
    /// follow.
    pub tables: BTreeMap<String, String>,
    /// Of a field: `"tbl_cust.c_nm" = "name"`; the column's constant follows.
    pub columns: BTreeMap<String, String>,
    /// Of an enum, a composite type or a domain's own type: `"mood_t" = "Mood"`.
    pub types: BTreeMap<String, String>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            schemas: vec!["public".to_owned()],
            flat: false,
            include: Vec::new(),
            exclude: Vec::new(),
            views: true,
            ddl: false,
            dates: Dates::default(),
            branded_keys: false,
            domain_newtypes: Vec::new(),
            open_enums: Vec::new(),
            not_null: Vec::new(),
            keys: BTreeMap::new(),
            types: BTreeMap::new(),
            columns: BTreeMap::new(),
            rename: Rename::default(),
            scope: None,
        }
    }
}
