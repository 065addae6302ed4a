//! What a module says of its database, and in what two such sets of facts differ.
//!
//! Pure, and free of dependencies. `pgdc` has this very folder as a module of its own, by a symbolic link: it
//! depends on none of our crates, and `Db::verify_schema` is to say what `pgdc check` says.

mod change;
mod columns;
mod compare;
pub(crate) mod facts;
mod types;

pub use change::{Change, Impact};
pub(crate) use compare::changes;
