//! Row locks: `FOR UPDATE` and its kin (PostgreSQL manual, "The Locking Clause").

/// Which lock a query takes on its rows, and what it does about rows that others have locked.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lock {
    pub(crate) strength: Option<Strength>,
    pub(crate) wait: Wait,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Strength {
    Update,
    NoKeyUpdate,
    Share,
    KeyShare,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Wait {
    #[default]
    UntilFree,
    Skip,
    Fail,
}

impl Lock {
    /// Whether none was asked for.
    pub(crate) const fn is_none(self) -> bool {
        matches!((self.strength, self.wait), (None, Wait::UntilFree))
    }

    /// The clause; nothing where no lock was asked for.
    pub(crate) const fn clause(self) -> [&'static str; 2] {
        let strength = match (self.strength, self.wait) {
            (None, Wait::UntilFree) => "",
            (Some(Strength::Update) | None, _) => " FOR UPDATE",
            (Some(Strength::NoKeyUpdate), _) => " FOR NO KEY UPDATE",
            (Some(Strength::Share), _) => " FOR SHARE",
            (Some(Strength::KeyShare), _) => " FOR KEY SHARE",
        };
        let wait = match self.wait {
            Wait::UntilFree => "",
            Wait::Skip => " SKIP LOCKED",
            Wait::Fail => " NOWAIT",
        };
        [strength, wait]
    }
}
