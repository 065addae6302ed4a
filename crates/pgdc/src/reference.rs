//! Foreign keys: from a row to the row it references, and back to those that reference it.

use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::condition::{Condition, Node};
use crate::error::{Operation, Result};
use crate::param::{Bound, Param};
use crate::render::{Related, Statement};
use crate::values::{Assigned, Assignments, Columns};
use crate::{ColumnDef, Query, Row, Table, Values, fetch};

/// A foreign key: rows `C` reference rows `P`.
///
/// Generated modules hold a constant for each, `Track::TO_ALBUM`, and methods on both rows for the common
/// cases, `track.album(…)` and `album.tracks(…)`. All of them look among the rows of the handle they are
/// given, so that its scope holds: a row outside of it is not found.
///
/// ```ignore
/// let album = track.album(&db.album()).one().await?;
/// let tracks = album.tracks(&db.track()).order_by(Track::NAME).all().await?;
/// // One statement, however many tracks: the album of each.
/// let of_each: Vec<Option<Album>> = Track::TO_ALBUM.parents(&tracks, &db.album()).await?;
/// // And the tracks of each album.
/// let albums: Vec<Album> = db.album().limit(10).all().await?;
/// let in_each: Vec<Vec<Track>> = Track::TO_ALBUM.children_of(&albums, &db.track()).await?;
/// ```
pub struct Reference<C, P> {
    columns: &'static [Pair],
    marker: PhantomData<fn(C) -> P>,
}

/// A column of the referencing relation and the one it references, each by its index.
pub(crate) type Pair = (u16, u16);

impl<C, P> Clone for Reference<C, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C, P> Copy for Reference<C, P> {}

impl<C: Row, P: Row> Reference<C, P> {
    /// The foreign key with these columns: each the index of a referencing column and of the one it
    /// references. For generated code.
    pub const fn new(columns: &'static [Pair]) -> Self {
        Reference { columns, marker: PhantomData }
    }

    pub(crate) fn columns(self) -> &'static [Pair] {
        self.columns
    }

    /// The row that `child` references, among those of the handle. None where the reference is NULL.
    pub fn parent<'e>(self, child: &C, parents: &Table<'e, P>) -> Query<'e, P>
    where
        C: Values<C> + Clone,
    {
        let columns = self.columns.iter().map(|(of_child, of_parent)| (*of_parent, *of_child));
        parents.filter(Condition::leaf(Node::Refers(Refers::new(child.clone(), columns))))
    }

    /// The rows that reference `parent`, among those of the handle.
    pub fn children<'e>(self, parent: &P, children: &Table<'e, C>) -> Query<'e, C>
    where
        P: Values<P> + Clone,
    {
        let columns = self.columns.iter().copied();
        children.filter(Condition::leaf(Node::Refers(Refers::new(parent.clone(), columns))))
    }

    /// For each of the rows, in their order, the row that it references among those of the handle: one
    /// statement, and each referenced row travels once.
    ///
    /// # Errors
    /// The server's, or a value that does not fit its field.
    pub fn parents<'e, 'r>(
        self,
        children: &'r [C],
        parents: &Table<'e, P>,
    ) -> impl Future<Output = Result<Vec<Option<P>>>> + Send + use<'e, 'r, C, P>
    where
        C: Values<C>,
        P: Clone,
    {
        let parents = parents.clone();
        async move {
            let mut found: Vec<Option<P>> = children.iter().map(|_| None).collect();
            if children.is_empty() {
                return Ok(found);
            }
            let columns = self.columns.iter().map(|(of_child, of_parent)| (*of_parent, *of_child));
            each(&parents, related(children, columns), &mut found, |slot, row| *slot = Some(row))
                .await?;
            Ok(found)
        }
    }

    /// For each of the rows, in their order, those that reference it among the rows of the handle, in the
    /// order of their primary key: one statement.
    ///
    /// # Errors
    /// As [`Reference::parents`].
    pub fn children_of<'e, 'r>(
        self,
        parents: &'r [P],
        children: &Table<'e, C>,
    ) -> impl Future<Output = Result<Vec<Vec<C>>>> + Send + use<'e, 'r, C, P>
    where
        P: Values<P>,
        C: Clone,
    {
        let children = children.clone();
        async move {
            let mut found: Vec<Vec<C>> = parents.iter().map(|_| Vec::new()).collect();
            if parents.is_empty() {
                return Ok(found);
            }
            let related = related(parents, self.columns.iter().copied());
            each(&children, related, &mut found, Vec::push).await?;
            Ok(found)
        }
    }
}

/// Hands each related row of the handle to the slots of the given rows that it is related to.
async fn each<R: Row + Clone, S>(
    table: &Table<'_, R>,
    related: Related<'_>,
    slots: &mut [S],
    fill: impl Fn(&mut S, R),
) -> Result<()> {
    let sql = table.sql_of(Statement::Related(related), Operation::Select)?;
    for (row, places) in fetch::related::<R>(&table.link(), &sql).await? {
        for place in places {
            if let Some(slot) = place.checked_sub(1).and_then(|at| slots.get_mut(at)) {
                fill(slot, row.clone());
            }
        }
    }
    Ok(())
}

/// The values of `rows` that a foreign key compares; `columns` are each a column of the relation that is
/// read, and the one of the rows that it equals.
fn related<'v, O: Row + Values<O>>(
    rows: &'v [O],
    columns: impl Iterator<Item = Pair>,
) -> Related<'v> {
    let (own, other): (Vec<u16>, Vec<u16>) = columns.unzip();
    let rows: Vec<Columns<'v>> = rows.iter().map(Assignments::of).collect();
    let values = |column: &u16| rows.iter().map(|row| value(row, *column)).collect();
    Related {
        columns: own,
        defs: other.iter().map(|column| O::RELATION.column(*column)).collect(),
        values: other.iter().map(values).collect(),
    }
}

fn value<'v>(row: &Columns<'v>, column: u16) -> &'v dyn Param {
    row.get(column).map_or(&None::<&str>, Assigned::param)
}

/// A condition: columns equal values of a row of another relation.
pub(crate) struct Refers {
    row: Arc<dyn AnyRow>,
    /// Each the column that is compared, and the one of the row.
    columns: Vec<Pair>,
}

/// A row of whatever relation.
trait AnyRow: Send + Sync {
    fn value(&self, column: u16) -> Bound<'_>;
    fn def(&self, column: u16) -> &'static ColumnDef;
}

impl<R: Row + Values<R>> AnyRow for R {
    fn value(&self, column: u16) -> Bound<'_> {
        value(&Assignments::of(self), column)
    }

    fn def(&self, column: u16) -> &'static ColumnDef {
        R::RELATION.column(column)
    }
}

impl Refers {
    fn new<R: Row + Values<R>>(row: R, columns: impl Iterator<Item = Pair>) -> Self {
        Refers { row: Arc::new(row), columns: columns.collect() }
    }

    /// Each column that is compared, with the value and its own column.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (u16, Bound<'_>, &'static ColumnDef)> {
        self.columns
            .iter()
            .map(|(own, of_row)| (*own, self.row.value(*of_row), self.row.def(*of_row)))
    }
}
