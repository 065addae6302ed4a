//! `[scope]` of `pgdc.toml`.

use std::collections::BTreeMap;

use pgdc_scope::{DEFAULT_SETTING, Level, Scope};
use serde::Deserialize;

use crate::Error;

#[derive(Default, Deserialize, Eq, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ScopeTable {
    column: Option<String>,
    setting: Option<String>,
    guard: bool,
    check_parents: bool,
    shared: Vec<String>,
    tables: BTreeMap<String, String>,
    within: Vec<WithinTable>,
}

#[derive(Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
struct WithinTable {
    column: String,
    setting: Option<String>,
    #[serde(default)]
    tables: BTreeMap<String, String>,
    #[serde(default)]
    except: Vec<String>,
}

impl ScopeTable {
    /// The scope, if anything was said of one.
    ///
    /// # Errors
    /// Its column is missing. `name` is that of the file.
    pub(crate) fn into_scope(self, name: &str) -> Result<Option<Scope>, Error> {
        if self == ScopeTable::default() {
            return Ok(None);
        }
        let ScopeTable { column, setting, guard, check_parents, shared, tables, within } = self;
        let column = column.ok_or_else(|| {
            Error::new(format!("{name}: [scope] does not say which column separates tenants"))
                .with_help("give its name: column = \"tenant_id\"")
        })?;
        let setting = setting.unwrap_or_else(|| DEFAULT_SETTING.to_owned());
        let outer = Level { column, setting, tables, except: Vec::new() };
        let within = within.into_iter().map(WithinTable::into_level).collect();
        Ok(Some(Scope { outer, within, shared, is_guarded: guard, checks_parents: check_parents }))
    }
}

impl WithinTable {
    fn into_level(self) -> Level {
        let WithinTable { column, setting, tables, except } = self;
        let setting = setting.unwrap_or_else(|| format!("app.{column}"));
        Level { column, setting, tables, except }
    }
}
