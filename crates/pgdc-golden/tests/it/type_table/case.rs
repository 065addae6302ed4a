use super::forms::Form;

/// A PostgreSQL type and values of it, as texts that its input function takes.
#[derive(Clone, Copy)]
pub(super) struct Case {
    /// The type as SQL spells it.
    pub(super) sql: &'static str,
    /// Statements that make the type.
    pub(super) setup: &'static [&'static str],
    /// What pgdc reads and writes without a loss. The first is the ordinary one.
    pub(super) held: &'static [&'static str],
    /// What the Rust type has no room for: reading it is an error that names the column.
    pub(super) refused: &'static [&'static str],
    /// What the Rust type holds as another text, which comes second.
    pub(super) changed: &'static [(&'static str, &'static str)],
    /// What is read, but refused when it is written: the value, in which forms, and what the error says.
    pub(super) unwritable: &'static [Unwritable],
}

pub(super) type Unwritable = (&'static str, &'static [Form], &'static str);

/// Values that the type holds, the ordinary one first.
pub(super) const fn holds(sql: &'static str, held: &'static [&'static str]) -> Case {
    Case { sql, setup: &[], held, refused: &[], changed: &[], unwritable: &[] }
}

impl Case {
    /// Of a type that these statements make.
    pub(super) const fn after(mut self, setup: &'static [&'static str]) -> Self {
        self.setup = setup;
        self
    }

    pub(super) const fn refuses(mut self, refused: &'static [&'static str]) -> Self {
        self.refused = refused;
        self
    }

    pub(super) const fn changes(
        mut self,
        changed: &'static [(&'static str, &'static str)],
    ) -> Self {
        self.changed = changed;
        self
    }

    pub(super) const fn cannot_write(mut self, unwritable: &'static [Unwritable]) -> Self {
        self.unwritable = unwritable;
        self
    }
}
