//! NULL for a column that refuses it.

use pgdc::{null, unset};
use pgdc_golden::tickets::TicketPatch;

fn main() {
    let _ = TicketPatch { title: null(), ..unset() };
}
