//! xtra: the row filter that travels with a table handle.

use std::any::Any;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::Relation;
use crate::guard::Guard;
use crate::param::{Bound, NeverNull, Param};
use crate::parent::Parent;
use crate::sql::Sql;

/// The columns whose value a handle is bound to. A value of its own, never shared state: to narrow a
/// handle is to make another. And the foreign keys whose parents must be in it too.
#[derive(Clone, Default)]
pub(crate) struct Scope(SmallVec<[Item; 1]>, Vec<Parent>);

#[derive(Clone)]
pub(crate) struct Item {
    pub(crate) column: u16,
    value: Arc<dyn ScopeValue>,
    /// The setting that tells the server the value, for its row-level security.
    setting: Option<&'static str>,
}

trait ScopeValue: Send + Sync {
    fn bound(&self) -> Bound<'_>;
    fn as_any(&self) -> &dyn Any;
    fn agrees_with(&self, given: &dyn Any) -> bool;
}

impl<T: Param + PartialEq> ScopeValue for NeverNull<T> {
    fn bound(&self) -> Bound<'_> {
        self
    }

    fn as_any(&self) -> &dyn Any {
        &self.0
    }

    /// Whether `given`, the value of a field of the column, is the scope's value: a `T`, or an
    /// `Option<T>` where the column may hold NULL.
    fn agrees_with(&self, given: &dyn Any) -> bool {
        match given.downcast_ref::<Option<T>>() {
            Some(given) => given.as_ref() == Some(&self.0),
            None => given.downcast_ref::<T>() == Some(&self.0),
        }
    }
}

impl Scope {
    pub(crate) fn narrow<T: Param + PartialEq>(&mut self, column: u16, value: T) {
        self.narrow_guarded(column, value, None);
    }

    /// The same; and with a setting, the server is told the value by it with each statement.
    pub(crate) fn narrow_guarded<T: Param + PartialEq>(
        &mut self,
        column: u16,
        value: T,
        setting: Option<&'static str>,
    ) {
        self.0.push(Item { column, value: Arc::new(NeverNull(value)), setting });
    }

    /// What the server is to be told with each statement.
    pub(crate) fn guards(&self, relation: &'static Relation) -> Vec<Guard<'_>> {
        let guarded = self.0.iter().filter_map(|item| {
            let (setting, column) = (item.setting?, relation.column(item.column));
            Some(Guard { setting, column, value: item.value.bound() })
        });
        guarded.collect()
    }

    pub(crate) fn items(&self) -> &[Item] {
        &self.0
    }

    /// From here on, what is written references parents in the scope alone.
    pub(crate) fn require(&mut self, parent: Parent) {
        self.1.push(parent);
    }

    pub(crate) fn parents(&self) -> &[Parent] {
        &self.1
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `column` is one of those whose value the scope fixes.
    pub(crate) fn binds(&self, column: u16) -> bool {
        self.0.iter().any(|item| item.column == column)
    }

    /// Writes `column = $n` for each item, joined by AND; `qualifier` stands before each column.
    pub(crate) fn write<'v>(&'v self, relation: &Relation, qualifier: &str, sql: &mut Sql<'v>) {
        sql.list(" AND ", &self.0, |sql, item| {
            let column = relation.column(item.column);
            sql.push(qualifier);
            sql.push_name(column.name());
            sql.push(" = ");
            sql.bind_column(column, item.bound());
        });
    }
}

impl Item {
    pub(crate) fn bound(&self) -> Bound<'_> {
        self.value.bound()
    }

    pub(crate) fn agrees_with(&self, given: &dyn Any) -> bool {
        self.value.agrees_with(given)
    }

    pub(crate) fn as_any(&self) -> &dyn Any {
        self.value.as_any()
    }
}
