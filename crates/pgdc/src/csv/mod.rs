//! CSV files into tables: by COPY into a temporary table, and from there by one `INSERT … SELECT`.
//!
//! The server parses the values. Records are told apart here, where each gets the number of its line as a value
//! more, so that whatever is refused later is known by its line: see `records.rs`, `batch.rs`, `stage.rs` and then
//! `merge.rs`.

mod batch;
mod fault;
mod header;
mod job;
mod keys;
mod merge;
mod records;
mod rejects;
mod stage;
mod untyped;
mod write;

pub use job::CsvReport;
pub use untyped::CsvInto;
pub use write::CsvWrite;

pub(crate) use fault::CsvFault;
pub(crate) use stage::StageName;
