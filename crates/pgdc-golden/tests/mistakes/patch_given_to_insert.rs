//! A patch where a whole new row is wanted.

use pgdc::{set, unset};
use pgdc_golden::tickets::{Db, TicketPatch};

async fn write(db: Db<'_>) {
    let _ = db.ticket().insert(TicketPatch { title: set("x"), ..unset() }).await;
}

fn main() {}
