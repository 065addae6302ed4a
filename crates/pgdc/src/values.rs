//! From the user's structs to the columns of a write.

use std::any::Any;
use std::marker::PhantomData;

use smallvec::SmallVec;

use crate::clause::Clause;
use crate::error::{Error, Kind, Result};
use crate::held::Held;
use crate::param::{Bound, Param};
use crate::scope::Scope;
use crate::write_fault::WriteFault;
use crate::{Column, Fill, Nullability, Relation, Row, Set, SetField, SqlValue};

/// Values for columns of the relation of `R`. Implemented by generated modules for rows, new rows and
/// patches.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not hold values for `{R}`",
    note = "give the row itself, its `New…` struct or its `…Patch` struct"
)]
pub trait Values<R: Row>: Send + Sync {
    /// Says what each column is to hold.
    fn write<'v>(&'v self, row: &mut Assignments<'v, R>);
}

/// Values that make a whole new row: every column that PostgreSQL will not fill in is there.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not make a whole row of `{R}`",
    label = "a required column may be missing, or the relation cannot be written",
    note = "start from the `New…` struct, and add optional columns by `.with(…Patch {{ … }})`"
)]
pub trait Insert<R: Row>: Values<R> {}

/// A new row with values for optional columns too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct With<N, P>(
    /// What the row must be given.
    pub N,
    /// What it may be given besides.
    pub P,
);

impl<R: Row, N: Insert<R>, P: Values<R>> Values<R> for With<N, P> {
    fn write<'v>(&'v self, row: &mut Assignments<'v, R>) {
        self.0.write(row);
        self.1.write(row);
    }
}

impl<R: Row, N: Insert<R>, P: Values<R>> Insert<R> for With<N, P> {}

impl<R: Row, V: Values<R>> Values<R> for &V {
    fn write<'v>(&'v self, row: &mut Assignments<'v, R>) {
        (**self).write(row);
    }
}

impl<R: Row, V: Insert<R>> Insert<R> for &V {}

/// What the columns of a written row are to hold, each at most once.
pub struct Assignments<'v, R> {
    columns: Columns<'v>,
    marker: PhantomData<fn() -> R>,
}

/// The same without the type of the row.
#[derive(Clone, Default)]
pub(crate) struct Columns<'v>(SmallVec<[(u16, Assigned<'v>); 8]>);

