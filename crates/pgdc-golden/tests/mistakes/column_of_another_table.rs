//! A condition on a column of another table.

use pgdc_golden::tickets::{Db, Tenant};

fn rows(db: Db<'_>) {
    let _ = db.ticket().filter(Tenant::NAME.eq("seven"));
}

fn main() {}
