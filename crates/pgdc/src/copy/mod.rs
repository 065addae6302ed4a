//! `COPY`: rows in and out in bulk, typed over handles, or as the server writes them over executors.

mod encode;
mod fault;
mod format;
mod inflow;
mod into;
mod out;
mod plain;
mod progress;
mod statement;
mod typed;

pub use format::CopyFormat;
pub use into::CopyInto;
pub use out::CopyFrom;
pub use progress::CopyProgress;
pub use statement::CopyTable;

pub(crate) use fault::CopyFault;
pub(crate) use plain::insert_by_copy;
pub(crate) use progress::Teller;

/// Enough that a message costs little beside its rows, and few of them for memory.
pub(crate) const CHUNK: usize = 128 * 1024;
