//! A new row lacks a column that PostgreSQL will not fill in.

use pgdc_golden::tickets::NewTicket;

fn main() {
    let _ = NewTicket { tenant_id: 1, number: 2 };
}
