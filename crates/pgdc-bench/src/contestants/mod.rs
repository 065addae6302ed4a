//! Those that every run has: the driver by hand, the driver with its usual pool, and pgdc; and those in processes of their
//! own: the libraries of Python, and toasty.

mod by_pgdc;
mod deadpool;
mod nobody;
pub mod process;
pub(crate) mod python;
mod raw;
pub(crate) mod toasty;

use tokio_postgres::Row;

use crate::contestant::Entry;
use crate::given::Event;

/// The floor, against which all are measured.
pub const RAW: &str = "tokio-postgres";
/// pgdc on one connection of its own, or on a pool where the workload says so.
pub const PGDC: &str = "pgdc";

/// The contestants that need no other package than pgdc does.
pub const OWN: &[Entry] = &[
    Entry { name: RAW, packages: &["tokio-postgres"], open: |url| Box::pin(raw::open(url)) },
    Entry {
        name: "deadpool-postgres",
        packages: &["deadpool-postgres"],
        open: |url| Box::pin(deadpool::open(url)),
    },
    Entry { name: PGDC, packages: &["pgdc"], open: |url| Box::pin(by_pgdc::open(url)) },
];

/// Makes the values of rows and writes none.
pub(crate) const NOBODY: Entry =
    Entry { name: "nobody", packages: &[], open: |_| Box::pin(nobody::open()) };

/// Decoded by hand.
fn event(row: &Row) -> Event {
    Event {
        id: row.get(0),
        tenant_id: row.get(1),
        name: row.get(2),
        note: row.get(3),
        amount: row.get(4),
        done: row.get(5),
        meta: row.get(6),
        created_at: row.get(7),
    }
}
