//! NULL as the value of a scope, whether or not its column may hold NULL.

use pgdc_golden::tickets::{Db, Note, Ticket};

fn narrow(db: Db<'_>, tenant: Option<i32>) {
    let _ = db.ticket().xtra(Ticket::TENANT_ID, tenant);
    let _ = db.note().xtra(Note::TENANT_ID, tenant);
}

fn main() {}
