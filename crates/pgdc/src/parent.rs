//! Foreign keys of a handle by which it may reference rows of its scope alone.

use crate::reference::Pair;
use crate::scope::{Item, Scope};
use crate::write_fault::WriteFault;
use crate::{Column, Reference, Relation, Row};

/// A foreign key of which every parent must be in the scope. A part of a [`Scope`], so that it travels with the
/// handle to all that writes.
#[derive(Clone, Copy)]
pub(crate) struct Parent {
    /// The relation that is referenced.
    pub(crate) relation: &'static Relation,
    /// The columns of the foreign key.
    pub(crate) columns: &'static [Pair],
    /// The scope column of the handle.
    own: u16,
    /// The column of the parents that must hold the value of the scope.
    pub(crate) theirs: u16,
}

impl Parent {
    pub(crate) fn new<C: Row, P: Row, T, N, M>(
        reference: Reference<C, P>,
        own: Column<C, T, N>,
        theirs: Column<P, T, M>,
    ) -> Self {
        let columns = reference.columns();
        Parent { relation: P::RELATION, columns, own: own.index(), theirs: theirs.index() }
    }

    /// What the parents must hold: the scope's own item.
    ///
    /// # Errors
    /// The handle, of `relation`, is not narrowed by that column.
    pub(crate) fn item<'s>(
        &self,
        scope: &'s Scope,
        relation: &Relation,
    ) -> Result<&'s Item, WriteFault> {
        let found = scope.items().iter().find(|item| item.column == self.own);
        found.ok_or(WriteFault::NotNarrowed { column: relation.column(self.own).name() })
    }
}