/// What a column is to hold. Public for [`SetField`], which is sealed; nobody can name it.
#[derive(Clone, Copy, Debug)]
pub enum Assigned<'v> {
    Default,
    Value(&'v dyn Held),
    Sql(&'v SqlValue),
    /// The scope's own value.
    Scope(Bound<'v>),
}

impl<'v, R: Row> Assignments<'v, R> {
    pub(crate) fn of(values: &'v impl Values<R>) -> Columns<'v> {
        let mut row = Assignments { columns: Columns::default(), marker: PhantomData };
        values.write(&mut row);
        row.columns
    }

    /// `column` holds `value`.
    pub fn put<T: Param, N: Nullability>(&mut self, column: Column<R, T, N>, value: &'v N::Field<T>)
    where
        N::Field<T>: PartialEq,
    {
        self.columns.put(column.index(), Assigned::Value(value));
    }

    /// `column` holds what `value` says, if it says anything.
    pub fn put_set<T: Param, N: Nullability>(
        &mut self,
        column: Column<R, T, N>,
        value: &'v Set<N::Field<T>>,
    ) where
        N::Field<T>: PartialEq,
    {
        self.put_sets(&[(column.index(), value)]);
    }

    /// Each column, by its place, holds its value.
    #[inline]
    pub fn put_all(&mut self, values: &[(u16, &'v dyn Held)]) {
        self.columns.put_all(values);
    }

    /// Each column, by its place, holds what its field says, if it says anything.
    #[inline]
    pub fn put_sets(&mut self, fields: &[(u16, &'v dyn SetField)]) {
        self.columns.put_sets(fields);
    }
}

/// Here, and not above, where the compiler would write it again for every table.
impl<'v> Columns<'v> {
    fn put_all(&mut self, values: &[(u16, &'v dyn Held)]) {
        for (column, value) in values {
            self.put(*column, Assigned::Value(*value));
        }
    }

    fn put_sets(&mut self, fields: &[(u16, &'v dyn SetField)]) {
        for (column, field) in fields {
            if let Some(assigned) = field.assigned() {
                self.put(*column, assigned);
            }
        }
    }

    /// What is put comes to stand in the order of the columns, in which it mostly comes.
    #[inline]
    fn put(&mut self, column: u16, value: Assigned<'v>) {
        match self.0.last() {
            Some((last, _)) if *last >= column => self.put_between(column, value),
            _ => self.0.push((column, value)),
        }
    }

    #[cold]
    fn put_between(&mut self, column: u16, value: Assigned<'v>) {
        let before = self.0.iter().rposition(|(other, _)| *other <= column);
        match before.map(|place| &mut self.0[place]) {
            Some(slot) if slot.0 == column => slot.1 = value,
            _ => self.0.insert(before.map_or(0, |place| place + 1), (column, value)),
        }
    }

    /// The same behind all others, but where the column is there.
    fn assign(&mut self, column: u16, value: Assigned<'v>) {
        match self.0.iter_mut().find(|(c, _)| *c == column) {
            Some(slot) => slot.1 = value,
            None => self.0.push((column, value)),
        }
    }

    /// Each column holds its value.
    pub(crate) fn of_values(values: &'v [(u16, Box<dyn Held>)]) -> Self {
        let mut columns = Columns::default();
        for (column, value) in values {
            columns.assign(*column, Assigned::Value(&**value));
        }
        columns
    }

    pub(crate) fn as_slice(&self) -> &[(u16, Assigned<'v>)] {
        &self.0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether both set the same columns, and the same of them to their default.
    pub(crate) fn same_columns(&self, other: &Columns<'_>) -> bool {
        let said = |(column, value): &(u16, Assigned<'_>)| (*column, value.is_default());
        self.0.iter().map(said).eq(other.0.iter().map(said))
    }

    /// Whether one clause `SET` serves both: the same columns and defaults, and the same expressions.
    pub(crate) fn same_set(&self, other: &Columns<'_>) -> bool {
        let same = |(value, other): (&Assigned<'_>, &Assigned<'_>)| match (value, other) {
            (Assigned::Sql(a), Assigned::Sql(b)) => a == b,
            (Assigned::Sql(_), _) | (_, Assigned::Sql(_)) => false,
            _ => true,
        };
        let values = self.0.iter().map(|(_, value)| value);
        self.same_columns(other) && values.zip(other.0.iter().map(|(_, value)| value)).all(same)
    }

    /// Takes out what an insert leaves to PostgreSQL: what it alone may write, and what holds `DEFAULT`.
    pub(crate) fn drop_unwritten(&mut self, relation: &Relation) {
        let stays = |column: u16, value: &Assigned<'_>| {
            !value.is_default() && !relation.column(column).facts().fill.is_servers()
        };
        self.keep(stays);
    }

    /// Takes out the columns that hold `DEFAULT`: in an insert, that is to leave them out.
    pub(crate) fn drop_defaults(&mut self) {
        self.keep(|_, value| !value.is_default());
    }

    /// The same for a shorter time.
    pub(crate) fn reborrow<'s>(&self) -> Columns<'s>
    where
        'v: 's,
    {
        Columns(self.0.iter().map(|(column, value)| (*column, *value as Assigned<'s>)).collect())
    }

    pub(crate) fn has_defaults(&self) -> bool {
        self.0.iter().any(|(_, value)| value.is_default())
    }

    /// The same without the columns that hold `DEFAULT`.
    pub(crate) fn without_defaults(&self) -> Self {
        let mut columns = self.clone();
        columns.drop_defaults();
        columns
    }

    pub(crate) fn retain(&mut self, stays: impl Fn(u16) -> bool) {
        self.keep(|column, _| stays(column));
    }

    /// Seldom does anything go, and to look is quicker than to put together what stays.
    fn keep(&mut self, stays: impl Fn(u16, &Assigned<'v>) -> bool) {
        if !self.0.iter().all(|(column, value)| stays(*column, value)) {
            self.0.retain(|(column, value)| stays(*column, value));
        }
    }

    pub(crate) fn get(&self, column: u16) -> Option<Assigned<'v>> {
        self.0.iter().find(|(c, _)| *c == column).map(|(_, value)| *value)
    }

    /// For an insert: gives every scope column the scope's value.
    ///
    /// # Errors
    /// A scope column holds another value already, or an SQL value is refused.
    pub(crate) fn insert_under(&mut self, scope: &'v Scope, relation: &Relation) -> Result<()> {
        self.check(scope, relation)?;
        for item in scope.at(Clause::InsertedValue).items() {
            self.assign(item.column, Assigned::Scope(item.bound()));
        }
        Ok(())
    }

    /// For an update: takes the scope columns out, since they hold the scope's value and keep it.
    ///
    /// # Errors
    /// A scope column would get another value, or an SQL value is refused.
    pub(crate) fn update_under(&mut self, scope: &Scope, relation: &Relation) -> Result<()> {
        self.check(scope, relation)?;
        let kept = scope.at(Clause::UnsetColumn);
        self.retain(|column| !kept.binds(column));
        Ok(())
    }

    fn check(&self, scope: &Scope, relation: &Relation) -> Result<()> {
        for (column, value) in &self.0 {
            let Assigned::Sql(value) = value else { continue };
            if let Some(refusal) = value.refusal() {
                let column = relation.column(*column).name();
                return Err(WriteFault::Value { column, refusal: refusal.clone() }.into());
            }
            value.check_under(scope.at(Clause::SelectInValue))?;
        }
        let checked = scope.at(Clause::WrittenValue);
        for (n, item) in scope.items().iter().enumerate() {
            let given = match self.get(item.column).filter(|_| checked.binds(item.column)) {
                None => None,
                Some(Assigned::Value(value)) => Some(value as &dyn Any),
                Some(Assigned::Default | Assigned::Sql(_) | Assigned::Scope(_)) => {
                    return Err(violation(relation, item.column));
                }
            };
            // A handle narrowed twice by one column holds two values, which must be one.
            let earlier = scope.at(Clause::NarrowedTwice).items().iter().take(n);
            let earlier = earlier.filter(|other| other.column == item.column);
            let mut others = given.into_iter().chain(earlier.map(|other| other.as_any()));
            if !others.all(|other| item.agrees_with(other)) {
                return Err(violation(relation, item.column));
            }
        }
        Ok(())
    }

    /// Takes out what PostgreSQL alone may write: generated columns, and columns that are
    /// `GENERATED ALWAYS AS IDENTITY` unless `keep_identity` says so of them.
    pub(crate) fn drop_unwritable(
        &mut self,
        relation: &Relation,
        keep_identity: impl Fn(u16) -> bool,
    ) {
        self.retain(|column| match relation.column(column).facts().fill {
            fill if fill.is_computed() => false,
            Fill::IdentityAlways => keep_identity(column),
            _ => true,
        });
    }
}

impl<'v> Assigned<'v> {
    /// The value where it is one that can be bound, else NULL.
    pub(crate) fn bound(self) -> Bound<'v> {
        match self {
            Assigned::Scope(value) => value,
            other => other.param() as Bound<'v>,
        }
    }

    /// The value where it is one of the caller's, else NULL.
    pub(crate) fn param(self) -> &'v dyn Param {
        match self {
            Assigned::Value(value) => value,
            Assigned::Default | Assigned::Sql(_) | Assigned::Scope(_) => &None::<&str>,
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        matches!(self, Assigned::Default)
    }
}

fn violation(relation: &Relation, column: u16) -> Error {
    Error::new(Kind::Scope { column: relation.column(column).name() })
}
