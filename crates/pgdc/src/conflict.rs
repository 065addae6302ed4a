//! What an insert does with a row that is already there: the target of `ON CONFLICT`, and what becomes of
//! each column.

use std::borrow::Cow;
use std::marker::PhantomData;

use crate::condition::Node;
use crate::raw::RawCondition;
use crate::{Column, Constraint, Relation, Row};

/// A unique index of the relation of `R` by the SQL text it was made with, for
/// [`on_conflict`](crate::Inserting::on_conflict): an index on expressions, or a partial one.
///
/// ```
/// # use pgdc::{Arbiter, Row};
/// # fn f<Account: Row>() {
/// // CREATE UNIQUE INDEX … ON account (lower(handle)) WHERE NOT deleted
/// let handle: Arbiter<Account> = Arbiter::new("lower(handle)").predicate("NOT deleted");
/// # }
/// ```
pub struct Arbiter<R> {
    elements: &'static str,
    predicate: Option<&'static str>,
    marker: PhantomData<fn() -> R>,
}

impl<R> Arbiter<R> {
    /// A unique index on these columns and expressions: what stands between the parentheses of its
    /// `CREATE INDEX`.
    pub const fn new(elements: &'static str) -> Self {
        Arbiter { elements, predicate: None, marker: PhantomData }
    }

    /// A partial one: what stands after its `WHERE`.
    pub const fn predicate(mut self, predicate: &'static str) -> Self {
        self.predicate = Some(predicate);
        self
    }
}

impl<R> Clone for Arbiter<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Arbiter<R> {}

impl<R> std::fmt::Debug for Arbiter<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut tuple = f.debug_tuple("Arbiter");
        tuple.field(&self.elements);
        if let Some(predicate) = self.predicate {
            tuple.field(&predicate);
        }
        tuple.finish()
    }
}

/// The primary key as a conflict target.
#[derive(Clone, Copy, Debug)]
pub struct PrimaryKey;

/// Anything that names a unique index for [`on_conflict`](crate::Inserting::on_conflict): [`PrimaryKey`],
/// a tuple of columns, a [`Constraint`], an [`Arbiter`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no conflict target of `{R}`",
    note = "give `PrimaryKey`, columns as a tuple `(Album::TITLE,)`, a constraint, or an `Arbiter`"
)]
pub trait ConflictTarget<R> {
    /// The target, without its type.
    #[doc(hidden)]
    fn into_target(self) -> Target;
}

/// Columns of one relation, as a tuple or one by itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` names no columns of `{R}`",
    note = "give one column, or several as a tuple `(Album::TITLE, Album::ARTIST_ID)`"
)]
pub trait ColumnList<R> {
    /// The columns, without their types.
    #[doc(hidden)]
    fn into_indexes(self) -> Indexes;
}

/// Columns without their types. Only columns make one.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Indexes(pub(crate) Vec<u16>);

/// A conflict target without its relation's type.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Target(pub(crate) On);

#[derive(Clone, Debug)]
pub(crate) enum On {
    PrimaryKey,
    Columns(Vec<u16>),
    Constraint(Constraint<'static>),
    Index { elements: Cow<'static, str>, predicate: Option<Cow<'static, str>> },
}

impl<R: Row> ConflictTarget<R> for PrimaryKey {
    fn into_target(self) -> Target {
        Target(On::PrimaryKey)
    }
}

impl<R: Row> ConflictTarget<R> for Constraint<'static> {
    fn into_target(self) -> Target {
        Target(On::Constraint(self))
    }
}

impl<R: Row> ConflictTarget<R> for Arbiter<R> {
    fn into_target(self) -> Target {
        let (elements, predicate) = (self.elements.into(), self.predicate.map(Into::into));
        Target(On::Index { elements, predicate })
    }
}

impl<R, T, N> ColumnList<R> for Column<R, T, N> {
    fn into_indexes(self) -> Indexes {
        Indexes(vec![self.index()])
    }
}

macro_rules! tuples {
    ($($($t:ident $n:ident),+;)+) => {$(
        impl<R: Row, $($t, $n),+> ColumnList<R> for ($(Column<R, $t, $n>,)+) {
            #[allow(non_snake_case)]
            fn into_indexes(self) -> Indexes {
                let ($($t,)+) = self;
                Indexes(vec![$($t.index()),+])
            }
        }

        impl<R: Row, $($t, $n),+> ConflictTarget<R> for ($(Column<R, $t, $n>,)+) {
            fn into_target(self) -> Target {
                Target(On::Columns(self.into_indexes().0))
            }
        }
    )+};
}

tuples! {
    A M;
    A M, B N;
    A M, B N, C O;
    A M, B N, C O, D P;
    A M, B N, C O, D P, E Q;
    A M, B N, C O, D P, E Q, F S;
}

/// What an insert does with rows that are already there.
pub(crate) struct Conflict<'p> {
    pub(crate) on: On,
    pub(crate) action: Action<'p>,
}

pub(crate) enum Action<'p> {
    /// `DO NOTHING`.
    Ignore,
    /// `DO UPDATE`.
    Update(Resolution<'p>),
}

/// What becomes of each column of a row that was in the way.
#[derive(Default)]
pub(crate) struct Resolution<'p> {
    /// Whether the given columns that are not named below are overwritten, the primary key apart.
    pub(crate) overwrites_given: bool,
    /// What becomes of these columns; what is said last counts.
    pub(crate) columns: Vec<(u16, How)>,
    /// Which rows are updated at all.
    pub(crate) only: Option<Only<'p>>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum How {
    /// The old value stays.
    Keep,
    /// The new value takes its place.
    Overwrite,
    /// The new value takes its place unless it is NULL.
    Coalesce,
    /// The new object's members are added to the old one's (`||`).
    Merge,
}

pub(crate) enum Only<'p> {
    /// The old row fulfils a typed condition.
    Typed(Node),
    /// An SQL condition holds, in which `t` is the old row and `excluded` the new one.
    Raw(RawCondition<'p>),
}

impl Conflict<'_> {
    /// Whether the primary key is the target, by whatever name.
    pub(crate) fn is_on_key(&self, relation: &Relation) -> bool {
        match &self.on {
            On::PrimaryKey => true,
            On::Columns(columns) => {
                let (mut columns, mut key) = (columns.clone(), relation.key.to_vec());
                columns.sort_unstable();
                key.sort_unstable();
                columns == key
            }
            On::Constraint(_) | On::Index { .. } => false,
        }
    }
}

impl Resolution<'_> {
    /// Everything that is given, the primary key apart.
    pub(crate) fn overwrite() -> Self {
        Resolution { overwrites_given: true, ..Resolution::default() }
    }

    /// Whether it is [`Resolution::overwrite`] and nothing more.
    pub(crate) fn is_plain(&self) -> bool {
        self.overwrites_given && self.columns.is_empty() && self.only.is_none()
    }

    pub(crate) fn put(&mut self, columns: Vec<u16>, how: How) {
        for column in columns {
            self.columns.retain(|(c, _)| *c != column);
            self.columns.push((column, how));
        }
    }

    pub(crate) fn how(&self, column: u16, is_key: bool) -> How {
        let named = self.columns.iter().find(|(c, _)| *c == column).map(|(_, how)| *how);
        let unnamed = if self.overwrites_given && !is_key { How::Overwrite } else { How::Keep };
        named.unwrap_or(unnamed)
    }
}
