//! An SQL value that was put together at run time.

use pgdc::{set_sql, unset};
use pgdc_golden::tickets::TicketPatch;

fn patch(title: String) -> TicketPatch {
    TicketPatch { title: set_sql(format!("'{title}'"), ()), ..unset() }
}

fn main() {}
