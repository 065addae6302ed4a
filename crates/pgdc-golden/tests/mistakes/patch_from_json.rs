//! A patch read from the body of a request, which could name any column.

use pgdc_golden::tickets::TicketPatch;

fn from_body<T: serde::de::DeserializeOwned>() {}

fn main() {
    from_body::<TicketPatch>();
}
